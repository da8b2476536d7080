"""The laws that are decided in reading files, and on what the files say, with what is said of each.

Those that are decided on the ground rules stand in a catalogue of their own, beside those laws.
"""

from __future__ import annotations

from hipexpert.knowledge.catalogue import packs, reading, rules, things, words
from hipexpert.knowledge.catalogue.law import Law

CATALOGUE: tuple[Law, ...] = (
    *reading.LAWS,
    *packs.LAWS,
    *words.LAWS,
    *things.LAWS,
    *rules.LAWS,
)
