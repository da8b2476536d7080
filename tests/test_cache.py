"""The cache: what it gives is what the files say, whatever happens to it, or it gives nothing."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, real_knowledge
from program import COMMAND, PATIENCE, hipexpert, surroundings
from worlds import make_world, rule

from hipexpert.face.command import sound_knowledge
from hipexpert.knowledge import cache
from hipexpert.knowledge.cache import KNOWLEDGE_SHAPES, CacheEntry, keep_knowledge, recall_knowledge
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import ANYTHING, Fact, KnowledgeBase, KnowledgeFolder, WrittenKnowledge
from hipexpert.reasoning.grounding import ground

HEALTHY = Path(__file__).parent / "broken" / "healthy"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with nothing in it."""
    monkeypatch.setenv("HIPEXPERT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return shutil.copytree(HEALTHY, tmp_path / "home")


def kept(folder: Path, name: str = "knowledge") -> Path:
    """The one entry of that name."""
    (path,) = folder.glob(f"{name}-*")
    return path


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def in_order(knowledge: KnowledgeBase) -> dict[str, Any]:
    """All that is in a knowledge base, the order of its parts included."""
    parts = {field.name: getattr(knowledge, field.name) for field in fields(KnowledgeBase)}
    return {n: list(part.items()) if isinstance(part, dict) else part for n, part in parts.items()}


# What comes back is what went in


def test_recalled_knowledge_is_what_its_files_say() -> None:
    keep_knowledge(real_knowledge())
    recalled = recall_knowledge(ROOT)
    assert recalled is not None
    assert in_order(recalled) == in_order(real_knowledge())
    assert [type(t) for words in recalled.words.values() for v in words.values() for t in v] == [
        type(t) for words in real_knowledge().words.values() for v in words.values() for t in v
    ]


def test_recalled_knowledge_cannot_be_judged() -> None:
    for known in (keep_knowledge(real_knowledge()), recall_knowledge(ROOT)):
        assert isinstance(known, KnowledgeBase)
        assert not isinstance(known, WrittenKnowledge)


def test_recalled_instances_are_what_the_rules_come_to() -> None:
    fresh = ground(real_knowledge())
    ground(keep_knowledge(real_knowledge()))
    recalled = recall_knowledge(ROOT)
    assert recalled is not None
    again = ground(recalled)
    assert again.strata == fresh.strata
    for name in ("asked", "concluding"):
        assert list(getattr(again, name).items()) == list(getattr(fresh, name).items())
    assert list(again.possible.all) == list(fresh.possible.all)
    patterns = {pattern for layer in fresh.strata for i in layer for pattern in i.unless}
    assert all(again.matches(pattern) == fresh.matches(pattern) for pattern in patterns)


def test_recalled_instances_share_the_rules_of_their_knowledge() -> None:
    ground(keep_knowledge(real_knowledge()))
    recalled = recall_knowledge(ROOT)
    assert recalled is not None
    instances = [instance for layer in ground(recalled).strata for instance in layer]
    assert instances
    assert all(instance.rule is recalled.rule[instance.rule.id] for instance in instances)


def test_anything_is_still_anything(tmp_path: Path) -> None:
    barred = rule("barred", ["?x is-a Thing"], ["?x is free"], unless=["?x blocks anything"])
    keep_knowledge(make_world(tmp_path / "world", "stone is-a Thing\nstone is-in field", barred))
    recalled = recall_knowledge(tmp_path / "world")
    assert recalled is not None
    assert recalled.rules[0].unless[0].object is ANYTHING


def test_knowledge_is_at_the_home_where_it_is_found_now(home: Path, tmp_path: Path) -> None:
    sound_knowledge(str(home))
    moved = home.rename(tmp_path / "moved")
    recalled = recall_knowledge(moved)
    assert recalled is not None
    assert recalled.home == KnowledgeFolder(moved)


def test_a_command_says_the_same_with_and_without_the_cache(tmp_path: Path) -> None:
    case = str(ROOT / "examples" / "track-runner.yaml")
    for words in (("consult", "--json"), ("why", "pigeon-stretch"), ("why-not", "hip-airplane")):
        without, making, using = (
            hipexpert(tmp_path, *words, "--answers", case, HIPEXPERT_CACHE=where)
            for where in ("", str(tmp_path / "cache"), str(tmp_path / "cache"))
        )
        assert without.out
        assert without == making == using


# What is not believed


@pytest.fixture
def whole(home: Path, folder: Path) -> Path:
    """A good entry: the knowledge of `home`."""
    sound_knowledge(str(home))
    assert recall_knowledge(home) is not None
    return kept(folder)


def mended(home: Path, entry: Path) -> bool:
    """Whether a bad entry is made good again by whoever needs it."""
    bad = entry.read_bytes()
    known = sound_knowledge(str(home))
    assert in_order(known) == in_order(load_knowledge(home))
    return entry.read_bytes() != bad and recall_knowledge(home) is not None


def test_an_entry_torn_anywhere_counts_for_nothing(home: Path, whole: Path) -> None:
    content = whole.read_bytes()
    for length in (0, 1, 31, 32, 33, 100, len(content) // 2, len(content) - 1):
        whole.write_bytes(content[:length])
        assert recall_knowledge(home) is None, length
        assert mended(home, whole), length


def test_an_entry_with_more_behind_it_counts_for_nothing(home: Path, whole: Path) -> None:
    whole.write_bytes(whole.read_bytes() + b".")
    assert recall_knowledge(home) is None
    assert mended(home, whole)


def test_an_entry_with_a_flipped_byte_counts_for_nothing(home: Path, whole: Path) -> None:
    content = whole.read_bytes()
    for place in {*range(64), *range(0, len(content), 211), len(content) - 1}:
        flipped = bytearray(content)
        flipped[place] ^= 0x20
        whole.write_bytes(flipped)
        assert recall_knowledge(home) is None, place
    assert mended(home, whole)


def test_an_entry_under_the_name_of_another_counts_for_nothing(
    home: Path, whole: Path, tmp_path: Path, folder: Path
) -> None:
    other = shutil.copytree(home, tmp_path / "other")
    change_a_prompt(other)
    sound_knowledge(str(other))
    (foreign,) = set(folder.iterdir()) - {whole}
    whole.write_bytes(foreign.read_bytes())
    assert recall_knowledge(home) is None
    assert mended(home, whole)


def test_a_folder_in_the_place_of_an_entry_is_left_alone(home: Path, whole: Path) -> None:
    whole.unlink()
    (whole / "inside").mkdir(parents=True)
    assert in_order(sound_knowledge(str(home))) == in_order(load_knowledge(home))
    assert (whole / "inside").is_dir()


class Harmful:
    """A pickle of it makes a folder when it is read by a reader that trusts it."""

    def __init__(self, made: Path):
        self.made = made

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.made),)


def test_a_foreign_pickle_with_the_right_seal_runs_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made"
    pickle.loads(pickle.dumps(Harmful(made)))
    made.rmdir()  # so it does harm, where it is trusted
    entry = CacheEntry("knowledge", "0" * 64, KNOWLEDGE_SHAPES)
    entry.keep(Harmful(made))
    assert entry.recall(object) is None
    assert not made.exists()


@pytest.mark.parametrize("value", [print, subprocess.Popen, Path("x"), CacheEntry, object()])
def test_nothing_comes_out_but_the_shapes_that_are_named(value: object) -> None:
    entry = CacheEntry("knowledge", "0" * 64, KNOWLEDGE_SHAPES)
    entry.keep([value])
    assert entry.recall(list) is None
    entry.keep([Fact("a", "b", "c")])
    assert entry.recall(list) == [Fact("a", "b", "c")]


def test_a_value_of_another_kind_counts_for_nothing() -> None:
    entry = CacheEntry("knowledge", "0" * 64, KNOWLEDGE_SHAPES)
    entry.keep(["no knowledge base"])
    assert entry.recall(KnowledgeBase) is None


# What changes is noticed


def change_a_prompt(home: Path) -> None:
    path = home / "kb" / "world.ttl"
    text = path.read_text(encoding="utf-8")
    assert ':prompt "' in text
    path.write_text(text.replace(':prompt "', ':prompt "Please: ', 1), encoding="utf-8")


def test_an_edit_of_the_knowledge_is_seen_at_once(home: Path) -> None:
    before = sound_knowledge(str(home))
    change_a_prompt(home)
    assert recall_knowledge(home) is None
    after = sound_knowledge(str(home))
    assert in_order(after) == in_order(load_knowledge(home))
    assert after.questions != before.questions


def test_knowledge_that_is_put_back_is_recalled(home: Path) -> None:
    sound_knowledge(str(home))
    rules = home / "rules" / "steps.yaml"
    text = rules.read_bytes()
    rules.write_bytes(text + b"# a comment\n")
    assert recall_knowledge(home) is None
    rules.write_bytes(text)
    assert recall_knowledge(home) is not None


@pytest.mark.parametrize("name", ["kb/more.ttl", "rules/more.yaml"])
def test_a_file_that_cannot_be_read_is_no_file_too_few(home: Path, name: str) -> None:
    sound_knowledge(str(home))
    (home / name).mkdir()
    assert recall_knowledge(home) is None


def test_a_folder_that_is_gone_is_missed(tmp_path: Path) -> None:
    make_world(tmp_path, "stone is-in field", rule("found", ["?x is-in ?y"], ["?x is found"]))
    shutil.rmtree(tmp_path / "rules")
    (tmp_path / "rules").mkdir()
    sound_knowledge(str(tmp_path))
    assert recall_knowledge(tmp_path) is not None
    (tmp_path / "rules").rmdir()
    assert recall_knowledge(tmp_path) is None


def test_an_edit_of_the_program_is_seen_at_once(home: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copytree(ROOT / "hipexpert", program / "hipexpert")
    loader = program / "hipexpert" / "knowledge" / "load.py"

    def prompts() -> list[str]:
        words = ("questions", "--json", "--home", str(home))
        here = {"PYTHONPATH": str(program), "HIPEXPERT_CACHE": os.environ["HIPEXPERT_CACHE"]}
        ended = hipexpert(tmp_path, *words, **here)
        return [question["prompt"] for question in json.loads(ended.out)]

    before = prompts()
    assert prompts() == before
    text, times = loader.read_text(encoding="utf-8"), loader.stat()
    changed = text.replace("prompt=one(PROMPT)", "prompt=one(PROMPT).upper()")
    assert changed != text
    loader.write_text(changed, encoding="utf-8")
    os.utime(loader, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert prompts() == [prompt.upper() for prompt in before] != before


# What is never kept


def test_unsound_knowledge_is_refused_every_time(tmp_path: Path, folder: Path) -> None:
    home = shutil.copytree(HEALTHY, tmp_path / "home")
    shutil.copytree(HEALTHY.parent / "negation-cycle", home, dirs_exist_ok=True)
    first, second = (
        hipexpert(tmp_path, "questions", "--home", str(home), HIPEXPERT_CACHE=str(folder))
        for _ in range(2)
    )
    assert first.code == 3
    assert first == second
    assert not folder.exists()


def test_knowledge_changed_in_memory_is_neither_kept_nor_mistaken(home: Path, folder: Path) -> None:
    whole = sound_knowledge(str(home))
    without_rules = replace(whole, rules=())
    assert not any(ground(without_rules).strata)
    assert len(listed(folder)) == 1
    assert any(ground(whole).strata)
    assert not any(ground(replace(whole, rules=())).strata)


def test_knowledge_only_read_is_not_kept(home: Path, folder: Path) -> None:
    ground(load_knowledge(home))
    assert not folder.exists()


# Where it is kept


def test_entries_are_for_this_user_alone(home: Path, folder: Path) -> None:
    before = os.umask(0)
    try:
        ground(sound_knowledge(str(home)))
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600, 0o600]


def test_the_users_own_folder_is_used_unless_another_is_chosen(home: Path, tmp_path: Path) -> None:
    process = subprocess.run(
        [*COMMAND, "questions", "--home", str(home)],
        env={
            **{k: v for k, v in surroundings(tmp_path).items() if k != "HIPEXPERT_CACHE"},
            "XDG_CACHE_HOME": str(tmp_path / "user"),
        },
        capture_output=True,
        check=True,
    )
    assert process.stdout
    if sys.platform == "linux":
        assert kept(tmp_path / "user" / "hipexpert").is_file()


def test_an_empty_choice_turns_the_cache_off(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = listed(tmp_path)
    monkeypatch.setenv("HIPEXPERT_CACHE", "")
    ground(sound_knowledge(str(home)))
    assert recall_knowledge(home) is None
    assert listed(tmp_path) == before


def test_only_the_newest_entries_stay(home: Path, folder: Path) -> None:
    folder.mkdir()
    torn = folder / f"knowledge-{'0' * 64}.cacheabcd"
    for path in (torn, folder / "letter.txt", folder / "knowledge-of-mine.cache"):
        path.write_text("not of the cache, or the rest of a crash")
        os.utime(path, (0, 0))
    for number in range(3 * cache.NEWEST):
        CacheEntry("knowledge", f"{number:064}", ()).keep(number)
        os.utime(folder, (0, 0))
    assert len(listed(folder)) == cache.NEWEST + 2
    assert {"letter.txt", "knowledge-of-mine.cache"} < set(listed(folder))
    newest = [CacheEntry("knowledge", f"{n:064}", ()).recall(int) for n in range(3 * cache.NEWEST)]
    assert newest == [None] * 2 * cache.NEWEST + list(range(2 * cache.NEWEST, 3 * cache.NEWEST))


# Where nothing can be kept


def works_without(tmp_path: Path, home: Path, where: str) -> None:
    expected = hipexpert(tmp_path, "questions", "--home", str(home), HIPEXPERT_CACHE="")
    assert expected.out
    for _ in range(2):
        done = hipexpert(tmp_path, "questions", "--home", str(home), HIPEXPERT_CACHE=where)
        assert done == expected


def test_a_file_in_the_place_of_the_folder_is_no_hindrance(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    works_without(tmp_path, home, str(tmp_path / "file"))
    works_without(tmp_path, home, str(tmp_path / "file" / "below"))


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that may be read and not written, even where the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="folders are not closed by their mode")
def test_a_read_only_folder_is_no_hindrance(
    read_only: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PermissionError):
        (read_only / "entry").touch()
    monkeypatch.setenv("HIPEXPERT_CACHE", str(read_only))
    entry = CacheEntry("knowledge", "0" * 64, ())
    entry.keep([])
    assert entry.recall(list) is None
    monkeypatch.setenv("HIPEXPERT_CACHE", str(read_only / "below"))
    entry.keep([])
    assert entry.recall(list) is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="there is no limit to set")
def test_a_full_disk_is_no_hindrance(home: Path, folder: Path, tmp_path: Path) -> None:
    crowded = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"sys.argv = ['hipexpert', 'questions', '--home', {str(home)!r}]\n"
        "from hipexpert.face.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", crowded],
        env={**surroundings(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    expected = hipexpert(tmp_path, "questions", "--home", str(home), HIPEXPERT_CACHE="")
    assert (done.returncode, done.stdout, done.stderr) == expected
    assert listed(folder) == []


# Several at once


def test_several_processes_at_once_all_say_the_same(home: Path, tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [*COMMAND, "questions", "--home", str(home)],
            env={**surroundings(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    ended = [(process.communicate(timeout=PATIENCE), process.returncode) for process in started]
    expected = hipexpert(tmp_path, "questions", "--home", str(home), HIPEXPERT_CACHE="")
    assert ended == [((expected.out.encode(), b""), 0)] * 4
    assert recall_knowledge(home) is not None


AT_ONCE = """
import sys
from hipexpert.knowledge.cache import CacheEntry
letter = sys.argv[1]
entry = CacheEntry("knowledge", "0" * 64, ())
for size in range(150):
    entry.keep([letter] * size * 97)
    found = entry.recall(list)
    assert found is not None and len(set(found)) <= 1 and len(found) % 97 == 0
"""


def test_who_reads_while_others_write_gets_one_whole_entry(folder: Path, tmp_path: Path) -> None:
    started = [
        subprocess.Popen([COMMAND[0], "-c", AT_ONCE, letter], env=surroundings(tmp_path))
        for letter in "abc"
    ]
    assert [process.wait(PATIENCE) for process in started] == [0, 0, 0]
    assert len(listed(folder)) == 1


# What a warm command leaves alone


WARM = """
import sys
from hipexpert.face.cli import main
try:
    main()
finally:
    print(*sorted({"rdflib", "yaml", "pyshacl"} & set(sys.modules)), file=sys.stderr)
"""


def loaded_by(tmp_path: Path, *words: str, typed: str = "") -> list[str]:
    done = subprocess.run(
        [COMMAND[0], "-c", WARM, *words],
        env=surroundings(tmp_path),
        input=typed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    return done.stderr.split()


def test_a_warm_command_reads_no_turtle_and_no_yaml_of_the_knowledge(tmp_path: Path) -> None:
    assert "rdflib" in loaded_by(tmp_path, "questions")
    assert loaded_by(tmp_path, "questions") == []


def test_a_warm_consultation_reads_only_its_answers(tmp_path: Path) -> None:
    words, typed = ("consult", "--json", "--answers", "-"), '{"age": 22, "sport": "rowing"}'
    assert "rdflib" in loaded_by(tmp_path, *words, typed=typed)
    assert loaded_by(tmp_path, *words, typed=typed) == ["yaml"]
