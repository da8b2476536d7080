"""The audit of a consultation: why, why not, what if, and why this and not that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hipexpert.face.command import (
    AnswersFile,
    AsJson,
    Home,
    Plain,
    StoredId,
    app,
    note,
    print_json,
    refuse,
)
from hipexpert.face.commands.stored import consultation_of
from hipexpert.face.completion import claims, drills, keys, rules
from hipexpert.knowledge.characters import visible
from hipexpert.vocabulary.evidence import CLAIM

if TYPE_CHECKING:
    from hipexpert.face.pages.page import Section
    from hipexpert.model import Consultation, Fact, KnowledgeBase, Value
    from hipexpert.reasoning.ablation import Ablation


Conclusion = Annotated[
    list[str],
    typer.Argument(
        help="A drill, finding or advice by id, name or number in the plan; or a whole fact.",
        autocompletion=drills,
    ),
]


@app.command()
def why(
    what: Conclusion,
    answers: AnswersFile = None,
    stored: StoredId = None,
    whole: Annotated[
        bool, typer.Option("--proof", help="Every step, not only what counts.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Every step of every reason, not only of one.")
    ] = False,
    depth: Annotated[
        int | None, typer.Option("--depth", min=0, help="Every step down to so many levels.")
    ] = None,
    drawn_as: Annotated[
        str | None,
        typer.Option("--as", help="Draw what counts, or with --proof each step: mermaid or dot."),
    ] = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Say why: the numbers, the finding, the drill, the dose, and the weakest link of it all.

    With --proof each step, down to answers, statements, rules and claims.

    Example: hipexpert why reverse-clam --answers case.yaml
    """
    from hipexpert.face.diagram import DRAWN_AS, picture, sketch
    from hipexpert.reasoning.proof import ways
    from hipexpert.reasoning.why_not import holding

    if drawn_as is not None and drawn_as not in DRAWN_AS:
        refuse(f"a proof cannot be drawn as '{drawn_as}'", f"draw it as {' or '.join(DRAWN_AS)}")
    if drawn_as and (as_json or every or depth is not None):
        refuse("a picture shows the shortest proof, whole", "leave --json, --all and --depth out")
    consultation = consultation_of(home, answers, stored)
    found = holding(consultation, _named(consultation, what))
    if not found:
        words = " ".join(what)
        refuse(f"'{words}' was not concluded", f"ask: hipexpert why-not {words}")
    found_ways = ways(consultation, found[0])
    if drawn_as:
        from hipexpert.reasoning.plan import Result

        shortest = found_ways.shortest
        drawn = (
            picture(consultation.knowledge, shortest)
            if whole
            else sketch(Result(consultation), shortest)
        )
        typer.echo(visible(DRAWN_AS[drawn_as](drawn)), nl=False)
    elif as_json:
        print_json(found_ways.json(every=every))
    else:
        from hipexpert.face.pages.proof import proof_page
        from hipexpert.face.pages.why import head
        from hipexpert.face.render import make_console, show_page
        from hipexpert.reasoning.plan import Result

        shown = whole or every or depth is not None
        again = "" if shown else _every_step(what, answers, stored)
        first = head(Result(consultation), found_ways.shortest, again)
        page: tuple[Section, ...] = (first,)
        if shown:
            steps, *rest = proof_page(consultation.knowledge, found_ways, every, depth)
            page = (first, steps._replace(title="Every step"), *rest)
        show_page(make_console(plain), page, plain)


def _every_step(what: list[str], answers: str | None, stored: int | None) -> str:
    """The command that shows every step of what was asked for."""
    import shlex

    given = ["--answers", answers] if answers else []
    given += ["--consultation", str(stored)] if stored is not None else []
    return shlex.join(["hipexpert", "why", *what, "--proof", *given])


@app.command("why-not")
def why_not(
    what: Conclusion,
    answers: AnswersFile = None,
    stored: StoredId = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Say what kept a conclusion from being drawn, nearest miss first, and what would turn it.

    Of what was concluded after all: the smallest change that would take it away.

    Example: hipexpert why-not hip-airplane --answers case.yaml
    """
    from hipexpert.reasoning.why_not import why_not as misses

    consultation = consultation_of(home, answers, stored)
    found = misses(consultation, _named(consultation, what)[0])
    if as_json:
        print_json(found.json())
    else:
        from hipexpert.face.pages.why_not import near_misses_page
        from hipexpert.face.render import make_console, show_page

        page = near_misses_page(consultation.knowledge, found)
        show_page(make_console(plain), page, plain)


@app.command("what-if")
def what_if(
    changes: Annotated[
        list[str] | None, typer.Argument(help="KEY=VALUE, any number.", autocompletion=keys)
    ] = None,
    without_rule: Annotated[
        list[str] | None,
        typer.Option("--without-rule", help="Reject the rule of this id.", autocompletion=rules),
    ] = None,
    without_claim: Annotated[
        list[str] | None,
        typer.Option(
            "--without-claim",
            help="Reject this claim and all that rests on it.",
            autocompletion=claims,
        ),
    ] = None,
    answers: AnswersFile = None,
    stored: StoredId = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Show what other answers, or a rejected rule or claim, would gain, lose and keep.

    Rules and statements that guard the athlete are kept whatever is rejected.

    Example: hipexpert what-if hip-ir-right=38 --answers case.yaml
    """
    from hipexpert.reasoning.what_if import what_if as compared

    if not (changes or without_rule or without_claim):
        refuse(
            "what should be otherwise?", "add KEY=VALUE, --without-rule ID or --without-claim ID"
        )
    consultation = consultation_of(home, answers, stored)
    changed = _changes(consultation, changes or [])
    ablation = None
    if without_rule or without_claim:
        ablation = _rejection(consultation.knowledge, without_rule or [], without_claim or [])
    difference = compared(consultation, changed, ablation)
    if as_json:
        print_json(difference.json(changed, ablation))
    else:
        from hipexpert.face.pages.what_if import difference_page
        from hipexpert.face.render import make_console, show_page

        page = difference_page(difference, changed, ablation)
        show_page(make_console(plain), page, plain)


def _rejection(knowledge: KnowledgeBase, rule_ids: list[str], claim_ids: list[str]) -> Ablation:
    """What is left of the knowledge base; a note names what guards the athlete and so stays."""
    from hipexpert.knowledge.check_safeguards import guards
    from hipexpert.notation import did_you_mean
    from hipexpert.reasoning.ablation import without

    for kind, asked, known in (
        ("rule", rule_ids, tuple(knowledge.rule)),
        ("claim", claim_ids, knowledge.instances(CLAIM)),
    ):
        for name in asked:
            if name not in known:
                refuse(f"there is no {kind} '{name}'", did_you_mean(name, known))
    for name in rule_ids:
        if guards(knowledge, knowledge.rule[name]):
            hint = "a claim it rests on can be rejected; it then stays, and the page says so"
            refuse(f"the rule '{name}' guards the athlete and is never taken out", hint)
    ablation = without(knowledge, tuple(rule_ids), tuple(claim_ids))
    kept = [rule.id for rule in ablation.rules_kept]
    if kept:
        note(f"kept, since they guard the athlete: {', '.join(kept)}")
    return ablation


@app.command()
def compare(
    drill: Annotated[
        str, typer.Argument(help="A drill, finding, advice, or the like.", autocompletion=drills)
    ],
    other: Annotated[str, typer.Argument(help="What to hold it against.", autocompletion=drills)],
    answers: AnswersFile = None,
    stored: StoredId = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Say why this was concluded and not that: where the two part, and how they differ.

    Example: hipexpert compare reverse-clam hip-airplane --answers case.yaml
    """
    from hipexpert.reasoning.comparison import compare as compared

    if drill == other:
        refuse(f"'{drill}' is named twice", "name two that differ")
    consultation = consultation_of(home, answers, stored)
    this, that = (_thing(consultation, word) for word in (drill, other))
    if this == that:
        refuse(f"'{drill}' and '{other}' name one thing", "name two that differ")
    comparison = compared(consultation, this, that)
    if as_json:
        print_json(comparison.json())
    else:
        from hipexpert.face.pages.comparison import comparison_page
        from hipexpert.face.render import make_console, show_page

        page = comparison_page(consultation.knowledge, comparison)
        show_page(make_console(plain), page, plain)


def _thing(consultation: Consultation, word: str) -> str:
    """The id of the thing that a word names."""
    from hipexpert.reasoning.verbalization import thing_called

    _named(consultation, [word])
    return _numbered(consultation, word) or thing_called(consultation.knowledge, word)


def _named(consultation: Consultation, words: list[str]) -> tuple[Fact, ...]:
    """The conclusions that words name: by id, by name, or by the number of a drill of the plan."""
    from hipexpert.notation import did_you_mean
    from hipexpert.reasoning.verbalization import Ambiguous, NotFound, conclusions_named

    said = " ".join(words)
    drill = _numbered(consultation, said)
    try:
        return conclusions_named(consultation.knowledge, (drill,) if drill else tuple(words))
    except Ambiguous as error:
        refuse(f"'{said}' could be {' or '.join(error.near)}", "name it by one of these")
    except NotFound as error:
        refuse(f"no rule could conclude '{said}'", did_you_mean(said, error.near))


def _numbered(consultation: Consultation, said: str) -> str:
    """The drill of the plan that a number counts to; "" where no number is said."""
    if not said.isdecimal():
        return ""
    from hipexpert.reasoning.verdict import Verdict

    drills = [*Verdict(consultation).drills]
    if not 1 <= int(said) <= len(drills):
        hint = f"its drills are numbered 1 to {len(drills)}" if drills else "name a conclusion"
        refuse(f"the plan has no drill {said}" if drills else "there is no plan to count in", hint)
    return drills[int(said) - 1]


def _changes(
    consultation: Consultation, changes: list[str]
) -> dict[str, Value | tuple[str, ...] | None]:
    from hipexpert.notation import did_you_mean
    from hipexpert.reasoning.answers import Refused, read_answer

    knowledge = consultation.knowledge
    found: dict[str, Value | tuple[str, ...] | None] = {}
    for change in changes:
        key, equals, text = change.partition("=")
        question = knowledge.questions.get(key)
        if not equals:
            refuse(f"'{change}' is no change", "write KEY=VALUE, such as hip-ir-right=38")
        if question is None:
            refuse(f"there is no question '{key}'", did_you_mean(key, knowledge.questions))
        try:
            given = {**consultation.answers.given, **{k: v for k, v in found.items() if v}}
            found[key] = read_answer(knowledge, question, text, given)
        except Refused as refused:
            refuse(refused.message, refused.hint)
    return found
