"""Two knowledge bases held against each other, for every athlete there could be.

What both define alike is the same for everybody, and is not looked at again. Of the rest it is
asked whether some answers bring about an outcome in one of them and not in the other, be it another
number (a miter, as circuits are compared by: Brand, "Verification of large synthesized designs",
1993). Where none do, the two conclude the same whatever is answered. Where some do, an athlete is
shown by as few answers as there can be, who was seen to differ when the compiled rules of both were
run; that there is none with fewer is decided too, by counting the answers.

Answers are those that both take; that one takes more or others is a difference of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from hipexpert.model import Fact, KnowledgeBase
from hipexpert.prove.both import Asked, asked_otherwise
from hipexpert.prove.formula import TwoNumbers
from hipexpert.prove.miter import Miter
from hipexpert.prove.solver import installed
from hipexpert.prove.theory import Undecided
from hipexpert.prove.witnesses import Differing, Witnesses


class Compared(NamedTuple):
    """What is known of two knowledge bases together.

    `moved` are the outcomes that differ for somebody, NUMBER standing for a number; `alike` the
    sports whose athletes all come to the same. Where the solver gave up not all is `decided`; where
    very much moves, what is named need not be the `whole` of it.
    """

    old: KnowledgeBase
    new: KnowledgeBase
    questions: tuple[Asked, ...]
    moved: tuple[Fact, ...] = ()
    athletes: tuple[Differing, ...] = ()
    alike: tuple[str, ...] = ()
    decided: bool = True
    whole: bool = True

    @property
    def equal(self) -> bool:
        """Whether the two conclude the same for every athlete there could be."""
        return self.decided and not (self.questions or self.moved)


def alike(old: KnowledgeBase, new: KnowledgeBase) -> bool:
    """Whether two are seen to conclude the same for everybody of the answers that both take.

    Without solvers only what both define alike is seen to.
    """
    try:
        miter = Miter(old, new)
        return not miter.differing or (installed() and not Witnesses(miter).anybody())
    except (Undecided, TwoNumbers):
        return False


def compare(old: KnowledgeBase, new: KnowledgeBase) -> Compared:
    """How two knowledge bases differ, and for whom."""
    compared = Compared(old, new, tuple(asked_otherwise(old, new)))
    if old.sha256 == new.sha256:
        return compared
    try:
        miter = Miter(old, new)
        if not miter.differing:
            return compared
        witnesses = Witnesses(miter)
        athletes, alike = witnesses.by_sport()
        moved, whole = witnesses.moved() if athletes else ((), True)
    except (Undecided, TwoNumbers):
        return compared._replace(decided=False)
    return compared._replace(moved=moved, athletes=athletes, alike=alike, whole=whole)
