"""The athletes: who is kept, their consultations and ranges, and what is erased of them."""

from __future__ import annotations

from hipexpert.face.pages.page import Page
from hipexpert.face.pages.progress import progress_page
from hipexpert.face.pages.records import OUT_OF_REACH, athlete_page, athletes_page
from hipexpert.face.web import addresses
from hipexpert.face.web.markup import page_html, rendered
from hipexpert.face.web.visit import NotThere, Reply, Visit, is_number, see
from hipexpert.records.database import StoreError
from hipexpert.records.ids import athlete_id, is_athlete_id
from hipexpert.records.progress import progress as courses_of
from hipexpert.records.standing import withdrawals
from hipexpert.records.store import Athlete, Record

MEANT = "It is erased for good. Tick that it is meant."


def athletes(visit: Visit, message: str = "", hint: str = "") -> Reply:
    """The athletes, how the last consultation of each ended, and who is due for review."""
    store, knowledge = visit.store, visit.knowledge
    lives = ((each, store.consultations(each.id)) for each in store.athletes())
    found = [(each, held, withdrawals(knowledge, held)) for each, held in lives]
    page: Page = athletes_page(found, visit.today) if found else ()
    return rendered(
        "athletes",
        status=422 if message else 200,
        title="Athletes",
        told=page_html(page, 2),
        message=message,
        hint=hint,
        id=visit.sent("id"),
        name=visit.sent("name"),
    )


def add(visit: Visit) -> Reply:
    """Add an athlete; one whose id cannot be is told at its field."""
    id, name = visit.sent("id"), " ".join(visit.sent("name").split())
    try:
        added = visit.store.add_athlete(id, name or athlete_id(id))
    except StoreError as error:
        known = athlete_id(id) in {each.id for each in visit.store.athletes()}
        if is_athlete_id(athlete_id(id)) and not known:
            raise
        return athletes(visit, str(error), error.hint)
    return see(addresses.athlete(added.id))


def athlete(visit: Visit) -> Reply:
    """One athlete with all consultations, and what can be done next."""
    known, store = _known(visit), visit.store
    held = store.consultations(known.id)
    open_ = [record for record in held if not record.finished and not record.damage]
    links = [
        (f"Go on with consultation {r.id}", addresses.consultation(r.id, "interview"))
        for r in open_
    ]
    begin = addresses.consultation(None, "interview", athlete=known.id)
    if any(record.finished for record in held):
        again = addresses.consultation(None, "interview", athlete=known.id, retest="yes")
        links.append(("Re-test", again))
    links.append(("Begin a consultation", begin))
    links.append(("Ranges from test to test", addresses.athlete(known.id, "progress")))
    links.append(("Erase", addresses.athlete(known.id, "erase")))
    measured = len(store.measurements(known.id))
    page = athlete_page(known, held, measured, withdrawals(visit.knowledge, held))
    return rendered("plain", title=_called(known), told=page_html(page, 2), links=links)


def progress(visit: Visit) -> Reply:
    """An athlete's ranges by side from test to test."""
    known, store = _known(visit), visit.store
    found = courses_of(visit.knowledge, store.consultations(known.id), store.measurements(known.id))
    links = [(known.id, addresses.athlete(known.id))]
    told = page_html(progress_page(found), 2)
    return rendered("plain", title=f"{_called(known)}: test to test", told=told, links=links)


def erase_asked(visit: Visit, message: str = "") -> Reply:
    """Whether it is meant that an athlete and all that is kept of them is erased."""
    known = _known(visit)
    held, measured = visit.store.consultations(known.id), visit.store.measurements(known.id)
    what = f"{_called(known)}: {len(held)} consultations, {len(measured)} measurements"
    back = addresses.athlete(known.id)
    return _asked(what, addresses.athlete(known.id, "erase"), back, message)


def erase(visit: Visit) -> Reply:
    """Erase an athlete, where that is meant."""
    if not visit.sent("meant"):
        return erase_asked(visit, MEANT)
    visit.store.erase(_known(visit).id)
    return see(addresses.ATHLETES)


def erase_consultation_asked(visit: Visit, message: str = "") -> Reply:
    """Whether it is meant that a consultation is erased."""
    record = _stored(visit)
    whose = f" of {record.athlete}" if record.athlete else ""
    what = f"Consultation {record.id}{whose}, begun on {record.begun[:10]}"
    erased = addresses.consultation(record.id, "erase")
    return _asked(what, erased, addresses.consultation(record.id), message)


def erase_consultation(visit: Visit) -> Reply:
    """Erase a consultation, damaged or not, where that is meant."""
    if not visit.sent("meant"):
        return erase_consultation_asked(visit, MEANT)
    visit.store.erase_consultation(_stored(visit).id)
    return see(addresses.CONSULTATIONS)


def _asked(what: str, action: str, back: str, message: str) -> Reply:
    return rendered(
        "erase",
        status=422 if message else 200,
        title="Erase",
        what=what,
        action=action,
        back=back,
        message=message,
        out_of_reach=OUT_OF_REACH,
    )


def _stored(visit: Visit) -> Record:
    """The consultation in the address, damaged or not. Raises NotThere."""
    number = visit.place["consultation"]
    found = visit.store.find(int(number)) if is_number(number) else None
    if found is None:
        raise NotThere(f"There is no consultation {number}.")
    return found


def _known(visit: Visit) -> Athlete:
    return visit.athlete(visit.place["athlete"])


def _called(athlete: Athlete) -> str:
    return athlete.id if athlete.name == athlete.id else f"{athlete.id}, {athlete.name}"
