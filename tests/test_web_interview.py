"""The interview as forms comes to what the same answers in a file come to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")

from conftest import Given, read_given, real_knowledge
from program import TODAY
from test_cases import people
from visitor import Clock, Visitor, in_form

from hipexpert.model import Answers
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.records.record import Record, said
from hipexpert.records.store import Store, open_store
from hipexpert.records.validity import red_flags

PEOPLE = people()
FLAGS = red_flags(real_knowledge())


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def visitor(data: Path) -> Visitor:
    return Visitor()


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    with open_store(today=TODAY) as opened:
        yield opened


def stored(store: Store, id: int = 1) -> Record:
    found = store.consultation(id)
    assert found
    return found


def plain(told: Any) -> Any:
    return json.loads(json.dumps(told))


@pytest.mark.parametrize("person", PEOPLE)
def test_forms_come_to_what_a_file_comes_to(person: str, visitor: Visitor, store: Store) -> None:
    visitor.answer(PEOPLE[person]).finish()
    record = stored(store)
    assert record.finished
    given: Given = {  # type: ignore[assignment]
        name: [*map(str, v)] if isinstance(v, list) else str(v)
        for name, v in said(record.answers).items()
    }
    consultation = consult(real_knowledge(), read_given(real_knowledge(), given))
    assert plain(record.result) == plain(Result(consultation).json())
    assert visitor.status == 200


def flags(visitor: Visitor) -> Visitor:
    """At the form of the red flags, of a consultation not begun."""
    visitor.go("/interview")
    assert visitor.asked == [*FLAGS]
    return visitor


def test_red_flags_come_first_and_none_is_ticked(visitor: Visitor) -> None:
    flags(visitor)
    assert not {*visitor.filled()} & {*FLAGS}
    ticks = [each for each in visitor.tree.iter("input") if each.get("type") == "radio"]
    assert len(ticks) == 3 * len(FLAGS)


def test_none_of_these_denies_those_shown_and_no_other(visitor: Visitor, store: Store) -> None:
    flags(visitor).send(asked=[FLAGS[0], FLAGS[3]], do="none")
    assert stored(store).answers.given == {FLAGS[0]: "no", FLAGS[3]: "no"}
    assert visitor.asked == [flag for flag in FLAGS if flag not in (FLAGS[0], FLAGS[3])]


@pytest.mark.parametrize("said", ["yes", "unknown"])
def test_none_of_these_beside_another_answer_denies_nothing(
    said: str, visitor: Visitor, store: Store
) -> None:
    flags(visitor).send({FLAGS[2]: said}, do="none")
    assert visitor.status == 422
    assert "None of these was pressed" in visitor.text
    assert visitor.filled()[FLAGS[2]] == [said]
    assert not any(given == "no" for given in stored(store).answers.given.values())


def test_what_is_left_blank_stays_open(visitor: Visitor, store: Store) -> None:
    said = dict.fromkeys(FLAGS[1:], "no")
    flags(visitor).send(said)
    assert visitor.status == 422
    assert "Not answered yet" in visitor.text
    assert stored(store).answers.given == said
    assert FLAGS[0] not in stored(store).answers.settled
    visitor.send(do="later")
    assert visitor.asked == [FLAGS[0]]  # no red flag waits behind what is not about safety
    assert FLAGS[0] not in stored(store).answers.settled
    visitor.send(do="later")
    assert stored(store).answers.unknown == {FLAGS[0]}


def test_not_sure_is_never_no(visitor: Visitor, store: Store) -> None:
    flags(visitor).send({**dict.fromkeys(FLAGS, "no"), FLAGS[6]: "unknown"})
    assert stored(store).answers.unknown == {FLAGS[6]}
    visitor.go("/consultations/1")
    assert "unknown does not count as no" in visitor.text
    assert real_knowledge().label(FLAGS[6]) in visitor.text
    assert "Sets left" not in visitor.text


def test_past_a_red_flag_nothing_is_prescribed(visitor: Visitor, store: Store) -> None:
    person = {**PEOPLE["founding"], "night-pain": "yes"}
    visitor.answer(person).finish()
    assert stored(store).result
    assert stored(store).result["status"] == "refer"  # type: ignore[index]
    for page in ("", "/report", "/what-if", "/record"):
        visitor.go(f"/consultations/1{page}")
        assert visitor.status == 200
        assert "Sets left" not in visitor.text
        assert "How each drill is done" not in visitor.text
    assert visitor.go("/consultations/1/report.ics").status == 404


def test_the_sport_is_asked_before_what_hangs_on_it(visitor: Visitor) -> None:
    flags(visitor).send(do="none")
    visitor.send({"pain-site": "none", "age": "22"})
    assert visitor.asked == ["sport"]
    visitor.send({"sport": "track running"})
    assert "event" in visitor.asked
    assert "kicking-foot" not in visitor.asked


def test_bad_input_is_told_at_its_field_and_the_rest_is_kept(
    visitor: Visitor, store: Store
) -> None:
    flags(visitor).send(do="none")
    visitor.send({"pain-site": "none", "age": "222"})
    assert visitor.status == 422
    (wrong,) = [e for e in visitor.tree.iter("p") if e.get("class") == "wrong"]
    assert wrong.get("id") == "wrong-age"
    assert "222" in "".join(wrong.itertext())
    (typed,) = [e for e in visitor.tree.iter("input") if e.get("id") == "in-age"]
    assert typed.get("value") == "222"
    assert typed.get("aria-invalid") == "true"
    assert "wrong-age" in typed.get("aria-describedby", "").split()
    assert stored(store).answers.given["pain-site"] == "none"
    assert "age" not in stored(store).answers.settled
    visitor.send({"age": "22"})
    assert stored(store).answers.given["age"] == 22


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"age": ["22", "unknown"]}, "both given"),
        ({"pain-site": ["groin", "unknown"]}, "both given"),
        ({"pain-site": "head"}, "cannot be 'head'"),
        ({"age": "1" * 5000}, "cannot be"),
        ({"age": "22; DROP TABLE answer"}, "cannot be"),
    ],
)
def test_what_no_form_of_ours_would_send_is_told_too(
    sent: dict[str, Any], told: str, visitor: Visitor, store: Store
) -> None:
    flags(visitor).send(do="none")
    visitor.send({"pain-site": "none", "age": "22", **sent})
    assert visitor.status == 422
    assert told in visitor.text
    assert not {*sent} & stored(store).answers.settled


def ranges(visitor: Visitor) -> Visitor:
    """At the form of the ranges."""
    visitor.go("/interview")
    given = {**PEOPLE["founding"], "rom-position": "prone"}
    while "hip-ir-left" not in visitor.asked:
        visitor.send({name: in_form(given.get(name, "unknown")) for name in visitor.asked})
    return visitor


def test_what_can_hardly_be_is_asked_again_once(visitor: Visitor, store: Store) -> None:
    said = {"rom-position": "prone", "hip-ir-left": "85", "hip-ir-right": "26"}
    said |= {name: "unknown" for name in ranges(visitor).asked if name not in said}
    visitor.send(said)
    assert visitor.status == 422
    assert "Send it again if it is so" in visitor.text
    assert "hip-ir-left" not in stored(store).answers.settled
    visitor.send({"hip-ir-left": "86"})
    assert visitor.status == 422  # another value is another doubt
    visitor.send()
    assert stored(store).answers.given["hip-ir-left"] == 86


def test_ranges_take_minus_units_and_fractions(visitor: Visitor, store: Store) -> None:
    said = {"hip-ir-left": "-5°", "hip-ir-right": " 4,5 ", "hip-er-left": "30 degrees"}
    visitor = ranges(visitor)
    visitor.send({**dict.fromkeys(visitor.asked, "unknown"), "rom-position": "prone", **said})
    visitor.send()  # so little was doubted once
    given = stored(store).answers.given
    assert [given[name] for name in said] == [-5, 4.5, 30]


def test_a_second_tab_overwrites_nothing_unseen(visitor: Visitor, store: Store) -> None:
    flags(visitor).send(do="none")
    old = visitor.html
    visitor.send({"pain-site": "groin", "age": "22"})
    newer = stored(store).answers
    visitor.html = old
    visitor.send({"pain-site": "none", "age": "23"})
    assert visitor.status == 409
    assert stored(store).answers == newer
    assert "Other answers were given" in visitor.text
    known = {e.get("id"): "".join(e.itertext()) for e in visitor.tree.iter("p")}
    assert known["now-age"] == "Known now: 22"
    assert known["now-pain-site"].startswith("Known now: groin")
    assert visitor.filled()["age"] == ["23"]  # what was sent stands there still
    assert visitor.filled()["pain-site"] == ["none"]
    visitor.send()
    assert stored(store).answers.given["age"] == 23


def test_an_answer_of_the_terminal_makes_a_form_old_too(visitor: Visitor, store: Store) -> None:
    flags(visitor).send(do="none")
    before = stored(store).answers
    store.keep(1, Answers({**before.given, "age": 40}, before.unknown))
    visitor.send({"pain-site": "none", "age": "22"})
    assert visitor.status == 409
    assert stored(store).answers.given["age"] == 40


def test_a_form_sent_twice_is_kept_once(visitor: Visitor, store: Store) -> None:
    flags(visitor).send(do="none")
    form = visitor.html
    visitor.send({"pain-site": "none", "age": "22"})
    turns = len(store.history(1))
    visitor.html = form
    visitor.send({"pain-site": "none", "age": "22"})
    assert len(store.history(1)) == turns


def test_why_is_told_in_place_and_keeps_what_is_typed(visitor: Visitor, store: Store) -> None:
    flags(visitor).send({FLAGS[1]: "yes", "why": "night-pain"})
    assert visitor.status == 200
    assert "It helps to decide" in visitor.text
    assert visitor.filled()[FLAGS[1]] == ["yes"]
    assert store.consultations() == []
    visitor.send({"why": None})
    assert stored(store).answers.given == {FLAGS[1]: "yes"}


def test_back_and_change_put_a_form_again_with_what_was_answered(
    visitor: Visitor, store: Store
) -> None:
    flags(visitor).send(do="none")
    visitor.send({"pain-site": "none", "age": "22"})
    (back,) = [e for e in visitor.tree.iter("a") if "".join(e.itertext()) == "Back"]
    visitor.go(back.get("href", ""))
    assert visitor.asked == ["pain-site", "age"]
    assert visitor.filled()["age"] == ["22"]
    visitor.send({"age": "23"})
    assert stored(store).answers.given["age"] == 23
    visitor.go("/consultations/1/summary")
    assert "23 years" in visitor.text
    visitor.go("/consultations/1/interview?ask=age").send({"age": ["unknown"]})
    assert stored(store).answers.unknown == {"age"}


def test_another_sport_drops_the_event_and_says_so(visitor: Visitor, store: Store) -> None:
    flags(visitor).send(do="none")
    visitor.send({"pain-site": "none", "age": "22"})
    visitor.send({"sport": "track-running"})
    visitor.send({"event": "400m"})
    assert stored(store).answers.given["event"] == "400m"
    visitor.go("/consultations/1/interview?ask=sport").send({"sport": "soccer"})
    assert "event" not in stored(store).answers.settled
    assert "No longer applies" in visitor.text


def test_on_another_day_the_flags_are_asked_anew(data: Path, store: Store) -> None:
    clock = Clock()
    visitor = flags(Visitor(clock)).send(do="none")
    visitor.send({"pain-site": "none", "age": "22"})
    clock.at = clock.at.replace(day=clock.at.day + 1)
    visitor.go("/consultations/1/interview")
    assert visitor.asked == [*FLAGS]
    assert not {*visitor.filled()} & {*FLAGS}
    assert "age" in stored(store).answers.settled


def test_a_plan_of_another_day_is_read_under_its_date(data: Path) -> None:
    clock = Clock()
    visitor = Visitor(clock).answer(PEOPLE["founding"]).finish()
    assert "reasons to stop" not in visitor.text.lower()
    clock.at = clock.at.replace(day=clock.at.day + 1)
    visitor.go("/consultations/1")
    first = next(e for e in visitor.tree.iter("section") if e.get("class") == "told")
    assert "2026" in "".join(first.itertext())
    assert real_knowledge().questions[FLAGS[0]].prompt in "".join(first.itertext())


def test_a_later_flag_withdraws_a_plan(visitor: Visitor, store: Store) -> None:
    visitor.go("/athletes").send({"id": "kim"})
    visitor.answer(PEOPLE["founding"], "kim").finish()
    assert "Sets left" in visitor.text
    visitor.go("/interview?athlete=kim").send({**dict.fromkeys(FLAGS, "no"), "night-pain": "yes"})
    for page in ("", "/report", "/report.html", "/report.ics", "/what-if", "/why/pigeon-stretch"):
        visitor.go(f"/consultations/1{page}")
        assert "does not stand any more" in visitor.text, page
        assert "Sets left" not in visitor.text
    assert "withdrawn" in visitor.go("/athletes/kim").text
    assert stored(store, 2).athlete == "kim"


def test_nothing_is_finished_while_something_is_open(visitor: Visitor, store: Store) -> None:
    flags(visitor).send(do="none")
    visitor.go("/consultations/1/summary")
    assert "Go on with the questions" in visitor.text
    state = visitor.go("/consultations/1/interview").values("state")
    visitor.post("/consultations/1/finish", {"state": state})
    assert not stored(store).finished


def test_a_finished_consultation_takes_no_more_answers(visitor: Visitor, store: Store) -> None:
    visitor.answer(PEOPLE["founding"])
    last = visitor.html
    visitor.go("/consultations/1/interview?ask=age")
    form = visitor.html
    visitor.html, visitor.at = last, "/consultations/1/summary"
    visitor.finish()
    before = stored(store).answers
    visitor.html = form
    visitor.send({"age": "50"})
    assert visitor.at == "/consultations/1"
    assert stored(store).answers == before


def test_the_ranges_stand_beside_the_picture_of_their_position(visitor: Visitor) -> None:
    images = [e.attrib for e in ranges(visitor).tree.iter("img")]
    assert len(images) == 4
    for image in images:
        assert "position=prone" in image["src"]
        drawn = visitor.browser.get(f"{image['data-at']}&typed=26")
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert "26°" in drawn.text
    assert "side=left" in images[0]["src"]
    for wrong in ("", "?position=prone&motion=flexion&side=left", "?position=x&motion=y&side=z"):
        assert visitor.go(f"/pictures/range{wrong}").status == 404


def test_a_retest_carries_on_what_holds_and_asks_the_flags_anew(data: Path, store: Store) -> None:
    clock = Clock()
    visitor = Visitor(clock)
    visitor.go("/athletes").send({"id": "kim"})
    person = {**PEOPLE["founding"], "rom-position": "prone"}
    visitor.answer(person, "kim").finish()
    then = stored(store).answers
    clock.at = clock.at.replace(day=clock.at.day + 20)
    (again,) = [e for e in visitor.tree.iter("a") if "".join(e.itertext()) == "Re-test"]
    visitor.go(again.get("href", ""))
    assert visitor.asked == [*FLAGS]
    assert not {*visitor.filled()} & {*FLAGS}
    assert len(store.consultations()) == 1  # nothing is begun before it is answered
    visitor.send(do="none")
    now = stored(store, 2).answers
    assert now.given["sport"] == then.given["sport"]
    assert now.days["sport"] == then.days["sport"] == TODAY.isoformat()
    assert now.days[FLAGS[0]] != TODAY.isoformat()
    assert "hip-ir-left" not in now.settled
    while "hip-ir-left" not in visitor.asked:
        assert "sport" not in visitor.asked
        visitor.send({name: in_form(person.get(name, "unknown")) for name in visitor.asked})
    assert f"Last time: {then.given['hip-ir-left']}°" in visitor.text
