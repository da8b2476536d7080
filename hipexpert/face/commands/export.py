"""A consultation handed on to others: as a proof, as provenance, as rules; and its check."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hipexpert.face.command import (
    BAD_ANSWERS,
    AnswersFile,
    AsJson,
    Home,
    StoredId,
    app,
    note,
    print_json,
    show_problems,
    sound_knowledge,
    whole_home,
)
from hipexpert.face.commands.outfile import Force, read_by, settle_places, write_settled
from hipexpert.face.commands.stored import consultation_of
from hipexpert.knowledge.characters import spelled, visible

SHOWN = 5
"""How many faults of a proof are told at once."""


class Form(StrEnum):
    """What a consultation can be exported as."""

    proof = "proof"
    prov = "prov"
    n3 = "n3"


@app.command()
def export(
    form: Annotated[
        Form, typer.Option("--as", help="A proof in JSON, PROV-O in Turtle, or rules in N3.")
    ],
    answers: AnswersFile = None,
    stored: StoredId = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write.")] = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """Write a whole consultation for other programs: how each conclusion was drawn.

    Example: hipexpert export --as proof --answers case.yaml
    """
    from hipexpert.export.certificate import certificate, certificate_text
    from hipexpert.export.n3 import n3_text
    from hipexpert.export.prov import prov_text
    from hipexpert.knowledge.packs import pack_iris

    inputs = read_by(home, answers)
    if out is not None:
        settle_places([out], force, inputs)
    consultation = consultation_of(home, answers, stored)
    match form:
        case Form.proof:
            text = spelled(certificate_text(certificate(consultation)))
        case Form.prov:
            text = visible(prov_text(certificate(consultation), pack_iris(consultation.knowledge)))
        case Form.n3:
            text = visible(n3_text(consultation))
    if out is None:
        typer.echo(text)
    else:
        write_settled({out: f"{text}\n".encode()}, inputs)


@app.command()
def verify(
    file: Annotated[
        str, typer.Argument(help="What export --as proof or check --certificate wrote.")
    ],
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Check every step of a proof against the knowledge files, apart from the engine.

    A proof is of one consultation, a certificate of what holds for every athlete.

    Example: hipexpert verify proof.json
    """
    from hipexpert.knowledge.decoding import PROOF_MOST, read_text
    from hipexpert.verify import proof, refutation
    from hipexpert.verify.files import Home as Files
    from hipexpert.verify.judgement import schema_of

    text, problems = read_text(Path(file), file, PROOF_MOST)
    if text is None:
        show_problems(problems, Path())
        raise typer.Exit(BAD_ANSWERS)
    try:
        files = Files(whole_home(home))
    except OSError:
        sound_knowledge(home)  # says what the folder lacks
        raise
    of_everyone = schema_of(text) == refutation.SCHEMA
    verdict = (refutation if of_everyone else proof).verify(text, files)
    faults = verdict.faults
    if as_json:
        print_json(
            {
                "schema": "hipexpert/verdict/1",
                "verified": not faults,
                "knowledge": verdict.knowledge,
                **verdict.counts,
                "faults": [fault._asdict() for fault in faults],
            }
        )
    elif not faults:
        counted = ", ".join(f"{number} {part}" for part, number in verdict.counts.items())
        known = verdict.knowledge
        made = f"knowledge {known['version']}, {known['sha256'][:12]}"
        typer.echo(visible(f"{file}: verified: {counted}; {made}"))
        if of_everyone:
            typer.echo(refutation.PROVED)
    if faults:
        for fault in faults[:SHOWN]:
            note(": ".join(filter(None, (file, *fault))))
        more = f", the first {SHOWN} of them above" if len(faults) > SHOWN else ""
        note(f"refused: {len(faults)} fault{'s' * (len(faults) > 1)}{more}")
        raise typer.Exit(BAD_ANSWERS)
