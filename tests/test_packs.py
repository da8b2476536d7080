"""Packs: knowledge of others, laid over a home, named wherever what it led to is kept.

The pack of examples/packs is laid over the real knowledge; faults are made in copies of it.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, real_knowledge
from hypothesis import given, settings
from hypothesis import strategies as st
from program import answers_file
from test_cases import people
from test_cli import Run, run  # noqa: F401 - a fixture

import hipexpert as hx
from hipexpert.knowledge.archive import archive, faults
from hipexpert.knowledge.cache import keep_knowledge, recall_knowledge
from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.packs import chosen_packs, read_packs
from hipexpert.verify.files import Home as Files

PACK = ROOT / "examples" / "packs" / "wakeboarding"
RIDER = {**people()["cleared"], "sport": "wakeboarding", "stance-foot": "left"}
IRI = "https://w3id.org/hipexpert/examples/wakeboarding#"


@pytest.fixture
def rider(tmp_path: Path) -> str:
    return str(answers_file(tmp_path, RIDER))


def test_things_of_a_pack_are_known_by_the_last_part_of_their_names() -> None:
    knowledge = load_knowledge(find_home(str(ROOT), [str(PACK)]))
    assert "wakeboarding" in knowledge.instances("Sport")
    assert knowledge.where["wakeboarding"].file == "wakeboarding/kb/wakeboarding.ttl"
    *_, last = knowledge.questions["sport"].choices
    assert "wakeboarding" in knowledge.questions["sport"].choices
    assert last == "other", "what is for all others stays last"
    assert not knowledge.problems


def test_without_packs_the_knowledge_has_the_hash_it_had() -> None:
    alone, laid_over = (find_home(str(ROOT), packs) for packs in ([], [str(PACK)]))
    hashes = {load_knowledge(home).sha256 for home in (alone, laid_over)}
    assert real_knowledge().sha256 in hashes
    assert len(hashes) == 2
    assert "packs" not in real_knowledge().identity


def test_the_athlete_of_a_pack_is_told_what_its_sport_asks_of_the_hips() -> None:
    knowledge = hx.load(packs=[PACK])
    result = hx.consult(knowledge, RIDER).json()
    advised = {item["id"] for item in result["advice"]}
    assert "ride-with-the-other-foot-in-front" in advised
    (pack,) = result["knowledge"]["packs"]
    assert pack == {"name": "wakeboarding", "version": "0.1.0", "sha256": pack["sha256"]}


def test_the_order_of_packs_changes_nothing(tmp_path: Path) -> None:
    other = copied(tmp_path / "other", "wakeboarding", "kiteboarding")
    there, back = (
        load_knowledge(find_home(str(ROOT), [str(pack) for pack in packs]))
        for packs in ((PACK, other), (other, PACK))
    )
    assert there.sha256 == back.sha256
    assert [pack.name for pack in there.home.packs] == ["kiteboarding", "wakeboarding"]
    assert there.statements == back.statements


def copied(folder: Path, name: str = "", called: str = "") -> Path:
    """A copy of the pack, with one name in it changed for another."""
    shutil.copytree(PACK, folder)
    for path in folder.rglob("*.ttl"):
        path.write_text(path.read_text("utf-8").replace(name, called) if name else path.read_text())
    return folder


def test_packs_are_found_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = copied(tmp_path / "other", "wakeboarding", "kiteboarding")
    monkeypatch.setenv("HIPEXPERT_PACKS", os.pathsep.join([str(PACK), str(other), str(PACK)]))
    assert chosen_packs([]) == [PACK, other]
    assert chosen_packs([str(other)]) == [other, PACK], "those named come first, each once"


def test_an_installed_pack_is_found_and_none_of_its_code_is_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "wake_pack"
    shutil.copytree(PACK, package / "data")
    (package / "__init__.py").write_text("raise SystemExit('this was run')\n", encoding="utf-8")
    described = tmp_path / "wake_pack-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: wake-pack\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text("[hipexpert.packs]\nwake = wake_pack.data\n")
    (tmp_path / "broken-1.0.dist-info" / "entry_points.txt").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert chosen_packs([]) == [package / "data"]
    (pack,) = read_packs(chosen_packs([]))
    assert pack.name == "wakeboarding"
    assert not pack.problems


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    (pack,) = read_packs([tmp_path])
    (problem,) = pack.problems
    assert problem.location.file == f"{tmp_path.name}/pack.ttl"
    assert problem.check == "unreadable-file"


def test_two_packs_of_one_name_are_told(tmp_path: Path) -> None:
    packs = read_packs([PACK, copied(tmp_path / "copy")])
    assert [problem.check for pack in packs for problem in pack.problems] == ["pack-unreadable"] * 2


def test_knowledge_with_packs_is_kept_and_recalled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HIPEXPERT_CACHE", str(tmp_path))
    home = find_home(str(ROOT), [str(PACK)])
    assert recall_knowledge(home) is None
    kept = keep_knowledge(load_knowledge(home))
    recalled = recall_knowledge(home)
    assert recalled is not None
    assert recalled.home == kept.home == home
    assert recall_knowledge(ROOT) is None


def test_a_proof_names_the_packs_and_is_checked_with_them(
    run: Run,  # noqa: F811
    rider: str,
    tmp_path: Path,
) -> None:
    proof = tmp_path / "proof.json"
    laid = ["--pack", str(PACK)]
    made = run("export", "--as", "proof", "--answers", rider, "--out", str(proof), *laid)
    assert made.code == 0, made.err
    (pack,) = json.loads(proof.read_text("utf-8"))["knowledge"]["packs"]
    assert pack["name"] == "wakeboarding"
    assert run("verify", str(proof), *laid).code == 0
    without = run("verify", str(proof))
    assert without.code == 6
    assert "made with other knowledge" in without.err
    assert "--pack" in without.err
    assert '"wakeboarding"' in without.err


def test_the_checker_reads_the_home_and_its_packs_as_the_program_does() -> None:
    home = find_home(str(ROOT), [str(PACK)])
    knowledge, files = load_knowledge(home), Files(home)
    files.read()
    assert files.sha256 == knowledge.sha256
    assert files.knowledge == knowledge.identity
    assert {fact for fact in files.stated if "wakeboarding" in fact} == {
        tuple(fact) for fact in knowledge.statements if "wakeboarding" in fact
    }


def test_every_command_with_a_home_takes_packs(run: Run, rider: str) -> None:  # noqa: F811
    laid = ["--pack", str(PACK)]
    for command in (["consult", "--no-input"], ["why", "athlete", "plays", "wakeboarding"]):
        ended = run(*command, "--answers", rider, *laid)
        assert ended.code == 0, ended.err
    shown = run("query", "-e", f"ASK {{ <{IRI}wakeboarding> a :Sport }}", *laid)
    assert "yes" in shown.out.lower() or "true" in shown.out.lower()
    unknown = run("consult", "--no-input", "--answers", rider)
    assert unknown.code == 6


@pytest.mark.parametrize("form", ["prov", "n3"])
def test_what_a_pack_describes_is_exported_under_its_own_iri(
    form: str,
    run: Run,  # noqa: F811
    rider: str,
) -> None:
    ended = run("export", "--as", form, "--answers", rider, "--pack", str(PACK))
    assert ended.code == 0, ended.err
    assert f"<{IRI}wakeboarding>" in ended.out
    assert not re.search(r"(?<![\w-]):wakeboarding\b", ended.out)
    assert ":plays" in ended.out, "what the home describes has the name of the home"


def test_what_is_concluded_of_a_pack_is_asked_for_with_what_it_says(
    run: Run,  # noqa: F811
    rider: str,
) -> None:
    query = "SELECT ?name { :athlete :plays ?sport . ?sport skos:prefLabel ?name }"
    ended = run("query", "-e", query, "--answers", rider, "--pack", str(PACK), "--json")
    assert ended.code == 0, ended.err
    assert '"value": "wakeboarding"' in ended.out


def test_the_cases_of_a_pack_run_with_those_of_the_knowledge(run: Run) -> None:  # noqa: F811
    alone = run("test", "--pack", str(PACK), str(PACK / "cases"), "--plain")
    assert alone.out.startswith("2 cases hold\n"), alone.err
    both, home = (
        json.loads(run("test", "--json", *laid).out) for laid in (["--pack", str(PACK)], [])
    )
    assert both["holding"] == home["holding"] + 2
    assert not both["failures"]


def test_a_case_of_a_pack_that_fails_is_told_at_its_line(tmp_path: Path, run: Run) -> None:  # noqa: F811
    pack = copied(tmp_path / "pack", "wakeboarding", "wakeboarding")
    cases = pack / "cases" / "wakeboarding.yaml"
    cases.write_text(cases.read_text("utf-8").replace("{stance-foot: both}", "{age: 25}"), "utf-8")
    ended = run("test", "--pack", str(pack), "--json")
    assert ended.code == 3
    (failure,) = json.loads(ended.out)["failures"]
    assert failure["location"] == "wakeboarding/cases/wakeboarding.yaml:13"


def test_a_fault_in_a_pack_is_told_at_its_line(tmp_path: Path, run: Run) -> None:  # noqa: F811
    pack = copied(tmp_path / "faulty", "front ;", "frnot ;")
    told = run("check", "--pack", str(pack))
    assert told.code == 3
    assert "wakeboarding/kb/wakeboarding.ttl:11:14: error: nothing called" in told.err
    assert "    :demands :rides-with-one-foot-in-frnot ;" in told.err
    assert "did you mean 'rides-with-one-foot-in-front'?" in told.err


# As one file


def test_an_archive_has_the_same_bytes_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    copy = copied(tmp_path / "elsewhere")
    os.utime(copy / "pack.ttl", (1_000_000_000, 1_000_000_000))
    (copy / "notes.txt").write_text("not of the pack", encoding="utf-8")
    assert archive(copy) == archive(PACK)
    assert not [*faults(archive(PACK))]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_archive_that_was_changed_anywhere_is_refused(data: st.DataObject) -> None:
    built = bytearray(archive(PACK))
    place = data.draw(st.integers(0, len(built) - 1))
    built[place] ^= data.draw(st.integers(1, 255))
    assert [*faults(bytes(built))]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_compressed_is_refused_however_it_is_damaged(method: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as packed:
        packed.writestr("pack.ttl", "a" * 500 + "bcd" * 9)
    whole = made.getvalue()
    assert [*faults(whole)] == ["'pack.ttl' is compressed or encrypted in it"]
    for place in range(len(whole)):
        assert [*faults(whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :])]
        assert [*faults(whole[:place])]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_bytes_that_look_like_an_archive_are_told_of(data: st.DataObject) -> None:
    """Several bytes changed, where an archive says how it is to be read too."""
    built = bytearray(archive(PACK))
    heads = [m.start() + n for m in re.finditer(b"PK..", bytes(built)) for n in range(46)]
    for place in data.draw(st.lists(st.sampled_from(heads), min_size=1, max_size=6, unique=True)):
        if place < len(built):
            built[place] ^= data.draw(st.integers(1, 255))
    assert bytes(built) == archive(PACK) or [*faults(bytes(built))]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda files: files.pop("kb/wakeboarding.ttl"), "'kb/wakeboarding.ttl' is missing"),
        (lambda files: files.update({"more.py": b"print()"}), "'more.py' has no hash"),
        (lambda files: files.update({"../out.ttl": b""}), "'../out.ttl' would be written outside"),
        (lambda files: files.update({"pack.ttl": b""}), "'pack.ttl' is not what its hash says"),
        (lambda files: files.pop("pack.ttl"), "there is no pack.ttl in it"),
    ],
)
def test_what_is_wrong_with_an_archive_is_said(
    change: Callable[[dict[str, bytes]], object], why: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(PACK))) as held:
        files = {name: held.read(name) for name in held.namelist()}
    change(files)
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as written:
        for name, content in files.items():
            written.writestr(name, content)
    told = [*faults((tmp_path / "made.zip").read_bytes())]
    assert any(fault.startswith(why) for fault in told), told


def test_a_pack_is_built_and_verified_by_command(run: Run, tmp_path: Path) -> None:  # noqa: F811
    place = tmp_path / "made.zip"
    built = run("pack", "build", str(PACK), "--out", str(place))
    assert built.code == 0, built.err
    assert place.read_bytes() == archive(PACK)
    assert run("pack", "verify", str(place)).out == f"{place}: verified\n"
    place.write_bytes(place.read_bytes()[:-1])
    assert run("pack", "verify", str(place)).code == 3
    assert run("pack", "verify", str(tmp_path / "none.zip")).code == 6


def test_a_pack_that_is_not_sound_is_not_built(run: Run, tmp_path: Path) -> None:  # noqa: F811
    pack = copied(tmp_path / "faulty", "front ;", "frnot ;")
    refused = run("pack", "build", str(pack), "--out", str(tmp_path / "made.zip"))
    assert refused.code == 3
    assert not (tmp_path / "made.zip").exists()


# What it changes for others


def test_that_a_pack_changes_nothing_for_others_is_proved(run: Run) -> None:  # noqa: F811
    told = run("check", "--pack", str(PACK))
    assert told.code == 0, told.err
    assert "The packs change nothing that is concluded of others; that is proved." in told.out


def test_for_whom_else_a_pack_changes_something_is_shown(
    run: Run,  # noqa: F811
    tmp_path: Path,
) -> None:
    pack = copied(tmp_path / "more")
    (pack / "kb" / "more.ttl").write_text(
        f"""@prefix :     <https://w3id.org/hipexpert#> .
@prefix wake: <{IRI}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

wake:surfers-too a :Note ;
    skos:prefLabel "surfers too"@en ;
    :sentence "Surfers like it too."@en ;
    :concerns :surfing ;
    :marked :opinion-only .
""",
        encoding="utf-8",
    )
    told = run("check", "--pack", str(pack))
    assert told.code == 0, told.err
    assert "The packs change what is concluded of others:" in told.out
    assert "Answers: sport: surfing" in told.out
    assert "Gained: The athlete is told surfers too" in told.out
    assert "Wakeboarding" not in told.out, "it is not asked of those who do the sport"


def test_one_is_compared_without_its_packs(run: Run) -> None:  # noqa: F811
    told = run("diff", str(ROOT), "--pack", str(PACK), "--plain")
    assert "sport: only now: wakeboarding" in told.out
