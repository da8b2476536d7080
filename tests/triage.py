"""The triage of people that others have described, held against the decision that was published.

`make triage` prints the table. What each vignette rests on stands in triage.yaml.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import Answers, KnowledgeBase
from hipexpert.reasoning.answers import read_answers
from hipexpert.reasoning.screen import screen_for

FILE = Path(__file__).with_name("triage.yaml")
SOONEST_FIRST = ("emergency", "same-day", "soon", "none")


class Judged(NamedTuple):
    """A vignette with what was wanted and what the program says; urgencies by their names.

    `left_out` are answers for which the program has no word.
    """

    name: str
    contested: bool
    wanted: str
    status: str
    urgency: str
    items: tuple[str, ...]
    left_out: tuple[str, ...]
    miss: str

    @property
    def decided(self) -> bool:
        """Whether it is referred just when it should be."""
        return (self.status == "refer") == (self.wanted != "none")

    @property
    def exact(self) -> bool:
        return self.decided and self.urgency == self.wanted

    @property
    def less_urgent(self) -> bool:
        return SOONEST_FIRST.index(self.urgency) > SOONEST_FIRST.index(self.wanted)


class Figures(NamedTuple):
    """Shares of the uncontested vignettes, from 0 to 1: of referrals, of controls, of urgencies."""

    referred: float
    left_alone: float
    exact: float
    less_urgent: float


def judged(knowledge: KnowledgeBase) -> Iterator[Judged]:
    """Every vignette of the file, judged by the rules."""
    for vignette in yaml.safe_load(FILE.read_text("utf-8")):
        want = vignette["want"]
        answers, left_out = _answers(knowledge, vignette)
        verdict = screen_for(knowledge).verdict(answers)
        referred = verdict.consultation.facts("is-referred-for")
        yield Judged(
            vignette["name"],
            vignette.get("contested", False),
            want["urgency"] if want["refer"] == "yes" else "none",
            verdict.status,
            verdict.urgency or "none",
            tuple(str(fact.object) for fact in referred),
            left_out,
            vignette.get("miss", ""),
        )


def _answers(knowledge: KnowledgeBase, vignette: Any) -> tuple[Answers, tuple[str, ...]]:
    """The answers that the program has a word for, and the keys of the others."""
    known, left_out = dict(vignette["answers"]), []
    for key, value in vignette.get("answers-6.5", {}).items():
        _, problems = read_answers(knowledge, json.dumps({key: value}), key)
        if problems:
            left_out.append(key)
        else:
            known[key] = value
    answers, problems = read_answers(knowledge, json.dumps(known), vignette["name"])
    assert not problems, f"{vignette['name']}: {problems}"
    return answers, tuple(left_out)


def figures(found: Iterable[Judged]) -> Figures:
    """What the table comes to; contested vignettes are left out."""
    counted = [each for each in found if not each.contested]
    to_refer = [each for each in counted if each.wanted != "none"]
    controls = [each for each in counted if each.wanted == "none"]
    referred = [each for each in to_refer if each.decided]
    return Figures(
        len(referred) / len(to_refer),
        sum(each.decided for each in controls) / len(controls),
        sum(each.exact for each in referred) / len(referred),
        sum(each.less_urgent for each in referred) / len(referred),
    )


def table(found: list[Judged]) -> str:
    """The vignettes, a line each, those that miss with the reason, and the figures."""
    lines = []
    for contested, title in (False, "Uncontested"), (True, "Contested, left out of the figures"):
        lines += ["", title]
        for each in found:
            if each.contested is contested:
                mark = " " if each.exact else "*"
                said = each.urgency if each.status == "refer" else each.status
                lines.append(f"{mark} {each.name:32} wanted {each.wanted:10} said {said}")
                lines += [f"    {each.miss}"] if each.miss else []
    for name, share in figures(found)._asdict().items():
        lines.append(f"{name.replace('_', ' '):12} {share:.0%}")
    return "\n".join(lines).strip()


if __name__ == "__main__":
    print(table(list(judged(load_knowledge(FILE.parents[1])))))
