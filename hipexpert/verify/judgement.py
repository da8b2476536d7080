"""What is found of a file that claims to prove something, and the strict reading of such a file."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

_LONGEST_NUMBER = 40
"""Characters of a number; a float never has more than some twenty, and int() refuses thousands."""


class Fault(NamedTuple):
    """What is wrong with a file, and where in it."""

    where: str
    why: str


class Verdict(NamedTuple):
    """The faults of a file, none when it is verified; the knowledge at hand; what it holds."""

    faults: tuple[Fault, ...]
    knowledge: dict[str, Any]
    counts: dict[str, int]


def made_with_other(named: dict[str, Any], sha256: str) -> Verdict | None:
    """The verdict on what was made with other knowledge than what has this hash; None if not."""
    if named.get("sha256") == sha256:
        return None
    why = f"made with other knowledge: {shown(named.get('sha256'))}; this is {sha256}; "
    why += "choose it by --home"
    if packs := named.get("packs"):
        why += f" and --pack, with {shown(packs)}"
    return Verdict((Fault("knowledge", why),), {}, {})


def read_object(text: str) -> Any:
    """What a JSON text holds, with every number written in the one way and no key twice.

    Raises ValueError or RecursionError.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError(f"a key stands twice among {shown([key for key, _ in pairs])}")
        return dict(pairs)

    def number(text: str) -> int | float:
        if len(text) > _LONGEST_NUMBER:
            raise ValueError(f"a number has {len(text)} digits")
        found = int(text) if text.lstrip("-").isdigit() else float(text)
        odd = isinstance(found, float) and (found.is_integer() or not math.isfinite(found))
        if odd or json.dumps(found) != text:
            raise ValueError(f"a number is not written {text} in a proof")
        return found

    return json.loads(
        text, object_pairs_hook=once, parse_int=number, parse_float=number, parse_constant=number
    )


def schema_of(text: str) -> str:
    """The schema that a text says it keeps to; "" where it says none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("schema", "")) if isinstance(found, dict) else ""


def no_proof(error: ValueError | RecursionError) -> Verdict:
    """The verdict on a text that cannot even be read as what it claims to be."""
    deep = isinstance(error, RecursionError)
    why = "brackets stand in brackets without end" if deep else str(error)
    return Verdict((Fault("", f"this is no proof: {why}"),), {}, {})


def shown(value: Any) -> str:
    """A value as JSON, shortened to a line."""
    text = json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()
    return text if len(text) <= 100 else f"{text[:99]}…"
