"""The first lines of why: the numbers, the finding, the drill, the dose, the weakest link."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from conftest import Given, read_given, real_knowledge
from program import Ended, answers_file, hipexpert
from test_cases import people

from hipexpert.face.caveats import weakest_link
from hipexpert.face.diagram import DRAWN_AS, sketch
from hipexpert.face.pages.why import head, lines, standing
from hipexpert.face.render import plain_lines
from hipexpert.model import Fact
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import why
from hipexpert.reasoning.verbalization import absence_text, conclusions_named, thing_called

EVERYBODY = sorted(people())


@cache
def result(person: str) -> Result:
    return consulted(people()[person])


def consulted(said: Given) -> Result:
    knowledge = real_knowledge()
    return Result(consult(knowledge, read_given(knowledge, said)))


def prescribed(drill: str) -> Fact:
    return Fact("athlete", "is-prescribed", drill)


def first_lines(of: Result, fact: Fact) -> dict[str, str]:
    return {line.label: line.text for line in lines(of, why(of.consultation, fact))}


def test_of_a_measured_gap_they_have_both_numbers_the_dose_by_side_and_the_weakest_link() -> None:
    said = first_lines(result("founding"), prescribed("supine-knee-in-stretch"))
    assert [*said] == ["Numbers", "Finding", "Drill", "Dose", "Weakest link"]
    assert "Internal rotation: 40° left, 26° right" in said["Numbers"]
    assert "14 degrees short of the other side (26 against 40)" in said["Finding"]
    assert "2 right, 1 left" in said["Dose"]
    assert "mixed, the publications seen point both ways" in said["Weakest link"]


@pytest.mark.parametrize("person", EVERYBODY)
def test_the_weakest_link_of_a_plan_is_that_of_one_of_its_drills(person: str) -> None:
    plan = result(person)
    link = weakest_link(plan)
    stands = [standing(plan, why(plan.consultation, prescribed(line.drill))) for line in plan.lines]
    words = {found.word for found in stands if found}
    assert bool(words) == (link is not None)
    assert link is None or plan.knowledge.rank(link.standing) == min(
        map(plan.knowledge.rank, words)
    )


def test_of_an_expected_gap_they_say_that_no_range_counts_and_what_was_answered() -> None:
    plan = result("founding-unmeasured")
    drill = next(line.drill for line in plan.lines if line.dose.favours)
    said = first_lines(plan, prescribed(drill))
    assert said["Numbers"].startswith("No range you measured counts here.")
    assert "counter-clockwise" in said["Numbers"]
    assert "°" not in said["Numbers"]
    assert "tends to" in said["Finding"]


def test_of_a_referral_they_say_what_was_answered_how_soon_and_what_to_do_until_then() -> None:
    referred = consulted({**people()["founding"], "night-pain": "yes"})
    said = first_lines(referred, Fact("athlete", "is-referred-for", "night-pain"))
    assert [*said] == ["You answered", "Finding", "How soon", "Until then", "Weakest link"]
    assert said["You answered"] == "Pain at night or at full rest: yes"
    assert said["How soon"].startswith("Same day. ")


@pytest.mark.parametrize("person", EVERYBODY)
def test_whatever_is_measured_and_counts_for_a_drill_stands_in_its_first_five_lines(
    person: str,
) -> None:
    of = result(person)
    for drill in of.drills:
        proof = why(of.consultation, prescribed(drill))
        measured = {
            str(step.fact.object)
            for step in proof.steps()
            if step.kind == "given" and step.fact.property == "measures"
        }
        title, *first_five = [*plain_lines((head(of, proof),))][:6]
        assert of.knowledge.label(drill) in title
        assert all(f"{number}°" in "\n".join(first_five[:1]) for number in measured)
        assert len(lines(of, proof)) == 5


@pytest.mark.parametrize("language", DRAWN_AS)
def test_a_sketch_has_a_box_for_each_first_line_and_leads_to_the_last(language: str) -> None:
    of = result("founding")
    proof = why(of.consultation, prescribed("supine-knee-in-stretch"))
    drawn = sketch(of, proof)
    assert [node.lines[0] for node in drawn.nodes] == [
        f"{line.label}: {line.text}" for line in lines(of, proof)
    ]
    assert [end for start, end in drawn.arrows if start == "n5"] == ["n4"]
    text = DRAWN_AS[language](drawn)
    assert all(line.label in text for line in lines(of, proof))


# Which conclusion is meant


@pytest.mark.parametrize(
    "words", ["reverse-clam", "Reverse clam", "REVERSE  CLAM", "reverse_clam", "reverse Clamshell"]
)
def test_a_drill_goes_by_its_id_and_by_all_its_names(words: str) -> None:
    meant = ("athlete", "is-prescribed", "reverse-clam")
    assert conclusions_named(real_knowledge(), tuple(words.split()))[0] == meant
    assert thing_called(real_knowledge(), words) == "reverse-clam"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return answers_file(tmp_path_factory.mktemp("case"), people()["founding"])


def asked(case: Path, *words: str) -> Ended:
    return hipexpert(case.parent, *words, "--answers", case.name)


def test_the_command_knows_a_drill_by_its_number_in_the_plan(case: Path) -> None:
    fifth = [*result("founding").drills][4]
    by_number, by_id = asked(case, "why", "5", "--json"), asked(case, "why", fifth, "--json")
    assert by_number == by_id
    assert by_id.code == 0
    assert asked(case, "why-not", "5", "--json") == asked(case, "why-not", fifth, "--json")


def test_several_words_need_no_quotes(case: Path) -> None:
    first = next(iter(result("founding").drills))
    by_name = asked(case, "why", *real_knowledge().label(first).upper().split(), "--json")
    assert by_name == asked(case, "why", first, "--json")
    assert by_name.code == 0
    assert asked(case, "why-not", "hip", "Airplane").out.startswith("Not concluded: ")
    assert asked(case, "compare", "1", "Hip airplane").code == 0


def test_a_name_of_two_things_is_asked_back(case: Path) -> None:
    ended = asked(case, "why-not", "end-range", "isometric")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "hipexpert: 'end-range isometric' could be end-range-hold or ninety-ninety-lift-off\n"
        "  name it by one of these\n"
    )


def test_a_number_that_the_plan_does_not_have_is_refused(case: Path) -> None:
    ended = asked(case, "why", "9")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == ("hipexpert: the plan has no drill 9\n  its drills are numbered 1 to 6\n")


def test_the_page_begins_with_the_five_lines_and_says_how_to_see_every_step(case: Path) -> None:
    ended = asked(case, "why", "supine-knee-in-stretch", "--plain")
    title, *five, rest = ended.out.splitlines()
    assert title == "The athlete is prescribed Knee-in stretch on the back"
    assert [line.partition(":")[0] for line in five if line[0] != " "] == [
        *("Numbers", "Finding", "Drill", "Dose", "Weakest link")
    ]
    again = rest.removeprefix("Every step of it: hipexpert ").split()
    whole = hipexpert(case.parent, *again, "--plain")
    assert whole.out.splitlines()[: len(five)] == [title, *five][: len(five)]
    assert "1 Knee-in stretch on the back is the drill for range of internal rotation." in whole.out


# What is absent


def test_every_property_whose_absence_counts_says_how_it_is_read() -> None:
    knowledge = real_knowledge()
    for rule in knowledge.rules:
        for pattern in rule.unless:
            said = absence_text(knowledge, pattern)
            assert "anything" not in said.replace("master anything", ""), rule.id
            assert not said.startswith("it is not so that"), (rule.id, said)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (("reverse-clam", "lacks", "anything"), "Reverse clam waits for no kit"),
        (("athlete", "is-referred-for", "anything"), "the athlete is referred for nothing"),
        (("left-hip", "is", "sore"), "left hip is not sore, as far as was said"),
        (("anything", "is-expected", "limited"), "nothing is expected limited"),
        (("athlete", "is", "painless"), "the athlete is not known to be without pain"),
        (
            ("reverse-clam", "at-level", "anything"),
            "Reverse clam is at the level nothing",
        ),
    ],
)
def test_what_is_absent_is_said_as_a_person_would(fact: tuple[str, str, str], said: str) -> None:
    assert absence_text(real_knowledge(), Fact(*fact)) == said


def test_no_proof_of_the_founding_athlete_says_anything_of_nothing() -> None:
    from hipexpert.face.pages.proof import proof_page
    from hipexpert.reasoning.proof import ways

    of = result("founding").consultation
    for outcome in of.outcomes:
        for line in plain_lines(proof_page(of.knowledge, ways(of, outcome))):
            if "anything" in line:
                assert "Nothing says that" in line, line
