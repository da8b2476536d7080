"""What an assistant can ask of the program: a few tools, each with the JSON of its command.

A tool takes plain data and gives plain data; what it cannot do it says in one line, or in the
problems it found. Nothing here knows how the two are carried; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from hipexpert.api import Error, Knowledge, consult, what_if, why, why_not
from hipexpert.api.errors import UnknownName
from hipexpert.face.claims_json import source_json
from hipexpert.face.pages.claims import sources_of
from hipexpert.knowledge.questions import question_json
from hipexpert.notation import did_you_mean
from hipexpert.reasoning.plan import Result
from hipexpert.vocabulary.evidence import ANSWERS, SOURCE

INSTRUCTIONS = (
    "An expert system on functional hip-rotation imbalance in athletes. It concludes by declared "
    "rules and proves each conclusion; call it instead of guessing. It is a training-planning aid "
    "and does not diagnose, treat or cure. Ask the red flags first (`questions` lists them first), "
    "never answer one for the athlete, and leave out what is not known: it never means no. With "
    "status `refer` there is no plan: pass on the referral, and how soon. With `incomplete` "
    "there is none yet: ask what `measure-next` names."
)

Arguments = Mapping[str, Any]
StoredResult = Callable[[int], Result]
"""Gives a stored consultation by its number. Raises Error."""


class Tool(NamedTuple):
    """A tool: what it does, what it takes (JSON Schema), and the function that does it."""

    name: str
    description: str
    takes: dict[str, Any]
    run: Callable[[Arguments], Any]


def tools(knowledge: Knowledge, stored: StoredResult | None = None) -> tuple[Tool, ...]:
    """The tools on some knowledge; with `stored` they also know consultations by number."""

    def of(arguments: Arguments) -> Result:
        number = arguments.get("consultation")
        if number is None:
            return consult(knowledge, arguments.get(ANSWERS) or {})
        if stored is None:
            raise Error("no records are open", "give answers instead")
        if arguments.get(ANSWERS):
            raise Error("two consultations are named", "leave answers or consultation out")
        return stored(number)

    def the_source(arguments: Arguments) -> Any:
        base, name = knowledge.base, arguments.get("source")
        if name is None:
            return [source_json(base, source) for source in sources_of(base)]
        known = base.instances(SOURCE)
        if name not in known:
            raise UnknownName(f"there is no source '{name}'", did_you_mean(name, known))
        return source_json(base, name)

    whose = {"answers": _ANSWERS, **({"consultation": _CONSULTATION} if stored else {})}
    what = {"what": _WHAT, **whose}
    needed = [] if stored else ["answers"]
    return (
        Tool(
            "consult",
            "What follows from an athlete's answers: status, findings, plan, referral, advice.",
            _object({"answers": _ANSWERS}, ["answers"]),
            lambda given: consult(knowledge, given["answers"]).json(),
        ),
        Tool(
            "why",
            "The proof of a conclusion, down to answers, statements, rules and claims.",
            _object({**what, "all": _EVERY}, ["what", *needed]),
            lambda given: why(of(given), given["what"]).json(every=bool(given.get("all"))),
        ),
        Tool(
            "why-not",
            "What kept something from being concluded, and the smallest change of answers that "
            "would turn it.",
            _object(what, ["what", *needed]),
            lambda given: why_not(of(given), given["what"]).json(),
        ),
        Tool(
            "what-if",
            "What other answers, or rejected rules and claims, would gain, lose and keep.",
            _object({"changes": _CHANGES, **_WITHOUT, **whose}, needed),
            lambda given: what_if(
                of(given),
                given.get("changes"),
                without_rules=given.get("without-rules") or (),
                without_claims=given.get("without-claims") or (),
            ).json(),
        ),
        Tool(
            "questions",
            "The keys of answers in the order of asking, with the question in words and what each "
            "takes.",
            _object({}, []),
            lambda _: [question_json(knowledge.base, q) for q in knowledge.questions.values()],
        ),
        Tool(
            "sources",
            "The publications behind the claims: what each found, and what leans on it.",
            _object({"source": {"type": "string", "description": "One of them, by id."}}, []),
            the_source,
        ),
    )


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**closed, "required": required} if required else closed


_ANSWERS = {
    "type": "object",
    "description": "What the athlete answered: the key of a question to its answer. The tool "
    "questions has the keys. What is left out is not known.",
}
_CONSULTATION = {
    "type": "integer",
    "description": "A stored consultation by its number, instead of answers.",
}
_WHAT = {
    "type": "string",
    "description": "A drill, finding or advice by its id, or a whole fact of three words.",
}
_EVERY = {"type": "boolean", "description": "Every reason, not only the shortest proof."}
_CHANGES = {
    "type": "object",
    "description": "The answers that are otherwise; null makes one unknown.",
}
_WITHOUT = {
    "without-rules": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Rules to reject, by id.",
    },
    "without-claims": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Claims to reject, with all that rests on them.",
    },
}
