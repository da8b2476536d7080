"""What the prefixes of a Turtle file stand for, and how the names of the project are written.

A file whose prefix is a letter off is read without a fault, and nothing in it is about anything we
know. So the prefix itself is judged, where it is declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from hipexpert.model import Location, Problem

NAMESPACE = "https://w3id.org/hipexpert#"

PREFIXES = {
    NAMESPACE: "",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
    "http://www.w3.org/ns/shacl#": "sh:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/vocab/vann/": "vann:",
    "https://schema.org/": "schema:",
    "https://w3id.org/hipexpert/rule/": "rule:",
    "http://www.w3.org/ns/prov#": "prov:",
}
"""The prefix each namespace is shortened to; ours is shortened to nothing."""

ALIKE = 0.9
"""How much of an IRI has to be right for another to be meant: all but a letter or two."""

_DECLARED = re.compile(
    r"^[ \t]*(?:@prefix|prefix)\s+(?P<prefix>[\w.-]*):\s*<(?P<iri>[^>\s]*)>",
    re.IGNORECASE | re.MULTILINE,
)


def name_of(node: object) -> str:
    """What a name is called here: without our namespace, or with a short prefix.

    >>> name_of("https://w3id.org/hipexpert#left"), name_of("http://www.w3.org/2002/07/owl#Class")
    ('left', 'owl:Class')
    """
    iri = str(node)
    head, mark, tail = iri.rpartition("#") if "#" in iri else iri.rpartition("/")
    prefix = PREFIXES.get(head + mark)
    return iri if prefix is None else prefix + tail


def iri_of(name: str) -> str:
    """The IRI of what is called by a short name.

    >>> iri_of("left"), iri_of("skos:prefLabel")
    ('https://w3id.org/hipexpert#left', 'http://www.w3.org/2004/02/skos/core#prefLabel')
    """
    if "://" in name:
        return name
    prefix, colon, local = name.rpartition(":")
    return next(iri for iri, short in PREFIXES.items() if short == prefix + colon) + local


def misleading_prefixes(text: str, at: Callable[[int], Location]) -> Iterator[Problem]:
    """A problem for each prefix that is declared to be almost, or in place of, what we know.

    `at` has the place of an offset in the text.
    """
    ours = {short: iri for iri, short in PREFIXES.items()}
    bare = {_bare(iri): iri for iri in PREFIXES}
    for found in _DECLARED.finditer(text):
        prefix, iri = found["prefix"], found["iri"]
        alike = get_close_matches(_bare(iri), bare, n=1, cutoff=ALIKE)
        meant = ours.get(f"{prefix}:" if prefix else "") or next(map(bare.get, alike), None)
        if iri not in PREFIXES and meant:
            message = f"'{prefix}:' stands here for <{iri}>, of which nothing is known"
            hint = f"write <{meant}>"
            yield Problem(
                at(found.start("iri") - 1), message, "namespace", hint, width=len(iri) + 2
            )


def _bare(iri: str) -> str:
    """An IRI without what is most often got wrong in it.

    >>> _bare("http://W3id.org/hipexpert/") == _bare(NAMESPACE)
    True
    """
    return re.sub(r"^https?://(www\.)?", "", iri.lower()).rstrip("#/")
