"""The tools for assistants, on standard input and output."""

from __future__ import annotations

import contextlib
import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from hipexpert.face.command import Home, app, refuse, sound_knowledge, today
from hipexpert.face.commands.stored import consultation_of

if TYPE_CHECKING:
    from hipexpert.reasoning.plan import Result


@app.command()
def mcp(
    records: Annotated[
        bool, typer.Option("--records", help="Let stored consultations be asked about, by number.")
    ] = False,
    home: Home = None,
) -> None:
    """Serve an assistant by the Model Context Protocol, on standard input and output.

    Its tools are consult, why, why-not, what-if, questions and sources, each with the JSON of the
    command of that name. They change and keep nothing, and without --records they see none.

    Example: hipexpert mcp
    """
    if find_spec("mcp") is None:
        refuse("this takes an extra that is not installed", "pip install 'hipexpert[mcp]'")
    from hipexpert.api import Knowledge
    from hipexpert.face.mcp_server import serve
    from hipexpert.face.tools import tools

    knowledge = Knowledge(sound_knowledge(home))
    serve(tools(knowledge, (lambda number: _stored(home, number)) if records else None))


def _stored(home: str | None, number: int) -> Result:
    """A stored consultation that may be shown. Raises Error with what keeps it back."""
    from hipexpert.api import Error
    from hipexpert.reasoning.plan import Result

    today.cache_clear()  # who serves an assistant may run for days
    with contextlib.redirect_stderr(io.StringIO()) as told:
        try:
            consultation = consultation_of(home, None, number)
        except typer.Exit:
            raise Error(told.getvalue().strip().removeprefix("hipexpert: ")) from None
    typer.echo(told.getvalue(), err=True, nl=False)
    return Result(consultation)
