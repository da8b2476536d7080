"""Names, numbers and texts as Turtle and N3 write them.

The names of the project are written with the empty prefix, others in full.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from hipexpert.knowledge.namespaces import NAMESPACE, iri_of
from hipexpert.model import Value

_LOCAL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?\Z")


def term(value: Value, iris: Mapping[str, str] = MappingProxyType({})) -> str:
    """A name or a number; `iris` has the names that are not the project's own, as those of packs.

    >>> term("bend-direction"), term("skos:Concept"), term(2.5)
    (':bend-direction', '<http://www.w3.org/2004/02/skos/core#Concept>', '2.5')
    >>> term("canoe", {"canoe": "https://example.org/canoe#canoe"})
    '<https://example.org/canoe#canoe>'
    """
    if not isinstance(value, str):
        return str(value)
    iri = iris.get(value) or iri_of(value)
    local = iri.removeprefix(NAMESPACE)
    return f":{local}" if _LOCAL.match(local) else f"<{iri}>"


def literal(text: str) -> str:
    r"""A text for people.

    >>> print(literal('so "far"'))
    "so \"far\""
    """
    return json.dumps(text, ensure_ascii=False)
