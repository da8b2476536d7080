"""The JSON Schemas of what the program takes and gives, as they ship in `hipexpert/schemas`.

The files refer to each other. What is handed out holds all that it refers to (a compound schema
document, JSON Schema Core 2020-12, 9.3), so that a validator needs nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from hipexpert.api.errors import UnknownName
from hipexpert.notation import did_you_mean

_FILE = ".json"


def schema_names() -> tuple[str, ...]:
    """The names of all schemas: `answers`, and one for each kind of `--json`."""
    there = (path.name for path in (files("hipexpert") / "schemas").iterdir())
    return tuple(sorted(name.removesuffix(_FILE) for name in there if name.endswith(_FILE)))


def schema(name: str) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) by its name, such as `consultation`. Raises UnknownName."""
    names = schema_names()
    if name not in names:
        hint = did_you_mean(name, names) or f"it is one of {', '.join(names)}"
        raise UnknownName(f"there is no schema '{name}'", hint)
    whole, waiting = {name: _read(name)}, [name]
    while waiting:
        for other in _referred(whole[waiting.pop()]):
            if other not in whole:
                whole[other] = _read(other)
                waiting.append(other)
    found = whole.pop(name)
    return {**found, "$defs": {**found.get("$defs", {}), **whole}} if whole else found


def _read(name: str) -> dict[str, Any]:
    text = (files("hipexpert") / "schemas" / f"{name}{_FILE}").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _referred(part: Any) -> Iterator[str]:
    """The names of the other files that a part of a schema refers to."""
    for item in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _referred(item)
    if isinstance(part, dict) and isinstance(part.get("$ref"), str):
        file = part["$ref"].partition("#")[0]
        if file:
            yield file.removesuffix(_FILE)
