"""The versions that are tested: one for each package, known to the byte, and within the bounds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from conftest import ROOT
from lowest import lowest, requirements
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TESTED, BUILT = (
    (ROOT / f"requirements-{name}.txt").read_text("utf-8") for name in ("tests", "docs")
)
HASHED = re.compile(r"(?P<needed>[^ ]+==[^ ]+( ; [^-]+?)?) +(--hash=sha256:[0-9a-f]{64} *)+")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NEEDED = [
    Requirement(line)
    for line in (*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["dev"])
]


def entries(text: str) -> Iterator[Requirement]:
    """What a file of requirements asks for, each known by its hashes."""
    for entry in text.replace("\\\n", " ").splitlines():
        line = HASHED.fullmatch(entry)
        assert line, f"no version with its hashes: {entry[:80]}"
        yield Requirement(line["needed"])


def versions() -> dict[str, Requirement]:
    """The one version of each package."""
    found: dict[str, Requirement] = {}
    for needed in entries(TESTED):
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


def test_the_site_is_made_with_versions_that_their_bounds_allow() -> None:
    listed = list(entries(BUILT))
    for needed in map(Requirement, PYPROJECT["dependency-groups"]["docs"]):
        found = [each for each in listed if each.name == canonicalize_name(needed.name)]
        assert found, needed.name
        for each in found:
            (exactly,) = each.specifier
            assert exactly.operator == "=="
            assert needed.specifier.contains(exactly.version)


@pytest.mark.parametrize("text", [TESTED, BUILT], ids=["tests", "docs"])
def test_no_package_is_looked_for_at_an_address(text: str) -> None:
    assert not re.search(r"://|@|^-|--(?!hash=)|\bfile:", text, re.MULTILINE)


def test_every_requirement_has_a_lowest_version() -> None:
    for line in requirements():
        needed, bound = Requirement(line), Requirement(lowest(line))
        (exactly,) = bound.specifier
        assert bound.name == needed.name
        assert needed.specifier.contains(exactly.version, prereleases=True)
