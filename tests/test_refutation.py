"""The certificate of the safety theorem: made where it follows, accepted as it is, else refused.

A made-up world is small enough to lose every word of its certificate, and has a wrong rulebook for
each way in which a red flag could be passed over; the rest is held on the real knowledge.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, Given, real_knowledge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import hipexpert
from test_cases import people
from test_cli import Run, run  # noqa: F401 - a fixture
from test_schemas import hold
from worlds import make_world, rule

from hipexpert.model import Consultation, KnowledgeBase, Problem
from hipexpert.prove.everyone import Everyone
from hipexpert.prove.refutation import Unproved, goals, refutation, refutation_text
from hipexpert.prove.safeguards import nothing_is_prescribed_beside_an_open_flag
from hipexpert.reasoning.grounding import ground
from hipexpert.verify.completion import Completion, covering, fact_of
from hipexpert.verify.files import Home
from hipexpert.verify.refutation import PROVED, refuted, verify
from hipexpert.verify.rules import Facts

Certificate = dict[str, Any]

FACTS = """
athlete is-a Athlete
numb is-a RedFlag
lump is-a RedFlag
lump is-a Clearable
past is-a RedFlag
past is-a HistoryFlag
past passes-when-denied thin
site choices none
site choices groin
groin is-a Site
seen choices lump
seen choices numb
clam is-a Drill
easy-from level 1
"""

QUESTIONS = {
    **dict.fromkeys(("numb", "lump", "past", "thin"), ("yes-no", "athlete", "")),
    "site": ("one-of", "athlete", "hurts-at"),
    "level": ("number", "athlete", "has-pain-level"),
    "seen": ("some-of", "athlete", "was-seen-for"),
}

RULES: dict[str, dict[str, list[str]]] = {
    "denied": {
        "when": ["?flag is-a RedFlag", "?athlete denies ?flag"],
        "then": ["?athlete is-cleared-of ?flag"],
    },
    "cleared": {
        "when": ["?f is-a Clearable", "?athlete reports ?f", "?athlete was-seen-for ?f"],
        "then": ["?athlete is-cleared-of ?f"],
    },
    "past": {
        "when": [
            "?flag is-a HistoryFlag",
            "?athlete reports ?flag",
            "?athlete is painless",
            "?flag passes-when-denied ?question",
            "?athlete denies ?question",
        ],
        "then": ["?athlete is-cleared-of ?flag"],
    },
    "pain": {"when": ["?athlete hurts-at ?s", "?s is-a Site"], "then": ["?athlete is in-pain"]},
    "painless": {
        "when": ["?athlete has-pain-level ?n", "easy-from level ?least"],
        "where": ["?n < ?least"],
        "unless": ["?athlete is in-pain"],
        "then": ["?athlete is painless"],
    },
    "open": {
        "when": ["?flag is-a RedFlag", "?athlete is-a Athlete"],
        "unless": ["?athlete is-cleared-of ?flag"],
        "then": ["?athlete has-uncleared ?flag"],
    },
    "may": {
        "when": ["?athlete is-a Athlete"],
        "unless": ["?athlete has-uncleared anything"],
        "then": ["?athlete may train"],
    },
    "prescribed": {
        "when": ["?athlete may train", "?drill is-a Drill"],
        "then": ["?athlete is-prescribed ?drill"],
    },
}

PAST = RULES["past"]["when"]

HOLES: dict[str, tuple[str, dict[str, list[str]]]] = {
    "a drill needs no permission": (
        "prescribed",
        {"when": ["?athlete is-a Athlete", "?drill is-a Drill"]},
    ),
    "open flags stop nobody": ("may", {"unless": []}),
    "one flag alone stops": ("may", {"unless": ["?athlete has-uncleared numb"]}),
    "a word clears all": (
        "cleared",
        {"when": ["?athlete reports ?f", "?athlete was-seen-for ?f"]},
    ),
    "a report clears": ("cleared", {"when": ["?f is-a Clearable", "?athlete reports ?f"]}),
    "only what is reported is open": ("open", {"when": ["?athlete reports ?flag"]}),
    "history hangs on nothing": ("past", {"when": PAST[:3]}),
    "history hangs on no pain": ("past", {"when": [*PAST[:2], *PAST[3:]]}),
    "pain is painless": ("painless", {"unless": []}),
    "pain is not heard": ("pain", {"then": ["?athlete is sore"]}),
    "a no is concluded": (
        "more",
        {"when": ["?athlete reports ?flag"], "then": ["?athlete denies ?flag"]},
    ),
    "something else is prescribed": (
        "more",
        {"when": ["?athlete has-pain-level ?n"], "then": ["?athlete takes-over clam"]},
    ),
    "a number clears": (
        "more",
        {"when": ["?athlete has-pain-level ?n"], "then": ["?athlete is-cleared-of numb"]},
    ),
}
"""By what goes wrong: which rule, and what of it is so instead."""


def world(folder: Path, hole: str = "", facts: str = FACTS) -> KnowledgeBase:
    rules: dict[str, dict[str, list[str]]] = dict(RULES)
    if hole:
        name, instead = HOLES[hole]
        rules[name] = {**rules.get(name, {}), **instead}
    if hole == "something else is prescribed":
        facts += "takes-over is-a Directive\n"
    written = [
        rule(name, r["when"], r["then"], where=r.get("where", ()), unless=r.get("unless", ()))
        for name, r in rules.items()
    ]
    return make_world(folder, facts, *written, questions=QUESTIONS)


class Made(NamedTuple):
    """A home with the certificate of its knowledge, and how certificates are judged there."""

    home: Home
    certificate: Certificate

    def faults(self, certificate: Certificate) -> list[tuple[str, str]]:
        return [tuple(fault) for fault in verify(json.dumps(certificate), self.home).faults]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("small")
    certificate = refutation(world(folder))
    return Made(Home(folder), certificate)


@cache
def real() -> Made:
    return Made(Home(ROOT), refutation(real_knowledge()))


def forged(certificate: Certificate, home: Home) -> Certificate:
    """A certificate that claims to be of other knowledge."""
    return {**certificate, "knowledge": {**certificate["knowledge"], "sha256": home.sha256}}


# Made and accepted


def test_the_real_knowledge_has_a_certificate_that_is_accepted() -> None:
    made = real()
    verdict = verify(refutation_text(made.certificate), made.home)
    assert verdict.faults == ()
    listed = made.certificate["definitions"]
    assert verdict.counts == {
        "flags": len(real_knowledge().instances("RedFlag")),
        "definitions": len(listed),
        "instances": sum(len(entry["instances"]) for entry in listed),
        "steps": len(made.certificate["steps"]),
    }
    hold(json.loads(refutation_text(made.certificate)), "refutation")


def test_what_is_claimed_is_what_was_promised() -> None:
    """An emergency has to be denied; who reports what can be cleared, to have been seen for it."""
    claim = real().certificate["theorem"]
    assert "anything is-prescribed anything" in claim["prescribes"]
    passes = claim["passes"]
    assert sorted(passes) == list(real_knowledge().instances("RedFlag"))
    assert passes["saddle-numbness"] == [["given athlete denies saddle-numbness"]]
    assert passes["night-pain"] == [
        ["given athlete denies night-pain"],
        ["given athlete reports night-pain", "given athlete was-seen-for night-pain"],
    ]
    history = passes["cancer-history"][2:]
    for way in history:
        assert "given athlete denies weight-loss" in way
        assert "not (given athlete hurts-at groin)" in way
    assert len(history) == 2


def test_the_same_knowledge_gives_the_same_bytes(small: Made, tmp_path: Path) -> None:
    again = refutation_text(refutation(world(tmp_path)))
    assert again == refutation_text(small.certificate)


def test_knowledge_without_a_red_flag_has_nothing_to_prove(tmp_path: Path) -> None:
    facts = FACTS.replace("RedFlag", "Worry").replace("HistoryFlag", "Worry")
    with pytest.raises(Unproved, match="no red flag"):
        refutation(world(tmp_path, facts=facts))


# What is missing is missed


def test_every_step_is_needed_and_the_first_that_fails_is_named(small: Made) -> None:
    for made in (small, real()):
        for place in range(len(made.certificate["steps"])):
            certificate = copy.deepcopy(made.certificate)
            del certificate["steps"][place]
            ((where, why),) = made.faults(certificate)
            if place == len(certificate["steps"]):
                assert (where, why) == ("steps", "they do not end in a contradiction")
            else:
                assert int(where.removeprefix("step ")) > place
                assert why.endswith(" does not follow")


def test_every_definition_is_needed(small: Made) -> None:
    for place in range(len(small.certificate["definitions"])):
        certificate = copy.deepcopy(small.certificate)
        del certificate["definitions"][place]
        ((_, why),) = small.faults(certificate)
        assert why.endswith(" does not follow")


def instances_of(certificate: Certificate) -> Iterator[tuple[int, int]]:
    for number, entry in enumerate(certificate["definitions"]):
        yield from ((number, place) for place in range(len(entry["instances"])))


def test_every_instance_has_to_be_listed(small: Made) -> None:
    real_ones = list(instances_of(real().certificate))
    for made, places in (
        (small, list(instances_of(small.certificate))),
        (real(), real_ones[:: len(real_ones) // 8]),
    ):
        for number, place in places:
            certificate = copy.deepcopy(made.certificate)
            entry = certificate["definitions"][number]
            gone = entry["instances"].pop(place)
            assert made.faults(certificate)[0] == (
                f"definition {number + 1}",
                f'"{entry["fact"]}" can also be concluded by {gone}',
            )


def test_an_instance_of_no_rule_is_refused(small: Made) -> None:
    certificate = copy.deepcopy(small.certificate)
    certificate["definitions"][0]["instances"].append("nobody(athlete=athlete)")
    fact = certificate["definitions"][0]["fact"]
    told = ("definition 1", f'"{fact}" is not concluded by "nobody(athlete=athlete)"')
    assert small.faults(certificate) == [told]


def test_a_theorem_that_says_less_is_refused(small: Made) -> None:
    for change in (
        lambda claim: claim["passes"].pop("numb"),
        lambda claim: claim["passes"]["numb"].append(["given athlete reports numb"]),
        lambda claim: claim["passes"]["past"][-1].pop(),
        lambda claim: claim["prescribes"].append("athlete may train"),
        lambda claim: claim["prescribes"].clear(),
    ):
        certificate = copy.deepcopy(small.certificate)
        change(certificate["theorem"])
        assert small.faults(certificate)[0] == (
            "theorem",
            "this is not what the knowledge asks to be proved",
        )


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("schema", "hipexpert/refutation/2"),
        ("knowledge", []),
        ("steps", [[1]]),
        ("steps", ["x"]),
        ("steps", None),
        ("definitions", [{}]),
        ("definitions", [{"fact": 1, "instances": []}]),
        ("definitions", [{"fact": "a b c", "instances": [1]}]),
        ("more", 1),
    ],
)
def test_what_is_no_certificate_is_refused_with_one_reason(
    part: str, value: Any, small: Made
) -> None:
    ((where, why),) = small.faults({**small.certificate, part: value})
    assert not where
    assert why.startswith("this is no proof: ")


def test_what_is_no_text_of_one_is_refused(small: Made) -> None:
    for text in ("", "[]", "null", "[" * 100_000, '{"schema": 1, "schema": 2}'):
        ((where, why),) = verify(text, small.home).faults
        assert not where
        assert why.startswith("this is no proof: ")


@pytest.mark.parametrize("fact", ["", "a b", "a b c d", "a anything c", "a b \0", "a b 3.00"])
def test_a_definition_of_no_fact_is_refused(fact: str, small: Made) -> None:
    certificate = copy.deepcopy(small.certificate)
    certificate["definitions"].append({"fact": fact, "instances": []})
    assert small.faults(certificate)[0][1].endswith(" is no fact")


# Knowledge in which it is not so


@pytest.mark.parametrize("hole", HOLES)
def test_no_certificate_is_made_where_a_flag_can_be_passed_over(
    hole: str, small: Made, tmp_path: Path
) -> None:
    knowledge = world(tmp_path, hole)
    with pytest.raises(Unproved, match=r"may follow in spite of '(numb|lump|past)', by "):
        refutation(knowledge)
    home = Home(tmp_path)
    ((where, why),) = Made(home, {}).faults(small.certificate)
    assert where == "knowledge"
    assert why.startswith("made with other knowledge: ")
    assert Made(home, {}).faults(forged(small.certificate, home))


def let_through(knowledge: KnowledgeBase) -> list[Problem]:
    return [*nothing_is_prescribed_beside_an_open_flag(Everyone(ground(knowledge)))]


@pytest.mark.parametrize("hole", HOLES)
def test_check_finds_by_whom_a_flag_can_be_passed_over(hole: str, tmp_path: Path) -> None:
    """What is decided exactly, comparisons and all, sees each hole that the certificate sees."""
    (problem, *_) = let_through(world(tmp_path, hole))
    assert problem.check == "flag-let-through"
    assert "it happens to whoever answers:" in str(problem.hint)


def test_check_finds_no_flag_passed_over_where_there_is_no_hole(tmp_path: Path) -> None:
    assert let_through(world(tmp_path)) == []


def test_what_is_stated_or_asked_needs_no_rule(tmp_path: Path) -> None:
    with pytest.raises(Unproved, match="'anything is-prescribed anything' may follow"):
        refutation(world(tmp_path / "stated", facts=f"{FACTS}athlete is-prescribed clam\n"))
    asked = {**QUESTIONS, "wish": ("one-of", "athlete", "may")}
    rules = [rule(name, r["when"], r["then"]) for name, r in RULES.items() if "unless" not in r]
    facts = f"{FACTS}wish choices train\n"
    with pytest.raises(Unproved, match="'anything is-prescribed anything' may follow"):
        refutation(make_world(tmp_path / "asked", facts, *rules, questions=asked))


def test_a_rule_that_lets_through_is_named(tmp_path: Path) -> None:
    """On the real knowledge: an emergency that a clinician's word clears."""
    rules = real_knowledge().rule
    clears = rules["clinicians-word-clears"]
    loose = tuple(p for p in clears.when if p.object != "Clearable")
    assert len(loose) < len(clears.when)
    changed = replace(
        real_knowledge(),
        rules=tuple(replace(r, when=loose) if r is clears else r for r in real_knowledge().rules),
    )
    with pytest.raises(Unproved) as told:
        refutation(changed)
    (flag,) = re.findall(r"in spite of '([a-z-]+)'", str(told.value))
    flags, clearable = map(real_knowledge().instances, ("RedFlag", "Clearable"))
    assert flag in {*flags} - {*clearable}
    assert f"({clears.location})" in str(told.value)


# Whatever is done to a certificate


def mutated(certificate: Certificate, draw: Callable[..., Any]) -> Certificate:
    """A certificate with a few words taken out, put in, doubled, turned or exchanged."""
    certificate = copy.deepcopy(certificate)
    lists: list[list[Any]] = [certificate["steps"], certificate["definitions"]]
    lists += certificate["steps"] + [entry["instances"] for entry in certificate["definitions"]]
    lists += [way for ways in certificate["theorem"]["passes"].values() for way in ways]
    words = sorted({w for part in lists for w in part if isinstance(w, str)})
    for _ in range(draw(st.integers(1, 3))):
        part = draw(st.sampled_from(lists))
        place = draw(st.integers(0, max(0, len(part) - 1)))
        match draw(st.sampled_from(["out", "in", "turn", "swap", "empty"])):
            case "out" if part:
                del part[place]
            case "swap" if part:
                part[0], part[place] = part[place], part[0]
            case "turn" if part and isinstance(part[place], str):
                word = part[place]
                part[place] = word[5:-1] if word.startswith("not (") else f"not ({word})"
            case "in" if part and isinstance(part[0], str):
                part.append(draw(st.sampled_from(words)))
            case "empty" if part is certificate["steps"]:
                part.insert(place, [])
    return certificate


some = settings(
    max_examples=60,
    suppress_health_check=(HealthCheck.function_scoped_fixture, HealthCheck.too_slow),
)


@settings(some)
@given(data=st.data())
def test_what_is_accepted_still_says_all_of_it(data: st.DataObject, small: Made) -> None:
    certificate = mutated(small.certificate, data.draw)
    if not small.faults(certificate):
        assert certificate["theorem"] == small.certificate["theorem"]
        assert certificate["steps"][-1] == []
        known = {entry["fact"]: entry for entry in small.certificate["definitions"]}
        for entry in certificate["definitions"]:
            assert sorted(set(entry["instances"])) == known[entry["fact"]]["instances"]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """For each hole the world that has it, with what could be claimed of it."""
    return {hole: wrong_world(tmp_path_factory.mktemp("wrong"), hole) for hole in HOLES}


def wrong_world(folder: Path, hole: str) -> Made:
    """A world with a hole, and a certificate that lists all its definitions as they are."""
    knowledge = world(folder, hole)
    safe = refutation(world(folder.with_name(f"{folder.name}-safe")))
    home = Home(folder)
    home.read()
    completion = Completion(home)
    for entry in safe["definitions"]:
        entry["instances"] = sorted(completion.instances(fact_of(entry["fact"])))
    prescribed = [str(goal) for goal in goals(knowledge)]
    safe["theorem"]["prescribes"] = prescribed
    more = [{"fact": g, "instances": sorted(completion.instances(fact_of(g)))} for g in prescribed]
    return Made(home, {**forged(safe, home), "definitions": [*safe["definitions"], *more]})


@settings(some, max_examples=150)
@given(data=st.data())
def test_nothing_is_accepted_where_it_is_not_so(
    data: st.DataObject, wrong: dict[str, Made]
) -> None:
    made = wrong[data.draw(st.sampled_from(sorted(wrong)))]
    assert made.faults(made.certificate)
    assert made.faults(mutated(made.certificate, data.draw))


# What the steps are made of


class Truth:
    """What is true of a consultation, literal by literal."""

    def __init__(self, consultation: Consultation):
        known = (consultation.given, consultation.justifications, consultation.knowledge.statements)
        self.facts = Facts(tuple(fact) for facts in known for fact in facts)
        self.given = Facts(map(tuple, consultation.given))
        self.fired: dict[str, list[set[str]]] = {}
        for firing in consultation.firings:
            values = {f"{variable}={value}" for variable, value in firing.bindings}
            self.fired.setdefault(firing.rule.id, []).append(values)

    def of(self, literal: str) -> bool:
        if literal.startswith("not ("):
            return not self.of(literal[5:-1])
        if literal.startswith("given "):
            return bool(self.given.matching(fact_of(literal.removeprefix("given "))))
        if "(" not in literal:
            return bool(self.facts.matching(fact_of(literal)))
        name, _, settled = literal[:-1].partition("(")
        return any(set(settled.split(", ")) - {""} <= values for values in self.fired.get(name, ()))


@cache
def real_clauses() -> tuple[frozenset[str], ...]:
    home = real().home
    home.read()
    completion = Completion(home)
    facts = [fact_of(entry["fact"]) for entry in real().certificate["definitions"]]
    return (*(clause for fact in facts for clause in completion.clauses(fact)), *covering(facts))


@pytest.mark.parametrize("name", people())
def test_the_definitions_hold_of_whoever_is_consulted(
    name: str, consulted: Callable[[Given], Consultation]
) -> None:
    for said in (people()[name], {**people()[name], "night-pain": "yes", "pain-site": "groin"}):
        truth = Truth(consulted(said))
        for clause in real_clauses():
            assert any(map(truth.of, clause)), sorted(clause)


def test_unit_propagation_finds_what_it_can_and_no_more() -> None:
    clauses = [frozenset({"a", "b"}), frozenset({"not (b)", "c"}), frozenset({"not (b)", "d"})]
    assert not refuted(clauses, [])
    assert not refuted(clauses, ["not (a)"])
    assert refuted(clauses, ["not (a)", "not (c)"])
    square = [frozenset({x, y}) for x in ("a", "not (a)") for y in ("b", "not (b)")]
    assert not refuted(square, [])
    assert refuted(square, ["a"])


def test_what_a_rule_denies_of_one_it_does_not_name_says_nothing(tmp_path: Path) -> None:
    """That some drill is not barred is not that none is."""
    facts = "athlete is-a Athlete\na is-a Drill\nb is-a Drill\na harms athlete\n"
    rules = [
        rule("barred", ["?d harms ?x"], ["?d is-barred-by ?x"]),
        rule("taken", ["?d is-a Drill"], ["?d takes ?d"], unless=["?d is-barred-by anything"]),
    ]
    make_world(tmp_path, facts, *rules)
    home = Home(tmp_path)
    home.read()
    (taken,) = Completion(home).instances((None, "takes", None)).values()
    assert (taken.name, taken.denies, taken.whole) == ("taken()", (), False)
    (taken,) = Completion(home).instances((None, "takes", "b")).values()
    assert (taken.name, taken.denies, taken.whole) == (
        "taken(d=b)",
        (("b", "is-barred-by", None),),
        True,
    )


# As a command


def test_the_command_writes_what_verify_accepts(run: Run, tmp_path: Path) -> None:  # noqa: F811
    ended = run("check", "--certificate", "safe.json")
    assert ended.code == 0
    made = real().certificate
    counted = f"{len(made['definitions'])} definitions, {len(made['steps'])} steps"
    assert ended.err == f"Wrote safe.json: {counted}. Check it by hipexpert verify safe.json\n"
    assert ended.out.endswith(": sound\n")
    assert (tmp_path / "safe.json").read_text("utf-8") == refutation_text(made) + "\n"
    known = real_knowledge()
    counts = verify(json.dumps(made), real().home).counts
    counted = ", ".join(f"{number} {part}" for part, number in counts.items())
    made_with = f"knowledge {known.version}, {known.sha256[:12]}"
    ended = run("verify", "safe.json")
    assert ended.out == f"safe.json: verified: {counted}; {made_with}\n{PROVED}\n"
    said = json.loads(run("verify", "safe.json", "--json").out)
    hold(said, "verdict")
    assert said["verified"]
    again = run("check", "--certificate", "safe.json")
    assert (again.code, again.err.splitlines()[0]) == (2, "hipexpert: safe.json is there already")
    assert run("check", "--certificate", "safe.json", "--force").code == 0


def test_the_command_refuses_what_lost_a_step(tmp_path: Path) -> None:
    certificate = copy.deepcopy(real().certificate)
    del certificate["steps"][0]
    (tmp_path / "less.json").write_text(json.dumps(certificate), encoding="utf-8")
    ended = hipexpert(tmp_path, "verify", "less.json")
    assert (ended.code, ended.out) == (6, "")
    assert re.fullmatch(r"less.json: step \d+: .* does not follow\nrefused: 1 fault\n", ended.err)


def test_no_certificate_is_written_of_what_is_not_sound(run: Run, tmp_path: Path) -> None:  # noqa: F811
    world(tmp_path / "home")
    ended = run("check", "--home", "home", "--certificate", "safe.json")
    assert ended.code == 3
    assert not (tmp_path / "safe.json").exists()


def test_without_the_extra_one_message_names_it(run: Run, monkeypatch: Any) -> None:  # noqa: F811
    monkeypatch.setitem(__import__("sys").modules, "pysat", None)
    ended = run("check", "--certificate", "safe.json")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("pip install 'hipexpert[prove]'") == 1
