"""Four hundred athletes as different as those who come: sports, stages, kit, ranges, pains.

Everyone denies the red flags, so that what is looked at is the plan. The draw is the same in every
run.
"""

from __future__ import annotations

from random import Random

from generated import Answer

from hipexpert.model import KnowledgeBase

RANGES = ("hip-ir-left", "hip-ir-right", "hip-er-left", "hip-er-right")


def varied_athletes(
    knowledge: KnowledgeBase, number: int = 400, seed: int = 12
) -> list[dict[str, Answer]]:
    """So many athletes, by their answers as texts."""
    random = Random(seed)
    return [_athlete(knowledge, random) for _ in range(number)]


def _athlete(knowledge: KnowledgeBase, random: Random) -> dict[str, Answer]:
    questions = knowledge.questions
    given: dict[str, Answer] = dict.fromkeys(knowledge.instances("RedFlag"), "no")
    given["age"] = str(random.choice([15, 17, *range(19, 45, 2), 52, 63, 70]))
    given["sport"] = random.choice(questions["sport"].choices)
    if given["sport"] == "track-running":
        given |= {
            "event": random.choice(["200m", "400m", "1500m"]),
            "bend-direction": _bend(random),
        }
        given |= _exposure(random)
    given["season-phase"] = random.choice(questions["season-phase"].choices)
    given["training-stage"] = random.choice(questions["training-stage"].choices)
    kit = questions["equipment"].choices
    given["equipment"] = random.sample(kit, random.randint(0, len(kit)))
    given["plateau"] = random.choice(["yes", "no", "no", "no"])
    _measure(random, given)
    _hurt(random, given)
    if random.random() < 0.15:
        given[f"fadir-{random.choice(['left', 'right'])}"] = "positive"
    if random.random() < 0.1:
        given["loose-joints"] = "yes"
    if random.random() < 0.3:
        given["mastered"] = random.sample(questions["mastered"].choices, 4)
    return given


def _bend(random: Random) -> str:
    return random.choice(["counter-clockwise", "clockwise"])


def _exposure(random: Random) -> dict[str, Answer]:
    return {
        "repetitions-per-practice": str(random.randint(10, 80)),
        "practices-per-season": str(random.randint(60, 200)),
        "years-in-sport": str(random.randint(2, 9)),
    }


def _measure(random: Random, given: dict[str, Answer]) -> None:
    """Three in four were measured, and half of those differ between the sides."""
    if random.random() < 0.25:
        return
    turns = {"ir": random.randint(24, 48), "er": random.randint(28, 52)}
    for name in RANGES:
        _, motion, _ = name.split("-")
        given[name] = str(turns[motion])
    for motion in ("ir", "er"):
        if random.random() < 0.4:
            given[f"hip-{motion}-{random.choice(['left', 'right'])}"] = str(turns[motion] - 13)


def _hurt(random: Random, given: dict[str, Answer]) -> None:
    """A third are in some pain, at a site and a side."""
    if random.random() < 0.65:
        given |= {"pain-site": "none"}
        return
    sites = ["groin", "lateral-hip", "buttock", "low-back", "knee"]
    given |= {"pain-site": random.choice(sites), "pain-side": random.choice(["left", "right"])}
    given["pain-level"] = str(random.randint(1, 6))
