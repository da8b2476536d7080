"""The JSON Schemas of what the program takes and gives, as they ship in `hipexpert/schemas`."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from hipexpert.api.errors import UnknownName
from hipexpert.notation import did_you_mean


def schema_names() -> tuple[str, ...]:
    """The names of all schemas: `answers`, and one for each kind of `--json`."""
    names = (path.name for path in (files("hipexpert") / "schemas").iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


def schema(name: str) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) by its name, such as `consultation`. Raises UnknownName."""
    names = schema_names()
    if name not in names:
        hint = did_you_mean(name, names) or f"it is one of {', '.join(names)}"
        raise UnknownName(f"there is no schema '{name}'", hint)
    text = (files("hipexpert") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
