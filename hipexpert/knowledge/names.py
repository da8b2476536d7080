"""Which thing a word names: by its id, its label and every other name, however it is spelled.

Case, hyphens, underscores and blanks of any kind are alike, and so is what Unicode writes in two
ways. A near miss names nothing: `clockwise` is one letter group away from its opposite.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.language import LOOSELY_CALLED, MEANS, SAID_OF, WORD

UNKNOWN = "unknown"

_BLANKS = re.compile(r"[\s_\-‐‑‒–—]+")
_UNSEEN = re.compile("[\ufeff\u200b\u00ad]")
_NOT_KNOWN = (UNKNOWN, "null", "~", "na")


class Claim(NamedTuple):
    """The things that a word could name; `sure` when it is the name of one of them alone."""

    things: tuple[str, ...] = ()
    sure: bool = False


def seen(text: str) -> str:
    """A text in one Unicode form (NFC), without what nobody sees, each run of blanks one blank.

    >>> seen("Zoe\u0308 \xa0Berg\ufeff ")
    'Zoë Berg'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return " ".join(text.split())


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """A word as it is compared with others.

    >>> plain(" Counter_Clockwise"), plain("400\xa0M")
    ('counter-clockwise', '400-m')
    """
    return _BLANKS.sub("-", seen(text).casefold()).strip("-")


def is_unknown(text: str) -> bool:
    """Whether a word says that the answer is not known.

    >>> [is_unknown(word) for word in ("Unknown", "null", "~", "NA", "none")]
    [True, True, True, True, False]
    """
    return plain(text) in _NOT_KNOWN


def claim(
    knowledge: KnowledgeBase, text: str, things: tuple[str, ...], question: str = ""
) -> Claim:
    """Which of `things`, the choices of a question, a word names.

    An id goes before other names. What a thing is only `loosely-called` names it for nobody: it
    could as well be another one. A question may have words of its own, as stances have theirs for
    the foot in front.
    """
    return _claims(knowledge, things, question).get(plain(text), Claim())


@lru_cache(maxsize=512)
def _claims(knowledge: KnowledgeBase, things: tuple[str, ...], question: str) -> dict[str, Claim]:
    ids: dict[str, list[str]] = {}
    named: dict[str, list[str]] = {}
    loose: set[str] = set()
    for thing in things:
        ids.setdefault(plain(thing), []).append(thing)
        loosely = [str(text) for text in knowledge.words.get(thing, {}).get(LOOSELY_CALLED, ())]
        loose |= set(map(plain, loosely))
        for name in dict.fromkeys(map(plain, (*knowledge.names(thing), *loosely))):
            named.setdefault(name, []).append(thing)
    for word in knowledge.instances(WORD):
        if knowledge.object(word, SAID_OF) == question:
            for name in dict.fromkeys(map(plain, knowledge.names(word))):
                named.setdefault(name, []).append(str(knowledge.object(word, MEANS)))
    claims = {
        name: Claim(tuple(claimants), len(claimants) == 1 and name not in loose)
        for name, claimants in named.items()
    }
    return claims | {name: Claim(tuple(of), len(of) == 1) for name, of in ids.items()}
