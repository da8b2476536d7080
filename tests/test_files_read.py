"""What is no file of a sensible size is refused at once: pipes, devices, folders, gigabytes.

Each runs with less memory than the file would take, so that what reads it whole fails.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from program import COMMAND, PATIENCE, Ended, hipexpert, surroundings

from hipexpert.knowledge.decoding import KNOWLEDGE_MOST, open_regular, read_bounded, read_text
from hipexpert.records.opening import open_table

MEMORY = 1 << 30
HUGE = 2 << 30


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


KINDS: dict[Callable[[Path], None], str] = {
    a_pipe: "it is a pipe, not a file",
    a_device: "it is a device, not a file",
    a_folder: "is a directory",
    a_huge_file: "it is larger than",
    a_socket: "no such device or address",
}


def with_little_memory(folder: Path, *arguments: str, typed: Path | None = None) -> Ended:
    """The program with a gigabyte of memory, reading a file on standard input."""
    with (typed or Path(os.devnull)).open("rb") as given:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=folder,
            env=surroundings(folder),
            stdin=given,
            capture_output=True,
            timeout=PATIENCE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
            check=False,
        )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_no_command_waits_for_what_is_no_file_or_reads_it(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    for name in "case.yaml", "squad.csv", "proof.json", "asked.rq":
        make(tmp_path / name)
    for code, *words in (
        (6, "plan", "--answers", "case.yaml"),
        (6, "screen", "squad.csv"),
        (6, "athlete", "import", "squad.csv"),
        (6, "verify", "proof.json"),
        (2, "query", "asked.rq"),
    ):
        ended = with_little_memory(tmp_path, *map(str, words))
        said = KINDS[make]
        if make is a_huge_file and "squad.csv" in words:
            said = "this is not a text file"  # a table may have any number of rows
        assert ended.code == code, (words, ended.err)
        assert f"{words[-1]}:1:1: error: " in ended.err
        assert said in ended.err


@pytest.mark.parametrize("make", [a_pipe, a_device, a_huge_file], ids=lambda make: make.__name__)
def test_knowledge_that_is_no_file_is_named(make: Callable[[Path], None], tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(ROOT / "tests" / "broken" / "healthy", home)
    make(home / "kb" / "more.ttl")
    make(home / "rules" / "more.yaml")
    ended = with_little_memory(tmp_path, "check", "--home", "home")
    assert ended.code == 3
    for name in "kb/more.ttl", "rules/more.yaml":
        assert f"{name}:1:1: error: cannot read this file: {KINDS[make]}" in ended.err


def test_a_file_may_be_as_large_as_is_said_and_no_larger(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"x" * 100)
    assert read_bounded(path, 100) == b"x" * 100
    with pytest.raises(OSError, match="it is larger than"):
        read_bounded(path, 99)


def test_a_file_that_does_not_tell_its_size_is_bounded_too() -> None:
    assert Path("/proc/self/maps").stat().st_size == 0
    with pytest.raises(OSError, match="it is larger than"):
        read_bounded(Path("/proc/self/maps"), 100)


def test_what_is_opened_is_what_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever takes the name after the look is not what is read."""
    path = tmp_path / "case.yaml"
    path.write_text("age: 20")
    really_look = os.fstat

    def look_and_swap(handle: int) -> os.stat_result:
        found = really_look(handle)
        if stat.S_ISREG(found.st_mode) and path.is_file():
            path.unlink()
            os.mkfifo(path)
        return found

    monkeypatch.setattr(os, "fstat", look_and_swap)
    with open_regular(path) as file:
        assert file.read() == b"age: 20"


def test_a_name_with_a_null_character_in_it_is_a_problem() -> None:
    text, (problem,) = read_text(Path("a\0b"), "a")
    assert text is None
    assert problem.check == "unreadable-file"


# Standard input


@pytest.mark.parametrize(
    ("words", "code"), [(["plan", "--answers", "-"], 6), (["query", "-"], 2)], ids=["plan", "query"]
)
def test_standard_input_without_end_is_refused(words: list[str], code: int, tmp_path: Path) -> None:
    ended = with_little_memory(tmp_path, *words, typed=Path("/dev/zero"))
    assert ended.code == code
    assert "standard input:1:1: error: this is more than" in ended.err


def test_a_dialogue_ends_at_a_line_without_end(tmp_path: Path) -> None:
    ended = with_little_memory(tmp_path, "consult", typed=Path("/dev/zero"))
    assert ended.code == 0
    assert "a line of 10000 characters is no answer; nothing more is read" in ended.err
    assert ended.out.startswith("Incomplete")


# Tables


@pytest.mark.parametrize("start", ["", "athlete,night-pain\nann,no\n"], ids=["header", "row"])
def test_a_line_of_a_gigabyte_is_not_read_into_memory(start: str, tmp_path: Path) -> None:
    path = tmp_path / "squad.csv"
    piece = b"x" * (1 << 20)
    with path.open("wb") as file:
        file.write(start.encode())
        for _ in range(300):
            file.write(piece)
    ended = with_little_memory(tmp_path, "screen", "squad.csv")
    assert ended.code == 6
    assert f"squad.csv:{1 + start.count(chr(10))}:1: error: " in ended.err
    assert "is longer than 1048576 characters" in ended.err
    assert ended.err.count("x") < 1000


def test_a_table_is_read_however_large_it_is(tmp_path: Path) -> None:
    path = tmp_path / "squad.csv"
    path.write_text("athlete,name\n" + f"ann,{'x' * 100_000}\n" * 200)
    assert path.stat().st_size > KNOWLEDGE_MOST
    table = open_table(path)
    assert [len(row.cells["name"]) for row in table] == [100_000] * 200
    assert not table.problems


# Names and line ends


@pytest.mark.parametrize("name", ["._world.ttl", ".#world.ttl", ".git/world.ttl"])
def test_what_editors_and_systems_keep_is_no_knowledge(name: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(ROOT / "tests" / "broken" / "healthy", home)
    for folder, ending in ("kb", ".ttl"), ("rules", ".yaml"):
        path = home / folder / name.replace(".ttl", ending)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\x00\x05\x16\x07Mac OS X")
    for command in ["check"], ["questions"]:
        ended = hipexpert(tmp_path, *command, "--home", "home")
        assert ended.code == 0, ended.err


def test_old_line_ends_are_read_and_move_nothing(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    shutil.copytree(ROOT / "tests" / "broken" / "healthy", tmp_path / "home", dirs_exist_ok=True)
    for path in (tmp_path / "home").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    sound = hipexpert(tmp_path, "check", "--home", "home")
    assert (sound.code, sound.err) == (0, "")
    world = tmp_path / "home" / "kb" / "world.ttl"
    world.write_bytes(world.read_bytes().replace(b":helps", b":hleps"))
    faulty = hipexpert(tmp_path, "check", "--home", "home")
    number = world.read_bytes().split(b"\r").index(b"    :hleps :limited ;") + 1
    assert f"kb/world.ttl:{number}:5: error: no property called 'hleps'" in faulty.err
    assert "\n    :hleps :limited ;\n    ^^^^^^\n" in faulty.err
