"""The lowest versions that pyproject.toml allows, one `name==version` a line, as pip takes them.

What those packages need in their turn is not named here; pip takes the newest that fits.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def requirements() -> Iterator[str]:
    """Each requirement as it stands in pyproject.toml: the program's, its extras', the tests'."""
    declared = tomllib.loads(PYPROJECT.read_text("utf-8"))
    project = declared["project"]
    yield from project["dependencies"]
    for optional in (project["optional-dependencies"], declared["dependency-groups"]):
        for group in optional.values():
            yield from group


def lowest(requirement: str) -> str:
    """The requirement held to its lower bound.

    >>> lowest("typer>=0.12.5,<0.29")
    'typer==0.12.5'
    >>> lowest("experta==1.9.4")
    'experta==1.9.4'
    """
    bound = re.fullmatch(r"([\w.-]+)[>=]=([\w.]+)(,<[\w.]+)?", requirement)
    assert bound, f"pyproject.toml: '{requirement}' has no lower bound"
    return f"{bound[1]}=={bound[2]}"


if __name__ == "__main__":
    print("\n".join(sorted({lowest(each) for each in requirements()})))
