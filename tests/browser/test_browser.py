"""From intake to print in chromium, by keyboard alone; and who is kept out, and what is kept."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from program import hipexpert
from served import ARGUMENTS, PATIENCE, Served
from test_cases import people

Window = Callable[..., BrowserContext]

RUNNER = {
    **people()["founding"],
    **{"hip-ir-left": "40", "hip-ir-right": "26", "hip-er-left": "30", "hip-er-right": "42"},
    "rom-position": "prone",
}
WIDTHS = (390, 820, 1280)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    server.addresses.append(server.start())
    yield server
    server.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the system, which fetches nothing from elsewhere."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "chromium is not there; make browser installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    """Opens a browser of its own, with its own cookies, of some width and in light or dark."""
    opened = []

    def window(width: int = 820, scheme: str = "light") -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield window
    for context in opened:
        context.close()


def sound(page: Page) -> None:
    """Nothing that axe finds is wrong with a page, and nothing of it is wider than the screen."""
    found = Axe().run(page).response["violations"]
    told = [(each["id"], [node["html"] for node in each["nodes"][:3]]) for each in found]
    assert not told, f"{page.url}: {told}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


class Keys:
    """Somebody with a keyboard and no pointer."""

    def __init__(self, page: Page):
        self.page = page

    def to(self, selector: str) -> None:
        """Go on with Tab until what is meant has the focus, which can be seen."""
        for _ in range(400):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"no Tab leads to {selector} on {self.page.url}")

    def press(self, selector: str, key: str = "Enter") -> None:
        """Press what is meant, and wait for the page that it leads to."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def choose(self, name: str, value: str) -> None:
        """Choose one answer of a row, as a keyboard does: to the row, then with the arrows."""
        self.to(f"input[name='{name}']")
        self.page.keyboard.press("Space")
        for _ in range(20):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value} of {name}")

    def answer(self, name: str, given: str | list[str]) -> None:
        """Answer a question of the form, in the order in which it stands there."""
        many = self.page.locator(f"input[type=checkbox][name='{name}']").count() > 1
        if self.page.locator(f"input[type=radio][name='{name}']").count():
            self.choose(name, str(given))
        elif given == "unknown" or many:
            for value in self.in_order(name, [given] if isinstance(given, str) else given):
                self.to(f"input[type=checkbox][name='{name}'][value='{value}']")
                self.page.keyboard.press("Space")
        else:
            self.to(f"#in-{name}")
            self.page.keyboard.type(given if isinstance(given, str) else ", ".join(given))

    def in_order(self, name: str, values: list[str]) -> list[str]:
        boxes = self.page.locator(f"input[type=checkbox][name='{name}']")
        return [v for v in boxes.evaluate_all("all => all.map(e => e.value)") if v in values]


def asked(page: Page) -> list[str]:
    return page.locator("input[name=asked]").evaluate_all("all => all.map(e => e.value)")


def in_order_of_the_form(page: Page, names: list[str]) -> list[str]:
    """The questions as Tab comes to them."""
    order = page.locator("form input:not([type=hidden])").evaluate_all(
        "all => all.map(e => e.name)"
    )
    return [name for name in dict.fromkeys(order) if name in names]


@pytest.mark.parametrize("width", WIDTHS)
def test_from_intake_to_print_by_keyboard(width: int, window: Window, served: Served) -> None:
    page = window(width).new_page()
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text))
    keys = Keys(page)
    page.goto(served.addresses[0])
    assert page.url == f"{served.here}/"
    sound(page)
    keys.press("form.begin button")
    sound(page)
    keys.press("button[name=why][value=night-pain]")
    expect(page.locator("#why-night-pain")).to_contain_text("It helps to decide")
    sound(page)
    keys.press("button[value=none]")
    while asked(page):
        sound(page)
        for name in in_order_of_the_form(page, asked(page)):
            keys.answer(name, RUNNER.get(name, "unknown"))
        keys.press("button.main")
    expect(page.locator("h1")).to_have_text("Answers so far")
    sound(page)
    keys.press("button.main")
    expect(page.locator("main")).to_contain_text("Asymmetry: functional")
    keys.to("details.why summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.why[open]").first).to_contain_text("26° right")
    sound(page)
    keys.press("nav.of a[href$=report]")
    sound(page)
    page.emulate_media(media="print")
    pdf = page.pdf()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") >= 2 or pdf.count(b"/Type /Page") >= 3
    assert told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_sound_in_light_and_dark(scheme: str, window: Window, served: Served) -> None:
    Path(served.folder, "case.yaml").write_text(json.dumps(RUNNER), encoding="utf-8")
    assert hipexpert(served.folder, "athlete", "add", "Kim Lee").code == 0
    again = ("consult", "--athlete", "Kim Lee", "--answers", "case.yaml", "--no-input")
    for _ in range(2):
        assert hipexpert(served.folder, *again).code == 0
    Path(served.folder, "red.yaml").write_text(json.dumps({**RUNNER, "night-pain": "yes"}))
    assert hipexpert(served.folder, *again[:4], "red.yaml", "--no-input").code == 4
    page = window(820, scheme).new_page()
    page.goto(served.addresses[0])
    for path in (
        *("/", "/interview", "/athletes", "/athletes/Kim%20Lee", "/athletes/Kim%20Lee/progress"),
        *("/athletes/Kim%20Lee/erase", "/consultations", "/consultations/3", "/consultations/1"),
        *("/consultations/3/record", "/consultations/3/why-not", "/consultations/3/what-if"),
        *("/consultations/3/report", "/consultations/3/what-if?night-pain=no"),
        *("/consultations/3/why/night-pain", "/consultations/3/why-not/hip-airplane"),
        *("/claims/somerset-bends", "/nowhere"),
    ):
        page.goto(f"{served.here}{path}")
        sound(page)
    expect(page.locator("h1")).to_have_text("Not there")


def test_a_second_tab_loses_nothing(window: Window, served: Served) -> None:
    context = window()
    page = context.new_page()
    page.goto(served.addresses[0])
    page.goto(f"{served.here}/interview")
    page.click("button[value=none]")
    page.wait_for_selector("#in-age")
    other = context.new_page()
    other.goto(page.url)
    for tab, age in ((page, "22"), (other, "33")):
        tab.check("input[name=pain-site][value=none]")
        tab.fill("#in-age", age)
    page.click("button.main")
    page.wait_for_selector("#in-sport")
    other.click("button.main")
    expect(other.locator("#now-age")).to_have_text("Known now: 22")
    assert other.input_value("#in-age") == "33"
    sound(other)
    other.click("button.main")
    other.wait_for_selector("#in-sport")
    other.goto(f"{served.here}/consultations/1/summary")
    expect(other.locator("main")).to_contain_text("33 years")


@pytest.fixture
def elsewhere(served: Served) -> Iterator[str]:
    """A page of another port of this machine, which would write and read what is ours."""
    attack = f"""<!DOCTYPE html><title>elsewhere</title>
<iframe src="{served.here}/athletes"></iframe>
<form method="post" action="{served.here}/athletes"><input name="id" value="mallory"></form>
<a href="{served.here}/athletes">read</a>
<script>
const forms = new URLSearchParams({{id: "mallory"}});
fetch("{served.here}/athletes", {{method: "POST", body: forms, credentials: "include",
  mode: "no-cors"}}).then(() => fetch("{served.here}/athletes", {{credentials: "include"}}))
  .then(r => r.text()).catch(error => "kept out: " + error)
  .then(text => {{ document.title = text.slice(0, 200) }});
</script>"""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(attack.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_a_foreign_page_neither_writes_nor_reads(
    window: Window, served: Served, elsewhere: str
) -> None:
    context = window()
    page = context.new_page()
    page.goto(served.addresses[0])
    other = context.new_page()
    other.goto(elsewhere)
    other.wait_for_function("document.title != 'elsewhere'")
    assert other.title().startswith("kept out")
    frames = [frame for frame in other.frames if frame != other.main_frame]
    assert not any("Athletes" in frame.content() for frame in frames)
    with other.expect_navigation():
        other.evaluate("document.forms[0].submit()")
    assert "refused" in other.content()
    other.goto(elsewhere)
    with other.expect_navigation():
        other.click("a")
    assert "No athlete is kept" not in other.content()
    page.goto(f"{served.here}/athletes")
    expect(page.locator("main")).to_contain_text("No athlete is kept yet.")


def test_a_used_address_lets_nobody_in_and_the_terminal_has_another(
    window: Window, served: Served
) -> None:
    first, late = window().new_page(), window().new_page()
    first.goto(served.addresses[0])
    late.goto(served.addresses[0])
    expect(late.locator("h1")).to_have_text("Not let in")
    sound(late)
    late.goto(f"{served.here}/athletes")
    expect(late.locator("h1")).to_have_text("Not let in")
    late.goto(served.next_address())
    assert late.url == f"{served.here}/"
    first.reload()
    expect(first.locator("h1")).to_have_text("Hip rotation")


def test_a_killed_server_loses_nothing(window: Window, served: Served) -> None:
    context = window()
    page = context.new_page()
    page.goto(served.addresses[0])
    page.goto(f"{served.here}/interview")
    page.click("button[value=none]")
    page.wait_for_selector("#in-age")
    page.check("input[name=pain-site][value=none]")
    page.fill("#in-age", "22")
    served.kill()
    address = served.start()
    back = context.new_page()
    back.goto(f"{served.here}/consultations/1/interview")
    expect(back.locator("h1")).to_have_text("Not let in")  # the cookie of before is stale
    back.goto(address)
    expect(back.locator("main")).to_contain_text("Go on with consultation 1")
    page.click("button.main")  # the form that was open all the while
    page.wait_for_selector("#in-sport")
    page.goto(f"{served.here}/consultations/1/summary")
    expect(page.locator("main")).to_contain_text("22 years")
    expect(page.locator("table.answered").first.locator("tr")).to_have_count(12)
