"""hipexpert: explains functional hip-rotation imbalance and prescribes side-specific work.

A consultation is a value: everything a user asks is a pure function of a knowledge base and
an athlete's answers. `model` has the shapes and `notation` the language of patterns; above
them stand the wings, each importing only what is below it:

* `knowledge`: what is known, and whether it is sound
* `verify`: the check of a proof, apart from what made it
* `reasoning`: what follows, why, and what to ask next
* `export`: a consultation for other programs, as a proof, in PROV-O, in N3
* `records`: what is kept of athletes, and tables of them
* `api`: all of it for other Python programs, as `import hipexpert as hx`
* `face`: how it is asked and shown

The names below are those of `api`. They are imported when they are first used, so that the
command line pays nothing for them; docs/python.md has an example of each.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hipexpert.api import (
        BadAnswers,
        Error,
        Knowledge,
        NotConcluded,
        Problem,
        UnknownName,
        UnsoundKnowledge,
        compare,
        consult,
        load,
        schema,
        screen,
        what_if,
        why,
        why_not,
    )

__version__ = "0.1.0"

__all__ = [
    "BadAnswers",
    "Error",
    "Knowledge",
    "NotConcluded",
    "Problem",
    "UnknownName",
    "UnsoundKnowledge",
    "compare",
    "consult",
    "load",
    "schema",
    "screen",
    "what_if",
    "why",
    "why_not",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'hipexpert' has no attribute '{name}'")
    from hipexpert import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
