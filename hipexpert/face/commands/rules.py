"""The rules, listed and read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hipexpert.face import completion
from hipexpert.face.command import AsJson, Home, Plain, app, print_json, records, sound_knowledge
from hipexpert.face.commands.browse import Shelf, known_name, show

if TYPE_CHECKING:
    from hipexpert.model import KnowledgeBase, Rule
    from hipexpert.records.overrides import Feedback

rules = typer.Typer(cls=Shelf, rich_markup_mode=None)
app.add_typer(rules, name="rules")


@rules.callback()
def rules_shelf() -> None:
    """The rules, each as a sentence.

    Example: hipexpert rules show hip-driven-one-way-loses-the-other
    """


@rules.command("list")
def list_rules(as_json: AsJson = False, plain: Plain = False, home: Home = None) -> None:
    """List the rules in reading order, by file.

    Example: hipexpert rules list
    """
    from hipexpert.face.pages.rules import rules_page, strata_of

    knowledge = sound_knowledge(home)
    if as_json:
        strata = strata_of(knowledge)
        print_json([_rule_in_brief(rule, strata[rule.id]) for rule in knowledge.rules])
    else:
        show(rules_page(knowledge, knowledge.rules), plain)


@rules.command("show")
def show_rule(
    rule: Annotated[str, typer.Argument(help="The id of a rule.", autocompletion=completion.rules)],
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Print a rule as a sentence, with its claims and the rules beside it.

    Example: hipexpert rules show clear-shortfall-is-limited
    """
    from hipexpert.face.pages.rules import rule_page

    knowledge = sound_knowledge(home)
    known_name(rule, knowledge.rule, "rule")
    if as_json:
        print_json(_rule_json(knowledge, knowledge.rule[rule]))
    else:
        show(rule_page(knowledge, knowledge.rule[rule]), plain)


@rules.command("feedback")
def rules_feedback(as_json: AsJson = False, plain: Plain = False, home: Home = None) -> None:
    """Show which rules coaches decided against, by their overrides of stored plans.

    Example: hipexpert rules feedback
    """
    from hipexpert.face.pages.override import feedback_page
    from hipexpert.records.overrides import feedback

    knowledge = sound_knowledge(home)
    with records(reading=True) as store:
        found = feedback(knowledge, store.consultations(), store.overrides())
    if as_json:
        print_json(_feedback_json(found))
    else:
        show(feedback_page(knowledge, found), plain)


def _feedback_json(found: Feedback) -> dict[str, Any]:
    return {
        "schema": "hipexpert/feedback/1",
        "rules": [
            {
                "rule": doubt.rule,
                "prescribed": doubt.prescribed,
                "taken-out": doubt.taken_out,
                "kept-out": doubt.kept_out,
                "put-in": doubt.put_in,
                "drills": list(dict.fromkeys(made.drill for made in doubt.decisions)),
                "reasons": list(dict.fromkeys(made.because for made in doubt.decisions)),
            }
            for doubt in found.doubts
        ],
        "without-a-rule": [made._asdict() for made in found.beyond],
        "overrides": [made._asdict() for made in found.decisions],
    }


def _rule_in_brief(rule: Rule, stratum: int) -> dict[str, Any]:
    return {
        "id": rule.id,
        "label": rule.label,
        "location": str(rule.location),
        "stratum": stratum,
        "claims": list(rule.claims),
    }


def _rule_json(knowledge: KnowledgeBase, rule: Rule) -> dict[str, Any]:
    from hipexpert.face.pages.rules import neighbours, strata_of
    from hipexpert.knowledge.verbalization import sentence

    return {
        **_rule_in_brief(rule, strata_of(knowledge)[rule.id]),
        "sentence": sentence(knowledge, rule),
        "when": list(map(str, rule.when)),
        "let": {f"?{let.variable}": let.text for let in rule.let},
        "where": [comparison.text for comparison in rule.where],
        "unless": list(map(str, rule.unless)),
        "then": list(map(str, rule.then)),
        "because": " ".join(rule.because.split()),
        **{name: list(ids) for name, ids in neighbours(knowledge, rule).items()},
    }
