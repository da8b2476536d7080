"""A process that has the program and its knowledge loaded, and is forked for each command.

Starting Python, its imports and the networks of the engine take longer than most commands do. What
a test runs here is the program all the same, in a process, a folder and surroundings of its own;
only what never changes was done before. What is about the start itself starts it anew.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import pkgutil
import runpy
import sys
import time
import traceback
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from rdflib import Graph

import hipexpert
from hipexpert.knowledge import cache as kept
from hipexpert.knowledge import query
from hipexpert.knowledge.files import knowledge_files, read_files
from hipexpert.model import Answers, KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent


def remember_knowledge() -> None:
    """Have the same files loaded once; those of another hash are read as ever."""
    recall, known = kept.recall_knowledge, dict[tuple[Path, str], KnowledgeBase]()

    def remembered(home: Path) -> KnowledgeBase | None:
        key = home, read_files(home).sha256
        found = known.get(key) or recall(home)
        if found is not None:
            known[key] = found
        return found

    kept.recall_knowledge = remembered


def remember_graphs() -> None:
    """Have the same texts made a graph once; who adds to it is a process of its own."""
    make, known = query.knowledge_graph, dict[tuple[str, ...], Graph]()

    def remembered(knowledge: KnowledgeBase, texts: Iterable[str]) -> Graph:
        key = (knowledge.sha256, *texts)
        if key not in known:
            known[key] = make(knowledge, key[1:])
        return known[key]

    query.knowledge_graph = remembered


def warm() -> None:
    """Load all that a command may use, and run one consultation."""
    for module in pkgutil.walk_packages(hipexpert.__path__, "hipexpert."):
        if module.name != "hipexpert.__main__":
            import_module(module.name)
    from hipexpert.face.command import sound_knowledge
    from hipexpert.reasoning.engine import consult
    from hipexpert.reasoning.interview import interview

    sound_knowledge(None)  # what is kept of it is what a command finds
    knowledge = sound_knowledge(None)
    consult(knowledge, Answers({}, frozenset()))
    interview(knowledge, Answers({}, frozenset()))
    turtle = (path for path in knowledge_files(Path(knowledge.home)) if path.suffix == ".ttl")
    query.knowledge_graph(knowledge, (path.read_text("utf-8") for path in turtle))


def become(told: dict[str, Any]) -> NoReturn:
    """Be the command that was told, to its end."""
    code = 1
    try:
        os.chdir(told["cwd"])
        os.environ.clear()
        os.environ.update(told["env"])
        time.tzset()
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        for number, path, mode in (
            (0, told["in"], os.O_RDONLY),
            (1, told["out"], flags),
            (2, told["err"], flags),
        ):
            opened = os.open(path, mode, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, "r"), encoding="utf-8", errors="surrogateescape")
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(io.FileIO(1, "w")), encoding="utf-8", errors="surrogateescape"
        )
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(io.FileIO(2, "w")),
            encoding="utf-8",
            errors="backslashreplace",
            line_buffering=True,
        )
        sys.argv = ["hipexpert", *told["arguments"]]
        runpy.run_module("hipexpert", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve() -> None:
    """Read a command a line, and answer each with how its process ended, below 0 by a signal."""
    remember_knowledge()
    remember_graphs()
    warm()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            become(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
