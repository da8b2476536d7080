"""Leads each address to what answers it, one visit after the other.

What is carried by Starlette ends here: the pages are given a visit and give a reply. They are
answered in turn and not side by side, since there is one person; the records are opened for each
and closed with it, so other commands can use them in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from hipexpert.drawing.svg import style as drawing_style
from hipexpert.face.report.document import style
from hipexpert.face.templates import filled, own_file
from hipexpert.face.web import home, interview, people, pictures, reports, results
from hipexpert.face.web.doorkeeper import Doorkeeper
from hipexpert.face.web.guard import LARGEST, Guard
from hipexpert.face.web.markup import rendered
from hipexpert.face.web.visit import NotThere, Reply, Sent, Visit
from hipexpert.model import KnowledgeBase
from hipexpert.records.database import StoreError
from hipexpert.records.store import open_store

Replying = Callable[[Visit], Reply]

ONE = "/consultations/{consultation}"
PAGES: tuple[tuple[str, str, Replying], ...] = (
    ("GET", "/", home.first),
    ("GET", "/interview", interview.begin),
    ("POST", "/interview", interview.begun),
    ("GET", "/consultations", home.consultations),
    ("GET", ONE, results.result),
    ("GET", f"{ONE}/interview", interview.ask),
    ("POST", f"{ONE}/interview", interview.answer),
    ("GET", f"{ONE}/summary", interview.summary),
    ("POST", f"{ONE}/finish", interview.finish),
    ("GET", f"{ONE}/why/{{thing}}", results.why),
    ("GET", f"{ONE}/why-not", results.which),
    ("GET", f"{ONE}/why-not/{{thing}}", results.why_not),
    ("GET", f"{ONE}/what-if", results.what_if),
    ("POST", f"{ONE}/what-if", results.what_if),
    ("GET", f"{ONE}/record", results.record),
    ("GET", f"{ONE}/report", reports.report),
    ("GET", f"{ONE}/report.html", reports.report_file),
    ("GET", f"{ONE}/report.ics", reports.calendar_file),
    ("GET", f"{ONE}/erase", people.erase_consultation_asked),
    ("POST", f"{ONE}/erase", people.erase_consultation),
    ("GET", "/athletes", people.athletes),
    ("POST", "/athletes", people.add),
    ("GET", "/athletes/{athlete}", people.athlete),
    ("GET", "/athletes/{athlete}/progress", people.progress),
    ("GET", "/athletes/{athlete}/erase", people.erase_asked),
    ("POST", "/athletes/{athlete}/erase", people.erase),
    ("GET", "/claims/{claim}", home.claim),
    ("GET", pictures.RANGE, pictures.measuring),
)

FILES: dict[str, Callable[[], str]] = {
    "/page.js": lambda: own_file("page.js"),
    "/look.css": lambda: f"{own_file('report.css')}\n{drawing_style()}",
    "/report.css": style,
    "/page.css": lambda: own_file("page.css"),
}


@dataclass(frozen=True)
class Desk:
    """What every visit is answered with."""

    knowledge: KnowledgeBase
    now: Callable[[], datetime]

    def reply(self, answering: Replying, place: dict[str, str], query: Sent, form: Sent) -> Reply:
        """What is replied to a visit; what keeps it from being answered is told on a page."""
        try:
            with open_store(now=self.now) as store:
                return answering(Visit(self.knowledge, store, self.now, place, query, form))
        except NotThere as error:
            return rendered("message", 404, title="Not there", message=str(error), hint="")
        except StoreError as error:
            title = "The records cannot be used"
            return rendered("message", 503, title=title, message=f"{error}.", hint=error.hint)
        except results.KeptBack as kept:
            return kept.reply


def web_app(
    knowledge: KnowledgeBase, port: int, doorkeeper: Doorkeeper, now: Callable[[], datetime]
) -> ASGIApp:
    """The page, to be served at 127.0.0.1 and this port and nowhere else."""
    desk = Desk(knowledge, now)
    routes = [Route(path, _served(desk, page), methods=[how]) for how, path, page in PAGES]
    routes += [Route(path, _file(text, path)) for path, text in FILES.items()]
    errors = {404: _nothing_here, 405: _nothing_here}
    app = Starlette(routes=routes, exception_handlers=errors)
    return Guard(app, port, doorkeeper, filled("turned_away.html.jinja"))


def _served(desk: Desk, answering: Replying) -> Callable[[Request], object]:
    async def serve(request: Request) -> Response:
        body = await request.body() if request.method == "POST" else b""
        try:
            form = _parsed(body[:LARGEST].decode("utf-8", "replace"))
            query = _parsed(request.url.query)
        except ValueError as error:
            message = f"This form cannot be read: {error}."
            return _response(rendered("message", 400, title="Not read", message=message, hint=""))
        return _response(desk.reply(answering, dict(request.path_params), query, form))

    return serve


def _parsed(text: str) -> Sent:
    return parse_qs(text, keep_blank_values=True, max_num_fields=2000)


def _response(reply: Reply) -> Response:
    headers = {}
    if reply.to:
        headers["Location"] = quote(reply.to, safe="/?&=%+.:,")
    if reply.called:
        headers["Content-Disposition"] = f'attachment; filename="{reply.called}"'
    return Response(reply.body, reply.status, headers, reply.media)


def _file(text: Callable[[], str], path: str) -> Callable[[Request], object]:
    media = "text/javascript" if path.endswith(".js") else "text/css"

    async def serve(_: Request) -> Response:
        return Response(text(), media_type=media)

    return serve


async def _nothing_here(_: Request, __: Exception) -> Response:
    message = "There is no such page."
    return _response(rendered("message", 404, title="Not there", message=message, hint=""))
