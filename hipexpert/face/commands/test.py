"""The cases of the rules, run without pytest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hipexpert.face import completion
from hipexpert.face.command import (
    UNSOUND,
    WRONG_USE,
    AsJson,
    Home,
    Plain,
    app,
    note,
    print_json,
    refuse,
    show_problems,
    sound_knowledge,
)
from hipexpert.face.commands.browse import known_name, show

if TYPE_CHECKING:
    from hipexpert.cases.coverage import Coverage
    from hipexpert.cases.files import CaseFiles
    from hipexpert.cases.mutants import Fate
    from hipexpert.cases.telling import ToldFailure
    from hipexpert.model import KnowledgeBase, Rule
    from hipexpert.reasoning.grounding import Grounding


@app.command("test")
def run_test(
    path: Annotated[str | None, typer.Argument(help="A case file, or a folder of them.")] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Change the rules bit by bit; say what no case sees.")
    ] = False,
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", help="Only this rule.", autocompletion=completion.rules),
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Name all that no case reaches.")
    ] = False,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Run the cases of the rules, and say what none of them reaches.

    The cases stand in tests/cases or in cases/ of the knowledge; a path is looked for here, then
    there. With some of the cases, only the rules that they carry are looked at.

    Example: hipexpert test tests/cases/notes.yaml
    """
    from hipexpert.cases import coverage as reached
    from hipexpert.cases import mutants as trials_of_mutants
    from hipexpert.cases.reading import read_cases
    from hipexpert.cases.running import failures, run_cases
    from hipexpert.cases.telling import tell
    from hipexpert.face.pages.cases import cases_page
    from hipexpert.reasoning.grounding import ground
    from hipexpert.reasoning.program import compiled

    knowledge = sound_knowledge(home)
    for name in rule or ():
        known_name(name, knowledge.rule, "rule")
    files = _files(knowledge, path)
    cases, problems = read_cases(knowledge, files)
    if problems:
        show_problems(problems, files.folder)
        raise typer.Exit(UNSOUND)
    if not cases:
        refuse("no case stands there", "docs/rules.md says how one is written", code=WRONG_USE)
    program = compiled(ground(knowledge))
    trials = run_cases(program, cases)
    failed = [tell(program, trials, failure) for failure in failures(program, trials)]
    named = {expected.rule for case in cases for expected in case.then}
    rules = _looked_at(knowledge, rule, None if path is None else named)
    found = reached.coverage(program, trials, rules)
    if path is not None or rule:
        found = found._replace(choices=())
    fates = None
    if mutants and failed:
        note("hipexpert: mutants are tried once every case holds")
    elif mutants:
        fates = _settled(program.ground, trials_of_mutants.fates(program, trials, rules))
    if as_json:
        print_json(_json(program.ground, len(cases), failed, found, fates))
    else:
        show(cases_page(program.ground, len(cases), failed, found, fates, coverage), plain)
    if failed:
        raise typer.Exit(UNSOUND)


def _files(knowledge: KnowledgeBase, path: str | None) -> CaseFiles:
    """The case files meant; where there are none, the command ends."""
    from hipexpert.cases.files import PLACES, find_case_files

    files = find_case_files(knowledge.home, path)
    if files is None and path is not None:
        refuse(f"there is no file and no folder '{path}'", "name one, or leave it out")
    if files is None:
        where = " or ".join(f"{place}/" for place in PLACES)
        refuse("this knowledge has no cases", f"they stand in {where} beside kb/ and rules/")
    return files


def _settled(ground: Grounding, fates: Iterable[Fate]) -> list[Fate]:
    """The fates, with survivors proved to make no difference where that can be done."""
    from hipexpert.cases.mutants import SURVIVED
    from hipexpert.prove.solver import installed
    from hipexpert.prove.survivors import settled

    fates = list(fates)
    if not any(fate.fate == SURVIVED for fate in fates):
        return fates
    if not installed():
        note(
            "hipexpert: some that pass every case may make no difference to anybody; "
            "to have that decided: pip install 'hipexpert[prove]'"
        )
        return fates
    return settled(ground, fates)


def _looked_at(
    knowledge: KnowledgeBase, chosen: list[str] | None, named: set[str] | None
) -> Sequence[Rule]:
    """The rules that are chosen, else those that some cases name, else all."""
    wanted = set(chosen) if chosen else named
    return [rule for rule in knowledge.rules if wanted is None or rule.id in wanted]


def _json(
    ground: Grounding,
    number: int,
    failed: Sequence[ToldFailure],
    coverage: Coverage,
    fates: Sequence[Fate] | None,
) -> dict[str, Any]:
    from hipexpert.face.pages.cases import choice_text

    failing = {told.failure.case.location for told in failed}
    return {
        "schema": "hipexpert/test/1",
        "cases": number,
        "holding": number - len(failing),
        "failures": [told.json() for told in failed],
        "unreached": {
            "rules": [rule.id for rule in coverage.rules],
            "just-short": [rule.id for rule in coverage.unmissed],
            "unless": [{"rule": r.id, "unless": str(p)} for r, p in coverage.unless],
            "thresholds": [{"rule": r.id, "comparison": c.text} for r, c in coverage.thresholds],
            "answers": [choice_text(ground, fact) for fact in coverage.choices],
        },
        "mutants": None if fates is None else [_fate_json(fate) for fate in fates],
    }


def _fate_json(fate: Fate) -> dict[str, Any]:
    mutant = fate.mutant
    return {
        "rule": mutant.rule.id,
        "change": mutant.change,
        "location": mutant.place,
        "fate": fate.fate,
        "told-otherwise": None if fate.told is None else dict(fate.told),
    }
