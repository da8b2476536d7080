"""What the words on a page mean: the terms that stand on it and have a gloss."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipexpert.face.pages.page import Block, Entries, Entry, Page, Run, sentence_case, words
from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.wording import GLOSS


def glossary_blocks(knowledge: KnowledgeBase, page: Page) -> tuple[Block, ...]:
    """The terms that stand on a page with their glosses, by name; nothing where there is none."""
    text = " ".join(_texts(page)).casefold()
    terms = {
        knowledge.label(thing): gloss
        for thing in knowledge.words
        if (gloss := knowledge.text(thing, GLOSS))
    }
    met = [term for term in terms if re.search(rf"\b{re.escape(term.casefold())}s?\b", text)]
    entries = (Entry(sentence_case(term), (words(terms[term]),)) for term in sorted(met))
    return (Entries(tuple(entries)),) if met else ()


def _texts(part: object) -> Iterator[str]:
    """All that a page, or a part of one, says."""
    if isinstance(part, Run):
        yield part.text
    elif isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
