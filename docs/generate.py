"""Writes docs/knowledge.md, what is known of each sport, docs/drills.md, who gets each drill,
docs/laws/, a page for each law that `check` holds the knowledge to,
docs/reference/, the words, rules, questions and commands one by one, and
in hipexpert/schemas what an answers file, a rule file and a case file hold.

Run it from anywhere: `python docs/generate.py`. What the pages say is read from ontology.ttl, kb/
and rules/, and from the catalogue of laws and tests/broken; a test holds the pages to them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from hipexpert.face.citation import address
from hipexpert.knowledge.author_schemas import MADE
from hipexpert.knowledge.catalogue.law import Law
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import Answers, KnowledgeBase
from hipexpert.prove.catalogue import EVERY_LAW
from hipexpert.reasoning.disputes import AGAINST, FOR, publications
from hipexpert.reasoning.reach import middle, witnesses
from hipexpert.reasoning.verbalization import answer_text

HOME = Path(__file__).resolve().parent.parent
PAGE = HOME / "docs" / "knowledge.md"
HEAD = """\
# What is known of each sport

Written by `python docs/generate.py` from `kb/` and `rules/`; do not edit it here. A demand falls
on a role, and an answer of the athlete places the role on a side. A direction is stated only
where a claim states it; how well the claim stands is beside it.
"""


DRILLS = HOME / "docs" / "drills.md"
DRILLS_HEAD = """\
# Who gets each drill

Written by `python docs/generate.py` from `kb/` and `rules/`; do not edit it here. For each drill
that fills a slot of the plan there is an athlete to whom it is prescribed, found by the same search
as `hipexpert check` makes: someone who denies every red flag, has all the kit, and has hips that
turn alike, 25 degrees in and 50 out, but for what stands here. The drills of one rung count as
equals; they take turns over the phases of the season.
"""


def drills_page(knowledge: KnowledgeBase) -> str:
    """The whole page of drills, slot by slot and rung by rung."""
    found = witnesses(knowledge)
    drills = sorted(found, key=lambda drill: _place_of(knowledge, drill))
    rows = (_drill_row(knowledge, drill, found[drill]) for drill in drills)
    return f"{DRILLS_HEAD}\n{_table(_DRILLS, rows)}"


_DRILLS = ("Slot", "Rung", "Drill", "Its turn", "Who gets it")


def _place_of(knowledge: KnowledgeBase, drill: str) -> tuple[float, object, object]:
    slot, rung = (str(knowledge.object(drill, p)) for p in ("fills", "on-rung"))
    return knowledge.rank(slot), knowledge.where[rung], knowledge.where[drill]


def _drill_row(
    knowledge: KnowledgeBase, drill: str, athlete: Answers | None
) -> tuple[str, str, str, str, str]:
    slot, rung = (knowledge.label(str(knowledge.object(drill, p))) for p in ("fills", "on-rung"))
    turns = ", ".join(knowledge.label(p) for p in knowledge.objects(drill, "comes-first-in"))
    return slot, rung, knowledge.label(drill), turns or "after those", _told(knowledge, athlete)


def _told(knowledge: KnowledgeBase, athlete: Answers | None) -> str:
    """What an athlete answers beside denied flags, all the kit and what lies in the middle."""
    if athlete is None:
        return "nobody was found"
    flags = set(knowledge.instances("RedFlag"))
    questions = knowledge.questions
    said = {name: value for name, value in athlete.given.items() if name not in flags}
    return "; ".join(
        f"{questions[name].label}: {answer_text(knowledge, name, value)}"
        for name, value in said.items()
        if value not in (questions[name].choices, middle(questions[name]))
    )


def knowledge_page(knowledge: KnowledgeBase) -> str:
    """The whole page, sport by sport in alphabetical order of their labels."""
    sports = sorted(knowledge.instances("Sport"), key=knowledge.label)
    parts = [HEAD, "## How much is known\n", _table(_GRADES, _grade_rows(knowledge, sports))]
    parts += ["## Demands\n", _table(_DEMANDS, _demand_rows(knowledge, sports))]
    parts += ["## What is told\n", _table(_NOTES, _note_rows(knowledge, sports))]
    parts += ["## What holds in one sport alone\n", _table(_RULES, _rule_rows(knowledge))]
    return "\n".join(parts)


_GRADES = ("Sport", "Of its hips", "Claim: standing", "For", "Against")
_DEMANDS = ("Sport", "Demand", "Role", "Motion", "Claim: standing", "For", "Against")
_NOTES = ("Sport", "Kind", "Sentence", "Claim: standing", "For", "Against")
_RULES = ("File", "Rule", "Claim: standing", "For", "Against")


def _grade_rows(knowledge: KnowledgeBase, sports: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for sport in sports:
        grade = knowledge.label(knowledge.object(sport, "rotation-evidence"))
        grounds = _grounds(knowledge, map(str, knowledge.objects(sport, "rests-on")))
        yield knowledge.label(sport), grade, *grounds


def _demand_rows(knowledge: KnowledgeBase, sports: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for sport in sports:
        events = [str(event) for event in knowledge.objects(sport, "has-event")]
        makers = (sport, *events)
        demands = [str(d) for maker in makers for d in knowledge.objects(maker, "demands")]
        if not demands:
            yield (knowledge.label(sport), "none on one side", *[""] * (len(_DEMANDS) - 2))
        for demand in sorted(set(demands), key=knowledge.where.__getitem__):
            asking = [m for m in makers if demand in knowledge.objects(m, "demands")]
            roles = (knowledge.label(role) for role in knowledge.objects(demand, "on-role"))
            yield (
                knowledge.label(sport) if sport in asking else _named(knowledge, sport, asking),
                knowledge.label(demand),
                ", ".join(roles),
                _motion(knowledge, demand),
                *_grounds(knowledge, map(str, knowledge.objects(demand, "rests-on"))),
            )


def _motion(knowledge: KnowledgeBase, demand: str) -> str:
    said = [
        f"{verb.replace('-', ' ')} {knowledge.label(motion)}"
        for verb in ("drives", "needs-range")
        for motion in knowledge.objects(demand, verb)
    ]
    return ", ".join(said) or "direction not known"


def _note_rows(knowledge: KnowledgeBase, sports: Iterable[str]) -> Iterator[tuple[str, ...]]:
    order = {sport: place for place, sport in enumerate(sports)}
    of_event = {str(e): s for s in order for e in knowledge.objects(s, "has-event")}
    rows = []
    for note in knowledge.instances("Note"):
        concerned = [str(thing) for thing in knowledge.objects(note, "concerns")]
        sports_of = [thing for thing in concerned if thing in order]
        places = [order[of_event.get(thing, thing)] for thing in concerned] or [len(order)]
        who = ", ".join(sorted(map(knowledge.label, sports_of)))
        if not sports_of and concerned:
            who = _named(knowledge, of_event[concerned[0]], concerned)
        conditions = [knowledge.label(c) for c in knowledge.objects(note, "goes-with")]
        row = (
            " with ".join((who or "by a rule", *conditions)),
            _kind(knowledge, note),
            knowledge.text(note, "sentence"),
            *_grounds(knowledge, map(str, knowledge.objects(note, "rests-on"))),
        )
        rows.append((min(places), knowledge.where[note], row))
    return (row for _, _, row in sorted(rows))


def _kind(knowledge: KnowledgeBase, note: str) -> str:
    """The nearest class of a note, in words."""
    kinds = [str(name) for name in knowledge.objects(note, "is-a")]
    nearest = max(kinds, key=lambda name: len(knowledge.classes[name]))
    return knowledge.text(nearest, "rdfs:label", nearest)


def _rule_rows(knowledge: KnowledgeBase) -> Iterator[tuple[str, ...]]:
    for rule in knowledge.rules:
        if rule.location.file.startswith("rules/sports/"):
            yield f"`{rule.location.file}`", rule.label, *_grounds(knowledge, rule.claims)


def _grounds(knowledge: KnowledgeBase, claims: Iterable[str]) -> tuple[str, str, str]:
    """The claims, each with its standing, and the publications for and against them."""
    named = list(claims)

    def sources(side: Iterable[str]) -> str:
        found = (s for claim in named for s in publications(knowledge, claim, side))
        return "; ".join(_linked(knowledge, source) for source in dict.fromkeys(found))

    standings = (
        f"{knowledge.label(claim)}: **{knowledge.label(knowledge.object(claim, 'has-standing'))}**"
        for claim in named
    )
    return "; ".join(standings), sources(FOR), sources(AGAINST)


def _linked(knowledge: KnowledgeBase, source: str) -> str:
    place = address(knowledge, source)
    return f"[{knowledge.label(source)}]({place})" if place else knowledge.label(source)


def _named(knowledge: KnowledgeBase, sport: str, events: Iterable[str]) -> str:
    in_order = sorted(events, key=knowledge.where.__getitem__)
    return f"{knowledge.label(sport)}: {', '.join(map(knowledge.label, in_order))}"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (columns, ("---",) * len(columns), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


SCHEMAS = HOME / "hipexpert" / "schemas"


def schema_files(knowledge: KnowledgeBase) -> dict[str, str]:
    """The schemas that hang on what is known, by the name of the file."""
    made = {f"{name}.json": make(knowledge) for name, make in MADE.items()}
    return {name: json.dumps(s, indent=2, ensure_ascii=False) + "\n" for name, s in made.items()}


LAWS = HOME / "docs" / "laws"
BROKEN = HOME / "tests" / "broken"
LAWS_HEAD = """\
# The laws of the knowledge

Written by `python docs/generate.py` from the catalogue of laws; do not edit it here. `hipexpert
check` holds the knowledge to each of them, and prints the law that is broken in square brackets
behind its message. Each has a page of its own, with the message that a world of `tests/broken`
earns.
"""
_COLUMNS = ("Law", "What it says", "Severity", "Decided")


def law_pages() -> dict[str, str]:
    """The page of each law and the list of them all, by the name of the file."""
    rows = ((f"[{law.id}]({law.id}.md)", law.says, law.severity, law.decided) for law in EVERY_LAW)
    pages = {"README.md": f"{LAWS_HEAD}\n{_table(_COLUMNS, rows)}"}
    return pages | {f"{law.id}.md": _law_page(law) for law in EVERY_LAW}


def _law_page(law: Law) -> str:
    parts = [f"# {law.id}", law.says, law.why]
    if shown := _earned(law.id):
        world, message = shown
        parts += [f"```\n{message}\n```", f"**To mend it:** {law.mend}"]
        parts.append(f"Its world is `tests/broken/{world}`.")
    else:
        parts += [f"**To mend it:** {law.mend}", "No world of `tests/broken` can hold it."]
    parts.append(f"**Severity:** {law.severity}. **Decided** {law.decided}.")
    return "\n\n".join(parts) + "\n"


def _earned(law: str) -> tuple[str, str] | None:
    """The message of a law, as it is printed, and the broken world that earns it.

    Of several worlds it is the one that is called as the law is, or has the fewest other faults.
    """
    found = []
    for expected in BROKEN.glob("*/expected.txt"):
        entries = re.split(r"\n(?=\S+:\d+:\d+: )", expected.read_text(encoding="utf-8").rstrip())
        entries[-1] = entries[-1].rpartition("\n")[0]  # the count
        own = [entry for entry in entries if entry.partition("\n")[0].endswith(f" [{law}]")]
        if own:
            world = expected.parent.name
            found.append((world != law, len(entries) - len(own), world, own[0]))
    _, _, world, message = min(found, default=(False, 0, "", ""))
    return (world, message) if message else None


REFERENCE = HOME / "docs" / "reference"


if __name__ == "__main__":
    from generate_reference import reference_pages

    read = load_knowledge(HOME)
    PAGE.write_text(knowledge_page(read), encoding="utf-8")
    DRILLS.write_text(drills_page(read), encoding="utf-8")
    for name, schema in schema_files(read).items():
        (SCHEMAS / name).write_text(schema, encoding="utf-8")
    LAWS.mkdir(exist_ok=True)
    for name, page in law_pages().items():
        (LAWS / name).write_text(page, encoding="utf-8")
    REFERENCE.mkdir(exist_ok=True)
    for name, page in reference_pages(read).items():
        (REFERENCE / name).write_text(page, encoding="utf-8")
