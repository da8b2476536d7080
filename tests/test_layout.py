"""Imports run downwards only, and each third-party package has one door."""

import ast
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

import hipexpert

ROOT = Path(hipexpert.__file__).parent
MODULES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py"))

WINGS = (
    *("vocabulary", "model", "notation", "knowledge", "verify", "drawing", "reasoning", "cases"),
    "prove",
    *("export", "records", "scaffold", "api", "face", "__main__"),
)
"""What may be imported by what stands to its right."""

DOORS = {
    "experta": {"reasoning/experta_door.py"},
    "rdflib": {"knowledge/turtle.py", "knowledge/query.py"},
    "pyshacl": {"knowledge/shapes.py"},
    "yaml": {"knowledge/documents.py"},
    "typer": {"face/program.py", "face/command.py", "face/commands/*"},
    "jinja2": {"face/templates.py"},
    "weasyprint": {"face/report/pdf.py"},
    "rich": {"face/render.py", "face/dialogue.py"},
    "platformdirs": {"knowledge/cache.py", "records/database.py"},
    "sqlite3": {"records/database.py"},
    "pyarrow": {"records/table.py"},
    "python_calamine": {"records/workbook.py"},
    "mcp": {"face/mcp_server.py"},
    "starlette": {"face/web/app.py", "face/web/guard.py"},
    "uvicorn": {"face/web/server.py"},
    "pysat": {"prove/solver.py", "prove/refutation.py"},
    "z3": {"prove/theory.py"},
    "jsonschema": {"face/mcp_server.py"},
}


@cache
def imports(module: Path) -> set[str]:
    """The modules a module imports, wherever in it they are imported."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def wing(name: str) -> int:
    return WINGS.index(name.split(".")[1])


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_run_downwards(module):
    if module == Path("__init__.py"):
        ours = {name for name in imports(module) if name.startswith("hipexpert.")}
        assert {wing(name) for name in ours} == {WINGS.index("api")}
        return
    own = WINGS.index(module.parts[0].removesuffix(".py"))
    above = [name for name in imports(module) if name.startswith("hipexpert.") and wing(name) > own]
    assert not above


def test_no_module_imports_itself_round_a_ring():
    names = {module.with_suffix("").as_posix().replace("/", "."): module for module in MODULES}
    below = {
        name: {
            known
            for found in imports(module)
            for known in names
            if known != name and f"{found}.".startswith(f"hipexpert.{known}.")
        }
        for name, module in names.items()
    }
    done: set[str] = set()
    while ready := {name for name in below if name not in done and below[name] <= done}:
        done |= ready
    assert set(below) - done == set()


def test_only_what_judges_the_knowledge_imports_what_proves():
    users = {m.as_posix() for m in MODULES if any("hipexpert.prove." in n for n in imports(m))}
    assert {user for user in users if not user.startswith("prove/")} == {
        "face/commands/knowledge.py",
        "face/commands/test.py",
        "face/commands/diff.py",
        "face/pages/diff.py",
        "records/untouched.py",
    }


@pytest.mark.parametrize("package", DOORS)
def test_a_package_has_one_door(package):
    users = [m for m in MODULES if any(name.split(".")[0] == package for name in imports(m))]
    doors = {
        door for module in users for door in DOORS[package] if fnmatch(module.as_posix(), door)
    }
    assert doors == DOORS[package]
    assert all(any(fnmatch(module.as_posix(), door) for door in doors) for module in users)


def test_every_class_has_a_name_of_its_own():
    """One name, one owner; the proof checker stands apart, and what is private is at home."""
    owners: dict[str, list[str]] = {}
    for module in MODULES:
        if module.parts[0] == "verify":
            continue
        for node in ast.parse((ROOT / module).read_text(encoding="utf-8")).body:
            names = [node.name] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Assign):  # a type by another name
                names = [t.id for t in node.targets if isinstance(t, ast.Name) and _camel(t.id)]
            for name in names:
                if not name.startswith("_"):
                    owners.setdefault(name, []).append(str(module))
    assert {name: where for name, where in owners.items() if len(where) > 1} == {}


def _camel(name: str) -> bool:
    return name[:1].isupper() and not name.isupper()
