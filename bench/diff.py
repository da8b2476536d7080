"""How long it takes to compare two knowledge bases for everybody, as ratios to one consultation.

The same knowledge in another order, each of some rules with a premise less, and a release with all
of these. What is measured is the processor time, with both read and grounded, which
`check` needs as well: `decided` is what is asked of the solver, and `shown` is all of it, with the
athletes by sport. Beside it stand reading and grounding what was edited.
"""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import KnowledgeBase, Rule, Variable
from hipexpert.prove.difference import compare
from hipexpert.prove.miter import Miter
from hipexpert.prove.witnesses import Witnesses
from hipexpert.reasoning.answers import read_answers_file
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import compiled

HOME = Path(__file__).resolve().parents[1]
MUTANTS = 8


def edited(knowledge: KnowledgeBase, *rules: Rule) -> KnowledgeBase:
    """The knowledge with other rules in the place of those of the same id."""
    by_id = {rule.id: rule for rule in rules}
    kept = tuple(by_id.get(rule.id, rule) for rule in knowledge.rules)
    return replace(knowledge, sha256=" ".join(by_id) or "the same", rules=kept)


def without_a_premise(rule: Rule) -> Rule | None:
    """A rule without one premise that binds nothing which stands only there."""
    for place in reversed(range(len(rule.when))):
        when = (*rule.when[:place], *rule.when[place + 1 :])
        bound = {t for pattern in when for t in pattern.terms if isinstance(t, Variable)}
        needed = {t for p in (*rule.then, *rule.unless) for t in p.terms if isinstance(t, Variable)}
        if when and needed <= bound and not (rule.let or rule.where):
            return replace(rule, when=when)
    return None


def seconds(start: float) -> float:
    return time.process_time() - start


def main() -> None:
    gc.set_threshold(100_000)  # as the program does
    old = load_knowledge(HOME)
    answers, _ = read_answers_file(old, HOME / "examples" / "track-runner.yaml")
    start = time.process_time()
    compiled(ground(old))
    cold = seconds(start)
    start = time.process_time()
    consult(old, answers)
    once = seconds(start)
    print(f"one consultation, its network built: {1000 * once:.0f} ms; all others as its ratio")
    print(f"{'':34} {'ground':>7} {'decided':>8} {'shown':>7}")
    print(f"{'the knowledge itself':34} {cold / once:>7.1f}")
    mutants = [m for rule in old.rules if (m := without_a_premise(rule))]
    some = Random(5).sample(mutants, MUTANTS)
    measure("the same, its rules in reverse", old, reverse(old), once)
    for mutant in some:
        measure(mutant.id[:33], old, edited(old, mutant), once)
    measure(f"a release of {MUTANTS} changed rules", old, edited(old, *some), once)


def reverse(knowledge: KnowledgeBase) -> KnowledgeBase:
    return replace(knowledge, sha256="reverse", rules=knowledge.rules[::-1])


def measure(name: str, old: KnowledgeBase, new: KnowledgeBase, once: float) -> None:
    start = time.process_time()
    compiled(ground(new))
    grounded = seconds(start)
    start = time.process_time()
    miter = Miter(old, new)
    differs = bool(miter.differing) and bool(Witnesses(miter).anybody())
    decided = seconds(start)
    start = time.process_time()
    compared = compare(old, new)
    shown = seconds(start)
    assert compared.equal != differs
    ratios = f"{grounded / once:>7.1f} {decided / once:>8.1f} {shown / once:>7.1f}"
    print(f"{name:34} {ratios}  {'differs' if differs else 'equal'}", flush=True)


if __name__ == "__main__":
    main()
