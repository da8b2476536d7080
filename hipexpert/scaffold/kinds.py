"""What each kind of thing is begun with: files by their place, from a name and a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.notation import did_you_mean
from hipexpert.reasoning.screen import screen_for
from hipexpert.scaffold.place import Place
from hipexpert.scaffold.writing import filled, quoted, shared
from hipexpert.vocabulary.asking import QUESTION
from hipexpert.vocabulary.body import (
    DEMANDS,
    HIP_MOTION,
    IS_ON,
    OF_MOTION,
    ON_ROLE,
    ON_SIDE,
    SPORT,
)
from hipexpert.vocabulary.safety import RED_FLAG

NewFiles = dict[Path, str]


class CannotBegin(ValueError):
    """What was asked for cannot be written; `hint` says what can."""

    def __init__(self, message: str, hint: str | None = None):
        super().__init__(message)
        self.hint = hint


class Placing(NamedTuple):
    """The answer to a question that places a role, and the side it is then on."""

    question: str
    choice: str
    side: str


def pack(name: str, label: str, iri: str, licence: str, knowledge: KnowledgeBase) -> NewFiles:
    """A pack without anything in it, in a folder of its name."""
    values = {
        "name": name,
        "label": quoted(label),
        "iri": iri,
        "ontology": iri.rstrip("#/"),
        "prefix": name,
        "licence": licence,
    }
    return {
        Path("pack.ttl"): filled("pack.ttl", values),
        Path("README.md"): filled("pack-readme.md", values),
        Path("cases/people.yaml"): people(knowledge),
    }


def people(knowledge: KnowledgeBase) -> str:
    """The athletes that cases are like: one who denies each red flag."""
    flags = set(knowledge.instances(RED_FLAG)) & set(knowledge.instances(QUESTION))
    denied = (f"  {question}: no" for question in knowledge.questions if question in flags)
    return filled("people.yaml", {"denied": "\n".join(denied)})


def sport(
    place: Place, name: str, label: str, role: str, motion: str, knowledge: KnowledgeBase
) -> NewFiles:
    """A sport; with a `role`, what it asks of one side; with a `motion`, how it turns that hip."""
    values = {
        **shared(place),
        "name": name,
        "label": quoted(label),
        "another": _another(knowledge, name),
        "demands": f"    :demands {place.prefix}{name}-on-one-side ;\n" if role else "",
        "evidence": "drives-one-side" if motion else "never-measured",
    }
    things, cases = ["sport.ttl"], ["sport-cases.yaml"]
    if role:
        claim = f"{place.prefix}{name}-turns-the-hip"
        values |= {
            "role": role,
            "role_label": knowledge.label(role),
            "role_says": knowledge.text(role, "skos:definition").rstrip("."),
            "drives": f"    :drives :{motion} ;\n" if motion else "",
            "claims": claim if motion else ":side-changes-in-easy-practice",
        }
        things.append("sport-demand.ttl")
        cases.append("sport-demand-cases.yaml")
    if motion:
        placed = placing(knowledge, role)
        hip = _hip(knowledge, motion, placed.side)
        values |= {"motion_label": knowledge.label(motion), "person": f"{name}-authors", "hip": hip}
        values |= {"question": placed.question, "choice": placed.choice}
        things.append("sport-claim.ttl")
        cases.append("sport-drives-cases.yaml")
    return {
        place.things(f"sports/{name}" if place.pack is None else name): _joined(things, values),
        place.cases(f"sports/{name}" if place.pack is None else name): _joined(cases, values),
    }


def drill(
    place: Place,
    name: str,
    label: str,
    sport: str,
    sentence: str,
    knowledge: KnowledgeBase,
) -> NewFiles:
    """A drill that is advised to whoever has what a sport asks for always on one side."""
    demand, role = _one_sided(place, sport, knowledge)
    placed = placing(knowledge, role)
    values = {
        **shared(place),
        "name": name,
        "label": quoted(label),
        "sentence": quoted(sentence),
        "demand": demand,
        "sport": sport,
        "sport_label": knowledge.label(sport),
        "question": placed.question,
        "choice": placed.choice,
    }
    return _things_and_cases(place, name, "drill", values, knowledge)


def rule(
    place: Place,
    name: str,
    label: str,
    sport: str,
    sentence: str,
    knowledge: KnowledgeBase,
) -> NewFiles:
    """A rule that advises something to whoever does a sport and may train."""
    values = {
        **shared(place),
        "name": name,
        "label": quoted(label),
        "sentence": quoted(sentence),
        "sport": sport,
        "sport_label": knowledge.label(sport),
        "another": _another(knowledge, sport),
    }
    files = _things_and_cases(place, name, "rule", values, knowledge)
    return {**files, place.rules(name): filled("rule-rules.yaml", values)}


def question(
    place: Place,
    name: str,
    label: str,
    prompt: str,
    sentence: str,
    knowledge: KnowledgeBase,
) -> NewFiles:
    """A question with yes and no, asked after all others, and what is told where it is yes."""
    last = max(each.order for each in knowledge.questions.values())
    values = {
        **shared(place),
        "name": name,
        "label": quoted(label),
        "prompt": quoted(prompt),
        "sentence": quoted(sentence),
        "order": str(last + 1),
    }
    files = _things_and_cases(place, name, "question", values, knowledge)
    return {**files, place.rules(name): filled("question-rules.yaml", values)}


def claim(place: Place, name: str, label: str, sentence: str, person: str) -> NewFiles:
    """A claim with the person who states it."""
    values = {
        **shared(place),
        "name": name,
        "label": quoted(label),
        "sentence": quoted(sentence),
        "person": f"{name}-author",
        "person_label": quoted(person),
    }
    return {place.things(name): filled("claim.ttl", values)}


def _things_and_cases(
    place: Place, name: str, kind: str, values: Mapping[str, str], knowledge: KnowledgeBase
) -> NewFiles:
    """The things and the cases of a kind; the people that cases are like where there are none."""
    files = {
        place.things(name): filled(f"{kind}.ttl", values),
        place.cases(name): filled(f"{kind}-cases.yaml", values),
    }
    return files if place.people.exists() else {**files, place.people: people(knowledge)}


def _joined(templates: list[str], values: Mapping[str, str]) -> str:
    return "".join(filled(template, values) for template in templates)


def placing(knowledge: KnowledgeBase, role: str) -> Placing:
    """The first answer that places a role on a side. Raises CannotBegin."""
    screen = screen_for(knowledge)
    for question in knowledge.questions.values():
        for choice in () if question.several else question.choices:
            concluded = screen.verdict(Answers({question.id: choice})).consultation
            for fact in concluded.facts(IS_ON):
                if fact.subject == role:
                    return Placing(question.id, choice, str(fact.object))
    message = f"no answer places '{role}' on a side"
    raise CannotBegin(message, "choose another role, or write a rule that places it first")


def _another(knowledge: KnowledgeBase, sport: str) -> str:
    """Some other sport, in which what is told of this one is not."""
    return next(each for each in knowledge.instances(SPORT) if each != sport)


def _hip(knowledge: KnowledgeBase, motion: str, side: str) -> str:
    """The motion of the hip on a side. Raises CannotBegin."""
    for hip in knowledge.instances(HIP_MOTION):
        if knowledge.object(hip, OF_MOTION) == motion and knowledge.object(hip, ON_SIDE) == side:
            return hip
    raise CannotBegin(f"'{motion}' is no motion of a hip", did_you_mean(motion, motions(knowledge)))


def motions(knowledge: KnowledgeBase) -> Iterator[str]:
    return (str(knowledge.object(hip, OF_MOTION)) for hip in knowledge.instances(HIP_MOTION))


def _one_sided(place: Place, sport: str, knowledge: KnowledgeBase) -> tuple[str, str]:
    """What a sport of this place asks for on one side, with the role. Raises CannotBegin."""
    for demand in map(str, knowledge.objects(sport, DEMANDS)):
        if knowledge.home.pack(knowledge.where[demand].file) == place.pack:
            return demand, str(knowledge.object(demand, ON_ROLE))
    message = f"'{sport}' asks for nothing of one side that is described here"
    raise CannotBegin(message, "begin with 'hipexpert new sport', with a role")
