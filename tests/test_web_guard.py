"""Nobody is let in but who started the page: hosts, origins, tokens, cookies, headers, sizes."""

from __future__ import annotations

import http.cookies
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient
from visitor import HERE, PORT, SAME, client

from hipexpert.face.web.app import PAGES
from hipexpert.face.web.doorkeeper import Doorkeeper
from hipexpert.face.web.guard import HEADERS, LARGEST

COOKIE = f"hipexpert-{PORT}"
PATHS = sorted(
    {path.format(consultation=1, athlete="kim", thing="x", claim="y") for _, path, _ in PAGES}
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture
def doorkeeper() -> Doorkeeper:
    return Doorkeeper()


@pytest.fixture
def outside(doorkeeper: Doorkeeper) -> TestClient:
    """A browser that was not let in."""
    return client(doorkeeper, follow_redirects=False)


@pytest.fixture
def inside(outside: TestClient, doorkeeper: Doorkeeper) -> TestClient:
    """A browser that was let in."""
    assert outside.get(f"/?token={doorkeeper.token}").status_code == 303
    assert outside.get("/").status_code == 200
    return outside


def test_a_token_is_swapped_for_a_cookie_and_is_gone_from_the_address(
    outside: TestClient, doorkeeper: Doorkeeper
) -> None:
    token = doorkeeper.token
    swapped = outside.get(f"/?token={token}")
    assert (swapped.status_code, swapped.headers["location"]) == (303, "/")
    (morsel,) = http.cookies.SimpleCookie(swapped.headers["set-cookie"]).values()
    assert morsel.key == COOKIE
    assert morsel["httponly"] is True
    assert morsel["samesite"] == "strict"
    assert morsel["path"] == "/"
    assert not morsel["domain"]
    assert token not in morsel.value
    assert outside.get("/").status_code == 200


def test_a_token_is_good_once(outside: TestClient, doorkeeper: Doorkeeper) -> None:
    told: list[str] = []
    doorkeeper.announce = told.append
    token = doorkeeper.token
    outside.get(f"/?token={token}")
    other = TestClient(outside.app, base_url=HERE, follow_redirects=False)
    late = other.get(f"/?token={token}")
    assert late.status_code == 403
    assert "set-cookie" not in late.headers
    assert other.get("/").status_code == 403
    assert told == [doorkeeper.token]  # the terminal has the next one, once
    assert token != doorkeeper.token
    assert other.get(f"/?token={told[0]}").status_code == 303
    assert outside.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "é", "\x00", "a" * 10_000])
def test_no_other_token_lets_in(token: str, outside: TestClient) -> None:
    assert outside.get("/", params={"token": token}).status_code == 403


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("cookie", [None, "stale"])
def test_without_the_cookie_every_page_is_refused(
    path: str, cookie: str | None, outside: TestClient
) -> None:
    if cookie:
        outside.cookies.set(COOKIE, cookie)
    for method in ("get", "post"):
        more: dict[str, Any] = {"data": {"x": "y"}, "headers": SAME} if method == "post" else {}
        refused = getattr(outside, method)(path, **more)
        assert refused.status_code == 403
        assert "Not let in" in refused.text


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", f"localhost:{PORT}", "127.0.0.1", "127.0.0.1:80", f"[::1]:{PORT}"),
        *(f"evil.example:{PORT}", f"127.0.0.1:{PORT}.evil.example", f"127.0.0.1.:{PORT}", ""),
    ],
)
def test_a_foreign_host_is_refused(host: str, inside: TestClient) -> None:
    for path in ("/", "/page.css"):
        assert inside.get(path, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_what_another_page_asks_for_is_refused(headers: dict[str, str], inside: TestClient) -> None:
    assert inside.get("/", headers=headers).status_code == 403
    sent = inside.post("/athletes", data={"id": "kim"}, headers=headers)
    assert sent.status_code == 403
    assert "kim" not in inside.get("/athletes").text


def test_a_form_without_an_origin_is_refused(inside: TestClient) -> None:
    assert inside.post("/athletes", data={"id": "kim"}).status_code == 403


@pytest.mark.parametrize("headers", [SAME, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}])
def test_our_own_forms_are_taken(headers: dict[str, str], inside: TestClient) -> None:
    sent = inside.post("/athletes", data={"id": "kim"}, headers=headers)
    assert (sent.status_code, sent.headers["location"]) == (303, "/athletes/kim")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/page.css", "/consultations/99", "/?token=x"])
@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", "evil.example"])
def test_every_answer_forbids_what_it_can(path: str, host: str, inside: TestClient) -> None:
    answer = inside.get(path, headers={"Host": host})
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_asks_for_nothing_from_elsewhere_and_says_nothing_that_the_policy_bars(
    inside: TestClient,
) -> None:
    for path in ("/", "/interview", "/athletes", "/consultations", "/claims/somerset-bends"):
        page = inside.get(path)
        assert page.status_code == 200, path
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page.text)
        assert re.findall(r"<script[^>]*>", page.text) in ([], ['<script src="/page.js">'])
        loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', page.text)
        assert {each for each in loaded if not each.startswith("data:")} == {
            "/look.css",
            "/page.css",
        }


def test_only_a_form_of_ours_is_read(inside: TestClient) -> None:
    json = inside.post("/athletes", json={"id": "kim"}, headers=SAME)
    assert json.status_code == 415
    plain = inside.post(
        "/athletes", content="id=kim", headers={**SAME, "Content-Type": "text/plain"}
    )
    assert plain.status_code == 415
    large = inside.post("/athletes", data={"id": "k" * LARGEST}, headers=SAME)
    assert large.status_code == 413
    many = inside.post("/athletes", data={f"x{n}": "" for n in range(3000)}, headers=SAME)
    assert many.status_code == 400
    assert "No athlete is kept yet" in inside.get("/athletes").text


@pytest.mark.parametrize("path", ["/nowhere", "/consultations/x", "/consultations/9" + "9" * 30])
def test_what_is_not_there_is_told_on_a_page(path: str, inside: TestClient) -> None:
    told = inside.get(path)
    assert told.status_code == 404
    assert "There is no" in told.text


def test_words_of_anybody_are_never_markup(inside: TestClient) -> None:
    name = '<img src=x onerror=alert(1)>"\u202e\x1b[2J'
    inside.post("/athletes", data={"id": "kim", "name": name}, headers=SAME)
    for path in ("/athletes", "/athletes/kim", "/"):
        page = inside.get(path).text
        assert "kim" in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "\x1b" not in page
    refused = inside.post("/athletes", data={"id": "<b>x</b>"}, headers=SAME)
    assert refused.status_code == 422
    assert "<b>x" not in refused.text
