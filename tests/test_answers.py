"""Words and numbers as people write them, the same in a file, in a table and at a prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, real_knowledge
from hypothesis import given
from hypothesis import strategies as st
from program import hipexpert

from hipexpert.face.input import understand
from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, Question, Value
from hipexpert.reasoning.answers import Refused, read_answer, read_answers
from hipexpert.records.opening import open_table
from hipexpert.records.profiles import read_profiles

FOUND = ROOT / "tests" / "found"

Read = Value | tuple[str, ...] | None


def asked(name: str) -> Question:
    return real_knowledge().questions[name]


def read(name: str, text: str | list[str]) -> Read:
    return read_answer(real_knowledge(), asked(name), text, {})


def of_file(name: str, text: str) -> Read | str:
    """What an answers file says; the message where it is refused."""
    answers, problems = read_answers(real_knowledge(), json.dumps({name: text}), "case.json")
    return problems[0].message if problems else answers.given.get(name)


def of_prompt(name: str, text: str) -> Read | str:
    try:
        return understand(real_knowledge(), asked(name), text, Answers())
    except Refused as refused:
        return refused.message


def of_table(folder: Path, name: str, text: str) -> Read | str:
    path = folder / "squad.csv"
    cell = '"' + text.replace('"', '""') + '"'
    path.write_text(f"athlete,{name}\nkim,{cell}\n", encoding="utf-8")
    table = open_table(path)
    (kim,) = read_profiles(real_knowledge(), table)
    return table.problems[0].message if table.problems else kim.answers.given.get(name)


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("sport", "Track running", "track-running"),
        ("sport", "track_running", "track-running"),
        ("sport", "TRACK-RUNNING", "track-running"),
        ("sport", "track-running\xa0", "track-running"),
        ("sport", "track-running\n", "track-running"),
        ("sport", "BJJ", "jiu-jitsu"),
        ("sport", "Soccer, track running", ("soccer", "track-running")),
        ("stance-foot", "Regular", "left"),
        ("stance-foot", "southpaw", "right"),
        ("swing-side", "R", "right-handed"),
        ("rowing-side", "bow side", "starboard"),
        ("event", "400 m", "400m"),
        ("event", "400M", "400m"),
        ("bend-direction", "CCW", "counter-clockwise"),
        ("bend-direction", "anticlockwise", "counter-clockwise"),
        ("bend-direction", "counterclockwise", "counter-clockwise"),
        ("bend-direction", "cw", "clockwise"),
        ("pain-side", "Right", "right"),
        ("pain-side", "R", "right"),
        ("pain-side", "None", "none"),
        ("pain-site", "Groin; knee", ("groin", "knee")),
        ("pain-site", "none, knee", "knee"),
        ("pain-site", "none", "none"),
        ("equipment", "Foam roller, elastic band", ("band", "foam-roller")),
        ("equipment", "None", ()),
        ("night-pain", "Y", "yes"),
        ("night-pain", "FALSE", "no"),
        ("night-pain", "Unknown", None),
        ("night-pain", "null", None),
        ("night-pain", "~", None),
        ("age", "NA", None),
        ("hip-ir-left", "40°", 40),
        ("hip-ir-left", "40 °", 40),
        ("hip-ir-left", "26 deg", 26),
        ("hip-ir-left", "26.5º", 26.5),
        ("hip-ir-left", "26,5", 26.5),
        ("leg-length-difference", "4mm", 4),
        ("leg-length-difference", "0.4 cm", 4),
        ("leg-length-difference", "2,2 cm", 22),
        ("leg-length-difference", "0.7cm", 7),
        ("leg-length-difference", "1 inch", 25.4),
        ("pain-level", "7/10", 7),
        ("age", "23 years", 23),
    ],
)
def test_an_answer_is_known_however_it_is_written(
    question: str, text: str, value: Read, tmp_path: Path
) -> None:
    assert of_file(question, text) == value
    assert of_prompt(question, text.strip("\n")) == value
    assert of_table(tmp_path, question, text) == value


@pytest.mark.parametrize(
    ("question", "text", "hint"),
    [
        ("sport", "football", "several are called so; write soccer or american-football or"),
        ("sport", "hockey", "several are called so; write ice-hockey or field-hockey or other"),
        ("sport", "running", "several are called so; write track-running or road-running or other"),
        ("sport", "track runing", "did you mean 'track-running'?"),
        ("bend-direction", "contra-clockwise", "it is one of"),
        ("night-pain", "1", "answer yes, no or unknown"),
        ("night-pain", "N/A", "answer yes, no or unknown"),
        ("hip-ir-left", "9" * 8000, "it is a number from -40 to 90"),
        ("hip-ir-left", "1e999", "it is a number from -40 to 90"),
        ("hip-ir-left", "1e" + "9" * 30, "it is a number from -40 to 90"),
        ("hip-ir-left", "inf", "it is a number from -40 to 90"),
        ("hip-ir-left", "NaN", "it is a number from -40 to 90"),
        ("hip-ir-left", "4_0", "it is a number from -40 to 90"),
        ("hip-ir-left", "40 mm", "it is a number from -40 to 90 (°)"),
        ("leg-length-difference", "4°", "it is a number from 0 to 60 (mm)"),
        ("leg-length-difference", "7 cm", "it is a number from 0 to 60"),
        ("repetitions-per-practice", "1,500", "write 1500 or 1.500"),
        ("age", "23,5", "it is a whole number from 5 to 100"),
        ("pain-site", [], "name one or more of none, groin"),
        ("pain-site", ["groin", "unknown"], "it is one of none, groin"),
        ("kicking-foot", "regular", "it is one of left, right, both"),
        ("kicking-foot", ["left"], None),
    ],
)
def test_what_is_no_answer_is_refused_in_the_ordinary_way(
    question: str, text: str | list[str], hint: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        read(question, text)
    assert (hint or "") in (refused.value.hint or "")
    assert len(refused.value.message) < 100


def test_every_name_of_every_choice_names_it_alone() -> None:
    """No name of one choice is that of another of the same question, let alone of its opposite."""
    knowledge = real_knowledge()
    for question in knowledge.questions.values():
        for choice in choices(knowledge, question, {}):
            for name in knowledge.names(choice):
                value = read_answer(knowledge, question, [name] if question.several else name, {})
                assert value in (choice, (choice,)), (question.id, name)


@given(st.data())
def test_case_and_blanks_and_hyphens_change_no_answer(data: st.DataObject) -> None:
    knowledge = real_knowledge()
    asked_by_choice = [q for q in knowledge.questions.values() if choices(knowledge, q, {})]
    question = data.draw(st.sampled_from(asked_by_choice))
    choice = data.draw(st.sampled_from(choices(knowledge, question, {})))
    blank = data.draw(st.sampled_from(["-", "_", " ", "  ", "\xa0", "‑"]))
    shout = data.draw(st.booleans())
    text = choice.replace("-", blank)
    text = f" {text.upper() if shout else text}\xa0"
    assert read_answer(knowledge, question, text, {}) in (choice, (choice,), ())


@pytest.mark.parametrize("name", ["null.json", "nullnum.json", "Unknown.yaml"])
def test_null_and_unknown_in_any_case_mean_not_known(name: str, tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "consult", "--answers", str(FOUND / name), "--json", "--no-input")
    assert ended.code in (0, 5), ended.err
    told = json.loads(ended.out)["answers"]
    assert "unknown" in (told["night-pain"], told["leg-length-difference"])


@pytest.mark.parametrize(
    ("name", "question", "value"),
    [
        ("comma.yaml", "hip-ir-right", 26.5),
        ("deg.yaml", "hip-ir-right", 26),
        ("nbsp.yaml", "sport", "track-running"),
    ],
)
def test_answers_as_people_type_them_are_read(
    name: str, question: str, value: Read, tmp_path: Path
) -> None:
    ended = hipexpert(tmp_path, "consult", "--answers", str(FOUND / name), "--json", "--no-input")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["answers"][question] == value


def test_a_list_in_a_list_is_refused_at_its_place(tmp_path: Path) -> None:
    """It was read as no equipment at all, without a word."""
    path = FOUND / "eqnest.yaml"
    ended = hipexpert(tmp_path, "plan", "--answers", str(path))
    assert ended.code == 6
    lines = path.read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("equipment"))
    for bracket in ("[band]", "{a: b}"):
        column = lines[line - 1].index(bracket) + 1
        assert f":{line}:{column}: error: 'equipment' takes words" in ended.err


def test_several_sites_of_pain_are_echoed_as_a_list_and_one_as_a_word(tmp_path: Path) -> None:
    for text, echoed in (
        ("[thigh, groin]", ["groin", "thigh"]),
        ("[groin]", "groin"),
        ("[none, groin]", "groin"),
        ("groin", "groin"),
    ):
        (tmp_path / "case.yaml").write_text(f"pain-site: {text}\n")
        told = hipexpert(tmp_path, "consult", "--answers", "case.yaml", "--json", "--no-input").out
        assert json.loads(told)["answers"]["pain-site"] == echoed


def test_each_site_of_pain_counts(tmp_path: Path) -> None:
    """A knee beside a low back hides no growing hip."""
    (tmp_path / "case.yaml").write_text("pain-site: [low-back, knee]\nage: 14\nhip-ir-left: 10\n")
    ended = hipexpert(tmp_path, "consult", "--answers", "case.yaml", "--json", "--no-input")
    alone = tmp_path / "knee.yaml"
    alone.write_text("pain-site: knee\nage: 14\nhip-ir-left: 10\n")
    other = hipexpert(tmp_path, "consult", "--answers", "knee.yaml", "--json", "--no-input")
    both, knee = json.loads(ended.out), json.loads(other.out)
    assert both["referral"] == knee["referral"]
    assert both["status"] == knee["status"]


def test_the_answers_of_a_result_are_taken_as_a_file_of_answers(tmp_path: Path) -> None:
    """Seventeen questions were unknown."""
    case = str(ROOT / "examples" / "track-runner.yaml")
    first = hipexpert(tmp_path, "consult", "--answers", case, "--json")
    (tmp_path / "r.json").write_text(first.out, encoding="utf-8")
    again = hipexpert(tmp_path, "consult", "--answers", "r.json", "--json")
    assert again.code == 0, again.err
    assert json.loads(again.out) == json.loads(first.out)
    (tmp_path / "x.json").write_text('{"schema": "other", "answers": {"age": 20}}')
    other = hipexpert(tmp_path, "plan", "--answers", "x.json")
    assert other.code == 6
    assert "there is no question 'schema'" in other.err
