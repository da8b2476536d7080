"""The versions that are tested: one for each package, known to the byte, and within the bounds."""

from __future__ import annotations

import re
import tomllib

import pytest
from conftest import ROOT
from lowest import lowest, requirements
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TESTED = (ROOT / "requirements-tests.txt").read_text("utf-8")
ENTRIES = TESTED.replace("\\\n", " ").splitlines()
HASHED = re.compile(r"(?P<needed>[^ ]+==[^ ]+( ; [^-]+?)?) +(--hash=sha256:[0-9a-f]{64} *)+")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NEEDED = [
    Requirement(line)
    for line in (*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["dev"])
]


def versions() -> dict[str, Requirement]:
    """The one version of each package."""
    found: dict[str, Requirement] = {}
    for entry in ENTRIES:
        line = HASHED.fullmatch(entry)
        assert line, f"no version with its hashes: {entry[:80]}"
        needed = Requirement(line["needed"])
        assert needed.name not in found, f"{needed.name} stands there twice"
        found[needed.name] = needed
    return found


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.name)
def test_every_package_is_tested_in_a_version_that_its_bounds_allow(needed: Requirement) -> None:
    entry = versions()[canonicalize_name(needed.name)]
    (exactly,) = entry.specifier
    assert exactly.operator == "=="
    assert needed.specifier.contains(exactly.version, prereleases=True)
    assert entry.marker is None


def test_no_package_is_looked_for_at_an_address() -> None:
    assert not re.search(r"://|@|^-|--(?!hash=)|\bfile:", TESTED, re.MULTILINE)


def test_every_requirement_has_a_lowest_version() -> None:
    for line in requirements():
        needed, bound = Requirement(line), Requirement(lowest(line))
        (exactly,) = bound.specifier
        assert bound.name == needed.name
        assert needed.specifier.contains(exactly.version, prereleases=True)
