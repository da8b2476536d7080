"""Stands before every page: only this machine, only this browser, only our own forms.

The address of a request must be ours to the letter, so that no name that leads here from elsewhere
is of use (DNS rebinding). What another page in the same browser sends bears its origin, and is
refused; other ports of this machine count as others. Then the cookie decides. Each answer forbids
the browser to load, embed, run, keep or pass on anything.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hipexpert.face.web.doorkeeper import Doorkeeper

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

LARGEST = 200_000
"""Bytes of a form; all questions at once take a tenth of it."""

FORM = "application/x-www-form-urlencoded"
OPEN_TO_ALL = ("/look.css", "/page.css", "/page.js")
"""What says nothing of anybody, so that whoever is turned away can read why."""


class Guard:
    """Lets requests through to an application that is served at 127.0.0.1 and this port.

    `turned_away` is the page for whoever has no cookie that is good.
    """

    def __init__(self, app: ASGIApp, port: int, doorkeeper: Doorkeeper, turned_away: str):
        self.app = app
        self.host = f"127.0.0.1:{port}"
        self.cookie = f"hipexpert-{port}"  # cookies do not tell ports apart
        self.doorkeeper = doorkeeper
        self.turned_away = turned_away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        answer = self.refusal(Request(scope)) or self.app
        await answer(scope, receive, guarded)

    def refusal(self, request: Request) -> Response | None:
        """What keeps a request out, or lets it in at the door; None where it may pass."""
        if request.headers.getlist("host") != [self.host]:
            return PlainTextResponse(f"This page is at http://{self.host} alone.", 421)
        token = request.query_params.get("token")
        if token is not None and request.method == "GET" and request.url.path == "/":
            return self.swapped(token, request)
        if self.foreign(request):
            return PlainTextResponse("Another page asked for this, and is refused.", 403)
        if request.url.path in OPEN_TO_ALL or self.is_let_in(request):
            return self.misshapen(request)
        return self.sent_away()

    def swapped(self, token: str, request: Request) -> Response:
        """The way to the page without the token, and the cookie for it."""
        secret = self.doorkeeper.swap(token)
        if secret is None and not self.is_let_in(request):
            return self.sent_away()
        response = RedirectResponse("/", 303)
        if secret:
            response.set_cookie(self.cookie, secret, httponly=True, samesite="strict", path="/")
        return response

    def is_let_in(self, request: Request) -> bool:
        return self.doorkeeper.knows(request.cookies.get(self.cookie, ""))

    def sent_away(self) -> Response:
        self.doorkeeper.turn_away()
        return HTMLResponse(self.turned_away, 403)

    def foreign(self, request: Request) -> bool:
        """Whether another page sent this.

        A browser that may name no referrer calls the origin of a form null, and says all the same,
        where no page can, whether it is the same.
        """
        origin, site = (request.headers.get(name) for name in ("origin", "sec-fetch-site"))
        if site not in (None, "same-origin", "none"):
            return True
        if origin == "null":
            return site != "same-origin"
        asks = request.method in ("GET", "HEAD")
        return origin != f"http://{self.host}" and not (origin is None and asks)

    def misshapen(self, request: Request) -> Response | None:
        """The refusal of what is no form of ours by its size or its kind."""
        if request.method != "POST":
            return None
        if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
            return PlainTextResponse("Only a form of this page is taken.", 415)
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            return PlainTextResponse("This form is too large.", 413)
        return None
