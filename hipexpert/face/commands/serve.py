"""The page on this machine."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from hipexpert.face.command import PROGRAM_ERROR, Home, app, note, now, refuse, sound_knowledge

PORT = 8414
"""The port where nothing else is said; the same each time, so that a form left open can be sent."""


@app.command()
def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 for any that is free.")
    ] = PORT,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    home: Home = None,
) -> None:
    """Serve the interview, results and records as a page, to this machine alone.

    The address it prints lets one browser in, once. Everything is kept in the same records as
    by the other commands, each answer as it is sent. Stop it with Ctrl-C.

    Example: hipexpert serve --port 0
    """
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        refuse("this takes an extra that is not installed", "pip install 'hipexpert[web]'")
    from hipexpert.face.web.server import listening
    from hipexpert.face.web.server import serve as serving

    knowledge = sound_knowledge(home)
    try:
        socket = listening(port)
    except OSError as error:
        why = f"port {port} of this machine cannot be used: {error.strerror}"
        refuse(why, "take another one: --port 0", code=PROGRAM_ERROR)

    def announce(address: str) -> None:
        typer.echo(address)
        if open_browser:
            typer.launch(address)

    note("The page lets in one browser, at this address, once. Ctrl-C stops it.")
    serving(knowledge, socket, now, announce)
