"""The commands, by what they are for; each module adds its own to `command.app`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

MODULES = {
    "audit": ("why", "why-not", "what-if", "compare"),
    "consult": ("consult", "plan"),
    "diff": ("diff",),
    "drawings": ("drawings",),
    "export": ("export", "verify"),
    "knowledge": ("check", "questions", "schema"),
    "mcp": ("mcp",),
    "override": ("override",),
    "query": ("query",),
    "records": ("progress", "athlete", "consultations"),
    "replay": ("audit",),
    "report": ("report",),
    "serve": ("serve",),
    "squad": ("screen", "athlete"),
    "test": ("test",),
    "browse": ("claims", "sources"),
    "new": ("new",),
    "packs": ("pack",),
    "rules": ("rules",),
}
"""The commands and the groups that each module of `commands` has, or has a part of."""


def load(arguments: Sequence[str] = ()) -> None:
    """Import the command that is asked for, or all where none of them is."""
    named = arguments[0] if arguments else ""
    having = [module for module, commands in MODULES.items() if named in commands]
    for module in having or MODULES:
        import_module(f"{__name__}.{module}")
