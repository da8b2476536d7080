"""The types of answer: their words stand in one place, and another type is one class more.

`UpTo` and `Day` are two types that the program does not have. The one states several facts by one
word, the other is a number that people write as a date. Each is one class, and with its place in
`TYPES` it goes through everything there is: load, check, consult, look ahead, why, what if, ask,
screen and keep.
"""

from __future__ import annotations

import ast
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from oracle import concluded
from rich.console import Console

import hipexpert
from hipexpert.face.dialogue import Dialogue
from hipexpert.face.pages.interview import summary_page
from hipexpert.face.pages.why_not import near_misses_page
from hipexpert.knowledge.answer_types import TYPES
from hipexpert.knowledge.answer_types.numbers import WholeNumber
from hipexpert.knowledge.answer_types.refused import Refused, refused, single
from hipexpert.knowledge.answer_types.words import OneOf
from hipexpert.knowledge.cache import keep_knowledge, recall_knowledge
from hipexpert.knowledge.cardinality import sizes
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.problems import format_problems
from hipexpert.model import (
    NUMBER,
    Answer,
    Answers,
    Fact,
    Given,
    KnowledgeBase,
    Question,
    WrittenKnowledge,
)
from hipexpert.prove.check import check
from hipexpert.reasoning.answers import answer_facts, read_answer, read_answers
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.interview import interview
from hipexpert.reasoning.lookahead import effects, questions_left
from hipexpert.reasoning.minimal_change import minimal_changes
from hipexpert.reasoning.partial_model import Truth, partial_model
from hipexpert.reasoning.proof import Prover
from hipexpert.reasoning.screen import Screen
from hipexpert.reasoning.what_if import what_if
from hipexpert.reasoning.why_not import why_not
from hipexpert.records.opening import open_table
from hipexpert.records.profiles import read_profiles

PROGRAM = Path(hipexpert.__file__).parent
HEALTHY = Path(__file__).parent / "broken" / "healthy"
WORDS = frozenset(TYPES)


# The words of the types


def constants(path: Path) -> set[object]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def asks_for_the_word(path: Path) -> bool:
    """Whether a module compares the word of a type with anything."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    subjects = [
        part
        for node in ast.walk(tree)
        for part in (
            (node.left, *node.comparators)
            if isinstance(node, ast.Compare)
            else (node.subject,)
            if isinstance(node, ast.Match)
            else ()
        )
    ]
    words = ("question.type", "answer_type.name")
    return any(ast.unparse(subject).endswith(words) for subject in subjects)


def test_no_other_module_tells_types_of_answer_apart_by_their_words() -> None:
    apart = ("verify", "answer_types")  # the check of a proof shares no code with what makes it
    others = [p for p in PROGRAM.rglob("*.py") if not {*apart} & {*p.relative_to(PROGRAM).parts}]
    telling = WORDS - {"number"}  # which is a word of many meanings
    assert {p.name: telling & constants(p) for p in others if telling & constants(p)} == {}
    assert [p.name for p in others if asks_for_the_word(p)] == ["check_questions.py"]
    assert set().union(*map(constants, PROGRAM.rglob("answer_types/*.py"))) >= WORDS


# Two more types


class UpTo(OneOf):
    """One of the choices, which stand in rising order; it states all those below it too."""

    name = "up-to"

    def facts(self, question: Question, answer: Answer) -> tuple[Fact, ...]:
        reached = question.choices[: question.choices.index(str(answer)) + 1]
        return super().facts(question, reached)


class Day(WholeNumber):
    """A calendar day, as ISO 8601 writes it; kept as the number of days since the year 1."""

    name = "day"

    def read(
        self, knowledge: KnowledgeBase, question: Question, text: str | list[str], given: Given
    ) -> int | float:
        written = single(question, text)
        if written.isdecimal():
            return super().read(knowledge, question, written, given)
        try:
            return date.fromisoformat(written).toordinal()
        except ValueError:
            raise refused(question, written, "write the day as YYYY-MM-DD") from None

    def said(self, knowledge: KnowledgeBase, question: Question, answer: Answer) -> str:
        return date.fromordinal(int(str(answer))).isoformat()

    def in_full(self, knowledge: KnowledgeBase, question: Question, answer: Answer) -> str:
        return self.said(knowledge, question, answer)


KNOWLEDGE = f"""
@prefix :     <https://w3id.org/hipexpert#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

:up-to a :AnswerType ; skos:prefLabel "so far" .
:day a :AnswerType ; skos:prefLabel "calendar day" .

:mild a :Status ; skos:prefLabel "a little" .
:moderate a :Status ; skos:prefLabel "much" ; skos:altLabel "quite a bit" .
:severe a :Status ; skos:prefLabel "very much" .

:season a :Threshold ;
    skos:prefLabel "the season" ;
    :begins-on {date(2026, 3, 1).toordinal()} ;
    :marked :illustrative .

:rest a :Drill ;
    skos:prefLabel "rest" ;
    :helps :severe ;
    :has-preference 20 ;
    :instruction "Rest." ;
    :stop-rule "Stop when it is over." ;
    :marked :illustrative .

:soreness a :Question ;
    skos:prefLabel "Soreness" ;
    :prompt "How sore does it get?" ;
    :in-group :first-questions ;
    :has-order 11 ;
    :answer-type :up-to ;
    :choices ( :mild :moderate :severe ) ;
    :asks-about :athlete ;
    :asks-property :has-reached .

:hurt-on a :Question ;
    skos:prefLabel "Day of the injury" ;
    :prompt "When were you hurt?" ;
    :in-group :first-questions ;
    :has-order 12 ;
    :answer-type :day ;
    :minimum {date(2026, 1, 1).toordinal()} ;
    :maximum {date(2026, 12, 31).toordinal()} ;
    :asks-about :athlete ;
    :asks-property :was-hurt-on .
"""

ONTOLOGY = """
:has-reached a owl:ObjectProperty ;
    rdfs:label "has reached" ; skos:definition "Has been so sore." ;
    rdfs:domain :Athlete ; rdfs:range :Status .
:was-hurt-on a owl:DatatypeProperty ;
    rdfs:label "was hurt on" ; skos:definition "Was hurt on this day." ;
    rdfs:domain :Athlete ; rdfs:range xsd:integer .
:begins-on a owl:DatatypeProperty ;
    rdfs:label "begins on" ; skos:definition "Begins on this day." ;
    rdfs:domain :Threshold ; rdfs:range xsd:integer .
"""

RULES = """
- rule: sore-since-the-season-began-rests
  label: Who was hurt this season and is sore rests
  when:
    - ?athlete has-reached moderate
    - ?athlete was-hurt-on ?day
    - season begins-on ?start
  where:
    - ?day >= ?start
  then:
    - ?athlete is-prescribed rest
  because: >
    {?athlete} is sore and was hurt in the season.
  claims: [sides-compare]
"""

REST = Fact("athlete", "is-prescribed", "rest")
SPRING, AUTUMN = (date(2026, month, 10).toordinal() for month in (2, 9))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "home"
    shutil.copytree(HEALTHY, folder)
    with (folder / "ontology.ttl").open("a", encoding="utf-8") as ontology:
        ontology.write(ONTOLOGY)
    (folder / "kb" / "more.ttl").write_text(KNOWLEDGE, encoding="utf-8")
    (folder / "rules" / "more.yaml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def more_types() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for each in (UpTo(), Day()):
            patch.setitem(TYPES, each.name, each)
        yield


@pytest.fixture(scope="module")
def world(home: Path, more_types: None) -> WrittenKnowledge:
    return load_knowledge(home)


def sore(world: KnowledgeBase, **given: Answer) -> Answers:
    return Answers({name.replace("_", "-"): answer for name, answer in given.items()})


def test_they_are_loaded_and_sound(world: WrittenKnowledge, home: Path) -> None:
    assert format_problems(check(world), home) == "no problems"
    assert [world.questions[name].type for name in ("soreness", "hurt-on")] == ["up-to", "day"]


def test_without_its_class_a_type_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TYPES, "up-to")
    told = [p.message for p in check(load_knowledge(home)) if p.severity == "error"]
    assert told == ["no question can be answered by 'up-to'"]


def test_what_they_cannot_state_is_told(home: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    shutil.copytree(home, wrong)
    path = wrong / "kb" / "more.ttl"
    text = path.read_text(encoding="utf-8").replace(":has-reached", ":kicks-with")
    path.write_text(text.replace(":was-hurt-on", ":is"), encoding="utf-8")
    told = [p.message for p in check(load_knowledge(wrong)) if p.check == "answer-fact"]
    assert told[0] == "'kicks-with' takes something of class Side, but 'mild' is of class Status"
    assert told[-1] == "'is' takes a name, which 'day' does not give"


def test_an_answer_is_read(world: KnowledgeBase) -> None:
    text = "soreness: Quite a bit\nhurt-on: 2026-09-10\n"
    answers, problems = read_answers(world, text, "a.yaml")
    assert (answers.given, problems) == ({"soreness": "moderate", "hurt-on": AUTUMN}, [])
    for name, text, hint in (
        ("soreness", "modrate", "did you mean 'moderate'?"),
        ("hurt-on", "in May", "write the day as YYYY-MM-DD"),
    ):
        with pytest.raises(Refused) as told:
            read_answer(world, world.questions[name], text, {})
        assert told.value.message == f"'{name}' cannot be '{text}'"
        assert hint in (told.value.hint or "")


def test_all_that_an_answer_could_state_is_known(world: KnowledgeBase) -> None:
    asked = [fact for fact, name in ground(world).asked.items() if name in ("soreness", "hurt-on")]
    reached = [Fact("athlete", "has-reached", word) for word in ("mild", "moderate", "severe")]
    assert asked == [*reached, Fact("athlete", "was-hurt-on", NUMBER)]
    ways = {rule.id: steps[-1].ways for rule, steps in sizes(world)}
    assert ways["sore-since-the-season-began-rests"] == 1


@pytest.mark.parametrize("soreness", [None, "mild", "moderate", "severe"])
@pytest.mark.parametrize("hurt_on", [None, SPRING, AUTUMN])
def test_every_evaluator_concludes_the_same(
    world: KnowledgeBase, soreness: str | None, hurt_on: int | None
) -> None:
    given: dict[str, Answer | None] = {"soreness": soreness, "hurt-on": hurt_on}
    answers = Answers({name: answer for name, answer in given.items() if answer is not None})
    consultation = consult(world, answers)
    assert consultation.holds(REST) == (soreness in ("moderate", "severe") and hurt_on == AUTUMN)
    found = {*consultation.justifications}
    assert {*Screen(world).verdict(answers).consultation.justifications} == found
    facts = {*world.statements, *answer_facts(world, answers)}
    assert concluded(world.rules, facts) - facts == found
    assert partial_model(ground(world), answers, ()).certain >= found


def test_what_is_open_and_what_an_answer_would_settle(world: KnowledgeBase) -> None:
    answers = sore(world, hurt_on=AUTUMN)
    now = interview(world, answers)
    assert now.view.state(REST) is Truth.OPEN
    soreness = world.questions["soreness"]
    assert soreness in now.questions
    settled = {each.answer: each.certain for each in effects(now, answers, soreness)}
    assert settled == {"mild": (), "moderate": (REST,), "severe": (REST,)}
    answers = sore(world, soreness="severe")
    now = interview(world, answers)
    settled = {e.answer: e.certain for e in effects(now, answers, world.questions["hurt-on"])}
    assert settled == {"2026-02-28 or less": (), "2026-03-01 or more": (REST,)}
    assert questions_left(now, answers).at_most >= 1


def test_why_and_why_not(world: KnowledgeBase) -> None:
    proof = Prover(consult(world, sore(world, soreness="severe", hurt_on=AUTUMN))).prove(REST)
    answered = {step.because for step in proof.steps() if step.kind == "given"}
    assert answered == {"Soreness: very much", "Day of the injury: 2026-09-10"}
    misses = why_not(consult(world, sore(world, soreness="mild", hurt_on=SPRING)), REST)
    said = str(near_misses_page(world, misses))
    assert "2026-03-01" in said
    assert "2026-02-10" in said


def test_the_smallest_change_is_found(world: KnowledgeBase) -> None:
    def changes(answers: Answers) -> set[tuple[tuple[str, object], ...]]:
        found = minimal_changes(consult(world, answers), REST)
        return {tuple((c.question, c.after) for c in way) for way in found.ways}

    start = date(2026, 3, 1).toordinal()
    assert changes(sore(world, soreness="mild", hurt_on=AUTUMN)) == {
        (("soreness", "moderate"),),
        (("soreness", "severe"),),
    }
    assert changes(sore(world, soreness="severe", hurt_on=SPRING)) == {(("hurt-on", start),)}
    assert changes(sore(world, soreness="severe", hurt_on=AUTUMN)) == {
        (("soreness", None),),
        (("soreness", "mild"),),
        (("hurt-on", None),),
        (("hurt-on", start - 1),),
    }


def test_what_if(world: KnowledgeBase) -> None:
    before = consult(world, sore(world, soreness="mild", hurt_on=AUTUMN))
    assert what_if(before, {"soreness": "moderate"}).gained == (REST,)


def test_they_are_asked_and_shown(world: KnowledgeBase) -> None:
    typed = {"soreness": iter(["4", "m", "2"]), "hurt-on": iter(["yesterday", "2026-09-10"])}
    screen, hints = io.StringIO(), set()

    def read_line(hint: str) -> str:
        hints.add(hint.strip())
        shown = screen.getvalue()
        asked = max(world.questions.values(), key=lambda q: shown.rfind(q.prompt))
        return next(typed[asked.id]) if asked.id in typed else "unknown"

    console = Console(file=screen, width=100)
    dialogue = Dialogue(world, console, read_line, lambda answers: True)
    answers = dialogue.run()
    assert answers.given == {"soreness": "moderate", "hurt-on": AUTUMN}
    assert "2026-01-01 to 2026-12-31 >" in hints
    for said in (
        "'m' could be mild or moderate; type a little more",
        "'Day of the injury' cannot be 'yesterday'; write the day as YYYY-MM-DD",
        "Soreness: much",
        "Day of the injury: 2026-09-10",
    ):
        assert said in screen.getvalue()
    now = interview(world, answers)
    summary = str(summary_page(now, answers, questions_left(now, answers)))
    assert "Day of the injury: 2026-09-10" in summary
    takes = [q.answer_type.takes(world, q).strip() for q in dialogue.knowledge.questions.values()]
    assert takes[-2:] == ["mild, moderate, severe", "2026-01-01 to 2026-12-31"]


def test_a_table_of_athletes_is_screened(world: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "squad.csv"
    path.write_text("athlete,soreness,hurt-on\nanna,quite a bit,2026-09-10\nben,mild,10 May\n")
    table = open_table(path)
    anna, ben = read_profiles(world, table)
    verdicts = [Screen(world).verdict(each.answers).consultation for each in (anna, ben)]
    assert [verdict.holds(REST) for verdict in verdicts] == [True, False]
    assert [told.message for told in ben.refused] == ["'hurt-on' cannot be '10 May'"]


def test_they_are_kept_with_the_knowledge(
    world: WrittenKnowledge, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_knowledge(world)
    kept = recall_knowledge(home)
    assert kept is not None
    assert kept.questions == world.questions
    assert kept.questions["soreness"].answer_type is TYPES["up-to"]
    monkeypatch.delitem(TYPES, "day")
    assert recall_knowledge(home) is None, "what no type can be found for is read anew"
