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
import signal
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
from hipexpert.knowledge.files import read_files, turtle_texts
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
    query.knowledge_graph(knowledge, turtle_texts(knowledge.home))


def live_at(terminal: int) -> None:
    """Have a terminal of one's own, and its signals as Python has them from the start."""
    os.login_tty(terminal)
    for number in signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def become(told: dict[str, Any]) -> NoReturn:
    """Be the command that was told, to its end."""
    code = 1
    try:
        os.chdir(told["cwd"])
        os.environ.clear()
        os.environ.update(told["env"])
        time.tzset()
        if "terminal" in told:
            live_at(told["terminal"])
        else:
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
            io.BufferedWriter(io.FileIO(1, "w")),
            encoding="utf-8",
            errors="surrogateescape",
            line_buffering=os.isatty(1),
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


def begin(told: dict[str, Any]) -> int:
    """Start a command, and give the number of its process."""
    if "terminal" in told:
        told["terminal"] = os.open(told["terminal"], os.O_RDWR | os.O_NOCTTY)
    child = os.fork()
    if not child:
        become(told)
    if "terminal" in told:
        os.close(told["terminal"])
    return child


def ended(told: dict[str, Any]) -> int:
    """How a process ended; -1 for one that goes on, where it is only looked at."""
    child, status = os.waitpid(told["wait"], os.WNOHANG if told.get("look") else 0)
    return status if child else -1


def serve() -> None:
    """Read a line for each command that is to begin, and for each that is waited for."""
    remember_knowledge()
    remember_graphs()
    warm()
    for line in sys.stdin:
        told = json.loads(line)
        print(ended(told) if "wait" in told else begin(told), flush=True)


if __name__ == "__main__":
    serve()
