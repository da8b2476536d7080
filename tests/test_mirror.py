"""The mirror theorem, and athletes who confirm it: mirrored answers, mirrored conclusions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipexpert.knowledge.check import Check
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.mirror import (
    every_question_has_its_mirror_image,
    every_statement_has_its_mirror_image,
    mirror_images,
    mirrored,
    mirrors_go_both_ways,
    no_rule_names_a_side,
)
from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, Fact, KnowledgeBase, Value
from hipexpert.reasoning.engine import consult

HEALTHY = Path(__file__).parent / "broken" / "healthy"
THEOREM = (
    mirrors_go_both_ways,
    every_statement_has_its_mirror_image,
    every_question_has_its_mirror_image,
    no_rule_names_a_side,
)
Given = dict[str, Value | tuple[str, ...]]


@pytest.fixture(scope="session")
def small() -> KnowledgeBase:
    return load_knowledge(HEALTHY)


def mirror_of_answers(knowledge: KnowledgeBase, given_answers: Given) -> Given:
    """What the athlete's image in a mirror would answer."""
    images = mirror_images(knowledge)

    def image(value: Value | tuple[str, ...]) -> Value | tuple[str, ...]:
        if isinstance(value, tuple):
            return tuple(sorted(images.get(item, item) for item in value))
        return images.get(value, value) if isinstance(value, str) else value

    return {images.get(key, key): image(value) for key, value in given_answers.items()}


def athletes(knowledge: KnowledgeBase) -> st.SearchStrategy[Given]:
    """Athletes who answer any of the questions with anything that answers them."""

    @st.composite
    def athlete(draw: st.DrawFn) -> Given:
        found: Given = {}
        well = draw(st.booleans())  # or chance would refer nearly everybody
        for question in knowledge.questions.values():
            if well and question.type == "yes-no":
                found[question.id] = "no"
                continue
            if draw(st.integers(0, 4)) == 0:
                continue
            yes_no = question.type == "yes-no"
            known = ("no", "yes") if yes_no else choices(knowledge, question, found)
            if question.numeric:
                low, high = int(question.minimum or 0), int(question.maximum or 100)
                found[question.id] = draw(st.integers(low, high))
            elif known and question.type == "some-of":
                found[question.id] = tuple(sorted(draw(st.sets(st.sampled_from(known)))))
            elif known and question.several and draw(st.booleans()):
                several = draw(st.sets(st.sampled_from([*{*known} - {"none"}]), min_size=2))
                found[question.id] = tuple(sorted(several))
            elif known:
                found[question.id] = draw(st.sampled_from(known))
        return found

    return athlete()


def conclusions(knowledge: KnowledgeBase, given_answers: Given) -> set[Fact]:
    return set(consult(knowledge, Answers(given_answers)).justifications)


# The theorem


@pytest.mark.parametrize("law", THEOREM, ids=lambda law: law.__name__)
def test_the_theorem_holds(law: Check, knowledge: KnowledgeBase, small: KnowledgeBase) -> None:
    assert list(law(knowledge)) == []
    assert list(law(small)) == []


def test_the_mirror_image_of_the_mirror_image_is_the_thing(knowledge: KnowledgeBase) -> None:
    images = mirror_images(knowledge)
    assert images["left"] == "right"
    assert all(images[image] == thing for thing, image in images.items())
    for fact in knowledge.statements:
        assert mirrored(images, mirrored(images, fact)) == fact


def test_the_mirror_of_the_statements_is_the_statements(knowledge: KnowledgeBase) -> None:
    images = mirror_images(knowledge)
    statements = set(knowledge.statements)
    assert {mirrored(images, fact) for fact in statements} == statements


def test_pairs_that_do_not_hold_both_ways_are_no_mirror_images(tmp_path: Path) -> None:
    shutil.copytree(HEALTHY, tmp_path, dirs_exist_ok=True)
    shutil.copytree(HEALTHY.parent / "mirror-pair", tmp_path, dirs_exist_ok=True)
    images = mirror_images(load_knowledge(tmp_path))
    assert images["left-hip"] == "right-hip"
    assert not images.keys() & {"up", "down", "middle", "kicks-with"}


# Athletes


@settings(max_examples=60)
@given(data=st.data())
def test_a_mirrored_athlete_of_the_small_world_gets_mirrored_conclusions(
    small: KnowledgeBase, data: st.DataObject
) -> None:
    answers = data.draw(athletes(small))
    images = mirror_images(small)
    found = conclusions(small, answers)
    assert conclusions(small, mirror_of_answers(small, answers)) == {
        mirrored(images, fact) for fact in found
    }


@settings(max_examples=20)
@given(data=st.data())
def test_a_mirrored_athlete_gets_mirrored_conclusions(
    knowledge: KnowledgeBase, data: st.DataObject
) -> None:
    answers = data.draw(athletes(knowledge))
    images = mirror_images(knowledge)
    found = conclusions(knowledge, answers)
    assert conclusions(knowledge, mirror_of_answers(knowledge, answers)) == {
        mirrored(images, fact) for fact in found
    }
