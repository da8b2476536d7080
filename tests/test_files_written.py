"""What the program writes: for this user alone, whole or not at all, and over nothing dear."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from program import (
    COMMAND,
    PATIENCE,
    Ended,
    hipexpert,
    surroundings,
)
from terminal import Terminal, pexpect

from hipexpert.records.outfile import FileRefused, check_place, file_written, write_files

WAYS: dict[str, tuple[str, ...]] = {
    "out.html": ("report", "--answers", "case.yaml", "--out"),
    "out.ics": ("report", "--answers", "case.yaml", "--ics"),
    "out.json": ("export", "--as", "proof", "--answers", "case.yaml", "--out"),
    "out.csv": ("screen", "squad.csv", "--out"),
}
"""How each file is written, by what it may be called."""

SQUAD = "athlete,night-pain,sport\nann,no,rowing\nbo,yes,rowing\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "examples" / "track-runner.yaml", tmp_path / "case.yaml")
    (tmp_path / "squad.csv").write_text(SQUAD)
    return tmp_path


@pytest.fixture(params=WAYS)
def file(request: pytest.FixtureRequest) -> str:
    """The name of a file that some command writes."""
    return str(request.param)


some_files = pytest.mark.parametrize("file", ["out.html", "out.csv"])
"""Where what is refused is refused by one function for all, two of them will do."""


def write(folder: Path, file: str, *more: str, to: str | None = None) -> Ended:
    return hipexpert(folder, *WAYS[file], to or file, *more)


def refused(folder: Path, file: str, *more: str, to: str | None = None, said: str) -> None:
    """A command that writes nothing, whether it may write over files or not."""
    before = {path.name for path in folder.iterdir()} | {"data"}
    for force in (), ("--force",):
        ended = write(folder, file, *more, *force, to=to)
        assert ended.code == 2, ended.err
        assert said in ended.err
        assert not ended.out
    assert {path.name for path in folder.iterdir()} <= before


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# For this user alone


def test_a_file_is_private_and_tightened_and_replaced_only_when_it_is_said(
    folder: Path, file: str
) -> None:
    before = os.umask(0)
    try:
        assert write(folder, file).code == 0
        assert mode(folder / file) == 0o600
        whole = (folder / file).read_bytes()
        (folder / file).write_text("mine")
        (folder / file).chmod(0o644)
        kept = write(folder, file)
        assert kept.code == 2
        assert f"{file} is there already" in kept.err
        assert "add --force" in kept.err
        assert (folder / file).read_text() == "mine"
        assert write(folder, file, "--force").code == 0
        assert mode(folder / file) == 0o600
        assert len((folder / file).read_bytes()) == len(whole)
    finally:
        os.umask(before)
    assert not [path for path in folder.iterdir() if path.name.startswith(f".{file}")]


def test_an_export_of_an_athlete_is_private_with_its_folders(folder: Path) -> None:
    hipexpert(folder, "athlete", "add", "kim")
    export = "athlete", "export", "kim", "--out", "for/kim"
    before = os.umask(0)
    try:
        assert hipexpert(folder, *export).code == 0
    finally:
        os.umask(before)
    assert [mode(folder / "for"), mode(folder / "for" / "kim")] == [0o700, 0o700]
    files = sorted((folder / "for" / "kim").iterdir())
    assert {mode(path) for path in files} == {0o600}
    (folder / "for" / "kim" / "athlete.json").write_text("mine")
    again = hipexpert(folder, *export)
    assert again.code == 2
    assert "is there already, and 4 more" in again.err
    assert (folder / "for" / "kim" / "athlete.json").read_text() == "mine"
    assert hipexpert(folder, *export, "--force").code == 0
    assert (folder / "for" / "kim" / "athlete.json").read_text() != "mine"


def test_an_export_is_not_made_through_a_link(folder: Path) -> None:
    hipexpert(folder, "athlete", "add", "kim")
    (folder / "elsewhere").mkdir()
    (folder / "kim-export").symlink_to(folder / "elsewhere")
    ended = hipexpert(folder, "athlete", "export", "kim")
    assert ended.code == 2
    assert "kim-export is a link to another place" in ended.err
    assert not [*(folder / "elsewhere").iterdir()]


# A person is asked


@pytest.mark.parametrize(("typed", "code"), [("n", 130), ("y", 0)])
def test_at_a_terminal_it_is_asked_whether_to_write_over_a_file(
    folder: Path, typed: str, code: int
) -> None:
    (folder / "out.html").write_text("mine")
    child = Terminal(folder, *WAYS["out.html"], "out.html")
    child.expect(r"Write over out\.html\? \[y/N\]: ")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert ((folder / "out.html").read_text() == "mine") == (typed == "n")


# Over nothing dear


def test_nothing_is_written_through_a_link(folder: Path, file: str) -> None:
    (folder / "dear").write_text("mine")
    for target in "dear", "nowhere":
        (folder / file).symlink_to(folder / target)
        refused(folder, file, said=f"{file} is a link to another place")
        assert (folder / file).is_symlink()
        (folder / file).unlink()
    assert (folder / "dear").read_text() == "mine"
    assert not (folder / "nowhere").exists()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (Path.mkdir, "is a folder"),
        (os.mkfifo, "is a pipe"),
        (lambda path: os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3)), "is a device"),
    ],
    ids=["folder", "pipe", "device"],
)
def test_nothing_is_written_onto_what_is_no_file(
    folder: Path, file: str, make: Callable[[Path], object], said: str
) -> None:
    try:
        make(folder / file)
    except PermissionError:
        pytest.skip("this user may make no device")
    kind = (folder / file).stat().st_mode
    refused(folder, file, said=f"{file} {said}")
    assert (folder / file).stat().st_mode == kind


def test_nothing_is_written_over_what_the_command_reads(folder: Path, file: str) -> None:
    name = "squad.csv" if file == "out.csv" else "case.yaml"
    before = (folder / name).read_bytes()
    (folder / file).hardlink_to(folder / name)
    (folder / "there").symlink_to(folder)
    for same in name, file, f"there/{name}", str(folder / name):
        refused(folder, file, to=same, said=f"{same} is what this command reads")
    assert (folder / name).read_bytes() == before


@some_files
def test_nothing_is_written_over_the_knowledge_it_reasons_with(folder: Path, file: str) -> None:
    home = folder / "home"
    shutil.copytree(ROOT / "kb", home / "kb")
    shutil.copytree(ROOT / "rules", home / "rules")
    for name in "ontology.ttl", "shapes.ttl", "constraints.yaml":
        shutil.copy(ROOT / name, home / name)
    known = "ontology.ttl", "shapes.ttl", "constraints.yaml", "kb/body.ttl", "rules/triage.yaml"
    for name in known:
        dear = f"home/{name}"
        refused(folder, file, "--home", "home", to=dear, said=f"{dear} is what this command reads")
        assert (folder / dear).read_bytes() == (ROOT / name).read_bytes()


@some_files
def test_nothing_is_written_over_a_database(folder: Path, file: str) -> None:
    other = folder / "other.csv"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE dear (thing)")
    hipexpert(folder, "athlete", "add", "kim")
    records = "data/hipexpert/records.sqlite"
    for dear in ("other.csv", "other.csv-journal", records, f"{records}-wal", f"{records}-shm"):
        before = (folder / dear).read_bytes() if (folder / dear).exists() else None
        refused(folder, file, to=dear, said=f"{dear} is a database, or part of one")
        assert ((folder / dear).read_bytes() if (folder / dear).exists() else None) == before


@some_files
def test_the_place_of_the_records_is_kept_free_for_them(folder: Path, file: str) -> None:
    (folder / "data" / "hipexpert").mkdir(parents=True)
    dear = "data/hipexpert/records.sqlite"
    refused(folder, file, to=dear, said=f"{dear} is a database, or part of one")
    assert not (folder / dear).exists()


def test_two_files_are_not_written_to_one_place(folder: Path) -> None:
    (folder / "there").symlink_to(folder)
    for other in "x", "./x", "there/x":
        ended = hipexpert(folder, *WAYS["out.html"], "x", "--ics", other)
        assert ended.code == 2
        assert f"two files would be written to {Path(other)}" in ended.err
        assert not (folder / "x").exists()


# Whole or not at all


def test_a_full_disk_leaves_what_was_there(folder: Path, file: str) -> None:
    """The largest file that may be written is smaller than what is to be."""
    (folder / file).write_text("mine")
    hipexpert(folder, "questions")  # so that the knowledge need not be kept
    size = 100
    done = subprocess.run(
        [*COMMAND, *WAYS[file], file, "--force"],
        cwd=folder,
        env=surroundings(folder),
        capture_output=True,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert f"cannot write {file}: File too large" in done.stderr.decode()
    assert (folder / file).read_text() == "mine"
    assert not [path for path in folder.iterdir() if path.name.startswith(".out")]


def test_of_several_files_none_is_written_unless_all_are(folder: Path) -> None:
    (folder / "second").mkdir()
    with pytest.raises(FileRefused):
        write_files({folder / "first": b"1", folder / "second": b"2"})
    assert not (folder / "first").exists()
    assert {path.name for path in folder.iterdir()} == {"case.yaml", "squad.csv", "second"}
    ended = hipexpert(folder, *WAYS["out.html"], "out.html", "--ics", "no/such.ics")
    assert ended.code == 2
    assert "cannot write no/such.ics" in ended.err
    assert not (folder / "out.html").exists()


def test_what_takes_the_place_meanwhile_is_left(tmp_path: Path) -> None:
    """A link, a folder or a file that comes between the look and the end is not written over."""
    path, dear = tmp_path / "out", tmp_path / "dear"
    dear.write_text("mine")

    def write_while(come: Callable[[], object]) -> None:
        with file_written(path) as temporary:
            temporary.write_text("new")
            come()

    for come in (lambda: path.symlink_to(dear), path.mkdir, lambda: path.write_text("mine")):
        with pytest.raises(FileRefused):
            write_while(come)
        assert dear.read_text() == "mine"
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert {each.name for each in tmp_path.iterdir()} == {"dear"}


def test_a_place_that_is_no_name_is_refused(tmp_path: Path) -> None:
    for name in "a\0b", "x" * 300, "":
        with pytest.raises(FileRefused):
            check_place(tmp_path / name)
