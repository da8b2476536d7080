"""The program as one command of commands: how it lists them, and how each of them ends.

With --json one document stands on standard output, however a command ends: its data, or, where a
message kept them from being printed, `hipexpert/problems/1` beside that message on standard error.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any

import typer
from typer.core import TyperGroup, TyperOption
from typer.main import get_command_name
from typer.models import CommandInfo

from hipexpert.knowledge.characters import spelled
from hipexpert.knowledge.problems import problems_json, unplaced

NAME = "hipexpert"


class Ending:
    """What one command has told of its problems, and whether it has printed its data."""

    def __init__(self) -> None:
        self.begin(())

    def begin(self, arguments: Sequence[str]) -> None:
        """Forget the command before; this one has these arguments."""
        words = list(arguments)
        options = words[: words.index("--")] if "--" in words else words
        self.as_json, self.answered = "--json" in options, False
        self.told: list[dict[str, Any]] = []

    def finish(self, code: int) -> None:
        """Print what was told, for programs, where a command ends with nothing else to print."""
        if code and self.as_json and not self.answered:
            print_json(problems_json(self.told or [unplaced("interrupted")]))


ENDING = Ending()
"""That of the command that runs; a process runs one at a time."""


_named: list[str] = []


def packs_named() -> Sequence[str]:
    """The folders that the command which runs was given by --pack."""
    return _named


def _pack_option() -> TyperOption:
    def take(_ctx: Any, _option: Any, folders: Sequence[str]) -> None:
        _named[:] = folders

    return TyperOption(
        param_decls=["pack", "--pack"],
        multiple=True,
        expose_value=False,
        is_eager=True,
        callback=take,
        metavar="DIR",
        help="Folder of a pack to lay over the home; once for each.",
    )


def print_json(data: Any) -> None:
    ENDING.answered = True
    typer.echo(spelled(json.dumps(data, indent=2, ensure_ascii=False)))


class Commands(TyperGroup):
    """Commands that are listed with the whole of their first sentence, over as many lines.

    Each that takes a home takes packs to lay over it too.
    """

    def get_command(self, ctx: Any, name: str) -> Any:
        command = super().get_command(ctx, name)
        names = [parameter.name for parameter in command.params] if command else []
        if command and "home" in names and "pack" not in names:
            command.params.insert(names.index("home") + 1, _pack_option())
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [
            (name, " ".join((command.help or "").split("\n\n")[0].split()))
            for name, command in commands.items()
            if command and not command.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


class Program(Commands):
    """All commands; whatever ends one of them with a message tells it to programs too."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *more: Any,
        **named: Any,
    ) -> Any:
        ENDING.begin(sys.argv[1:] if args is None else args)
        try:
            return super().main(args, prog_name or NAME, *more, **named)
        except SystemExit as ended:
            ENDING.finish(ended.code if isinstance(ended.code, int) else 1)
            raise

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        with _misuse_told():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        with _misuse_told():
            return super().invoke(ctx)


def asked_for(app: typer.Typer, arguments: Sequence[str]) -> typer.Typer:
    """The program with the one command that is asked for, or with all where none of them is.

    typer looks at the signature of each command that it has, which takes longer than many of them.
    """
    alone = copy(app)
    named = arguments[0] if arguments else ""
    alone.registered_commands = [c for c in app.registered_commands if _name(c) == named]
    alone.registered_groups = [group for group in app.registered_groups if group.name == named]
    return alone if alone.registered_commands or alone.registered_groups else app


def _name(command: CommandInfo) -> str:
    return command.name or get_command_name(getattr(command.callback, "__name__", ""))


@contextlib.contextmanager
def _misuse_told() -> Iterator[None]:
    """What the command line itself refuses is told; typer prints it."""
    try:
        yield
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = f"{context.command_path} --help" if context else None
        ENDING.told.append(unplaced(error.format_message(), hint))
        raise
    except (EOFError, typer.Abort):
        ENDING.told.append(unplaced("a question was left without an answer"))
        raise
