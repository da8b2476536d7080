"""What athletes read is short and plain: the law of language, and its measure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import problems_of, real_knowledge
from hypothesis import given
from hypothesis import strategies as st

from hipexpert.face.glossary import glossary_blocks
from hipexpert.face.pages.page import Entries, Passage, Section, words
from hipexpert.knowledge.check_language import no_text_is_too_hard, texts_read
from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.readability import grade, sentences, syllables
from hipexpert.knowledge.readability import words as words_of
from hipexpert.model import Text, WrittenKnowledge

LAWS = ("long-sentence", "hard-to-read", "word-to-avoid")
READ = (
    "sentence instruction stop-rule until-seen prompt help criterion told "
    "is-measured is-expected shows is-referred-for is-prescribed is-advised is-cautioned is-told"
)


@pytest.fixture(scope="module")
def written() -> WrittenKnowledge:
    return load_knowledge(find_home(None))


def test_the_real_knowledge_keeps_the_law_of_language_without_a_warning() -> None:
    assert not [p for p in problems_of(real_knowledge()) if p.check in LAWS]


def test_no_text_of_ours_is_above_the_highest_grade_by_however_little(
    written: WrittenKnowledge,
) -> None:
    texts = [read.text for read in texts_read(written) if not read.label]
    assert not [text for text in texts if len(words_of(text)) >= 10 and grade(text) > 6]


def test_a_grade_a_little_above_the_highest_is_not_told_and_one_clearly_above_is(
    written: WrittenKnowledge,
) -> None:
    def told(sentence: str) -> bool:
        first = next(t for t in written.triples if t.predicate == "instruction")
        other = first._replace(object=Text(sentence))
        return bool([*no_text_is_too_hard(replace(written, triples=(other,), rules=()))])

    little = "Nobody was found to have compared the hips of those who play ultimate."
    clearly = "Nobody was found to have compared rotational asymmetry in players of ultimate."
    assert 6 < grade(little) < 7 < grade(clearly)
    assert not told(little)
    assert told(clearly)


def test_the_law_holds_for_findings_drills_advice_questions_and_the_reasons_told() -> None:
    assert {*READ.split()} <= {*real_knowledge().instances("ReadByAthletes")}


def test_every_class_of_text_is_looked_at(written: WrittenKnowledge) -> None:
    files = {read.place.file.partition("/")[0] for read in texts_read(written)}
    assert files == {"kb", "rules"}
    assert len([*texts_read(written)]) > 900


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    text = "The cat sat on the mat. It was a fat cat."
    assert (len(sentences(text)), len(words_of(text))) == (2, 11)
    assert grade(text) == pytest.approx(0.39 * 11 / 2 + 11.8 * 1 - 15.59)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("thigh", 1),
        ("muscle", 2),
        ("side", 1),
        ("knee", 1),
        ("internal", 3),
        ("½", 1),
        ("90/90", 1),
    ],
)
def test_a_syllable_is_a_run_of_vowels_but_for_a_silent_e(word: str, count: int) -> None:
    assert syllables(word) == count


def test_what_fills_a_sentence_counts_as_one_short_word() -> None:
    assert grade("{?motion} of {?hip-of-the-side} is short.") == grade("It of it is short.")


@given(st.lists(st.sampled_from(["hip", "turns", "knee", "in", "out"]), min_size=2, max_size=30))
def test_two_sentences_are_never_harder_than_one_of_the_same_words(said: list[str]) -> None:
    middle = len(said) // 2
    one = f"{' '.join(said)}."
    two = f"{' '.join(said[:middle])}. {' '.join(said[middle:])}."
    assert grade(two) <= grade(one)


# The glossary


def test_a_page_explains_the_terms_that_stand_on_it_and_no_others() -> None:
    page = (Section("", (Passage(words("Internal rotation of the right hip is short.")),)),)
    (entries,) = glossary_blocks(real_knowledge(), page)
    assert isinstance(entries, Entries)
    assert [entry.label for entry in entries.entries] == ["Internal rotation"]
    assert not glossary_blocks(real_knowledge(), (Section("", ()),))


def test_every_gloss_is_plain_itself() -> None:
    knowledge = real_knowledge()
    for thing in knowledge.words:
        if gloss := knowledge.text(thing, "gloss"):
            assert len(words_of(gloss)) <= 25
            assert knowledge.label(thing).casefold() not in gloss.casefold()
