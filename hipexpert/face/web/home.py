"""The first page, the list of consultations, and the pages of claims."""

from __future__ import annotations

from hipexpert.face.pages.claims import claim_page
from hipexpert.face.pages.page import Page
from hipexpert.face.pages.records import consultations_page
from hipexpert.face.web.markup import page_html, rendered
from hipexpert.face.web.visit import NotThere, Reply, Visit
from hipexpert.records.standing import withdrawals
from hipexpert.records.store import Record
from hipexpert.vocabulary.evidence import CLAIM
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import GREETING

LAST_SHOWN = 5
"""How many of the last consultations the first page names."""


def first(visit: Visit) -> Reply:
    """Where one begins: a new consultation, one that was broken off, or one of the last."""
    held = visit.store.consultations()
    broken_off = [record for record in held if not record.finished and not record.damage]
    last = [record for record in held if record.finished or record.damage][-LAST_SHOWN:]
    return rendered(
        "home",
        title="Hip rotation",
        greeting=visit.knowledge.text(GREETING, SENTENCE),
        athletes=visit.store.athletes(),
        broken_off=broken_off[-LAST_SHOWN:],
        last=page_html(_listed(visit, last), 2) if last else "",
    )


def consultations(visit: Visit) -> Reply:
    """All consultations, with date, status and asymmetry."""
    told = page_html(_listed(visit, visit.store.consultations()), 2)
    return rendered("plain", title="Consultations", told=told, links=[])


def _listed(visit: Visit, held: list[Record]) -> Page:
    lives = {record.athlete: visit.store.life(record.athlete) for record in held}
    withdrawn = {
        id: by for life in lives.values() for id, by in withdrawals(visit.knowledge, life).items()
    }
    return consultations_page(held, withdrawn)


def claim(visit: Visit) -> Reply:
    """One claim with both sides of it, and where it was published."""
    name = visit.place["claim"]
    if name not in visit.knowledge.instances(CLAIM):
        raise NotThere(f"There is no claim '{name}'.")
    told = page_html(claim_page(visit.knowledge, name), 2)
    return rendered("plain", title=visit.knowledge.label(name), told=told, links=[])
