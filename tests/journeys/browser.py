"""A real browser on a real server on a database of the test's own, for every journey.

    def test_…(site, desk):                       # desk: one person's browser
        nurse = site.make.member("clinician")
        page = desk(nurse, script=False).page

Everything that the factories write is committed, because the server works in other threads.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from tests.factories import PURPOSE_OF, Make, working_as
from tests.journeys.serving import KeptThreads
from tests.journeys.travel import Calendar
from throughcare.core import clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from throughcare.agencies.models import Membership
    from throughcare.core.context import Context

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "throughcare/design/static/vendor/test/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)
#: Tab presses after which a control counts as out of reach.
FAR = 120


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words: Any) -> None:
        pass


@dataclass
class Site:
    """The running product, the factories that fill it, and what time it is there."""

    address: str
    make: Make
    calendar: Calendar

    def travel(self, on: date, at: str = "10:00") -> None:
        """Let it be this time of this day in London."""
        hour = time.fromisoformat(at)
        self.calendar.travel(datetime.combine(on, hour, tzinfo=clock.LONDON))

    @contextmanager
    def working_as(self, member: Membership, purpose: str = "") -> Iterator[Context]:
        """Act as a member in a transaction that commits."""
        from django.db import transaction

        with transaction.atomic(), working_as(member, purpose) as ctx:
            yield ctx

    def cookies(self, member: Membership, purpose: str = "") -> list[dict[str, str]]:
        """A session of this member that has chosen this role, as cookies of a browser."""
        from django.conf import settings
        from django.test import Client

        from throughcare.core.middleware import SESSION_KEY, working_as_session

        client = Client()
        client.force_login(member.user)
        session = client.session
        session[SESSION_KEY] = working_as_session(
            membership_id=member.id, purpose=purpose or PURPOSE_OF[member.role]
        )
        session.save()
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        return [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address}]


@pytest.fixture
def site(own_database: str) -> Iterator[Site]:
    """The product, served as the web role over a database that is dropped at the end."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application
    from django.db.backends.signals import connection_created

    calendar = Calendar(StaticFilesHandler(get_wsgi_application()))
    connection_created.connect(calendar.set_database)
    pages = KeptThreads(calendar)
    with make_server("127.0.0.1", 0, pages, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_port}", Make(), calendar)
        finally:
            server.shutdown()
            thread.join()
            pages.close()
            connection_created.disconnect(calendar.set_database)
            calendar.here.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all journeys of a file."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with (
        # The driver keeps an event loop in this thread; the factories work beside it.
        pytest.MonkeyPatch.context() as patch,
        playwright.sync_playwright() as tool,
        tool.chromium.launch(executable_path=CHROMIUM, args=SWITCHES) as opened,
    ):
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patch.setattr(playwright.Locator, "click", _clicked(playwright.Locator.click))
        yield opened


def _clicked(click: Callable[..., None]) -> Callable[..., None]:
    """A click that ends when the page it leads to has been read.

    The library's own ends as soon as that page begins to arrive: whoever then counts what stands on
    it, without waiting for any of it, counts nothing on a busy machine.
    """

    def to_the_end(self: Locator, **how: Any) -> None:
        click(self, **how)
        if not self.page.is_closed():
            self.page.wait_for_load_state("domcontentloaded")

    return to_the_end


@dataclass
class Keys:
    """A keyboard that counts its presses; words typed into a field are not counted."""

    page: Page
    presses: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def to(self, wanted: Locator) -> None:
        """Tab until this control has the focus."""
        for _ in range(FAR):
            if wanted.evaluate("each => each === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{wanted} is out of reach of the keyboard")

    def choose(self, group: Locator, place: int) -> None:
        """Tab once into a group of radios and take the one at this place (from 0)."""
        first = group.get_by_role("radio").first
        self.to(first)
        if place == 0:
            self.press("Space")
        for _ in range(place):
            self.press("ArrowDown")


@dataclass
class Desk:
    """One person at work: their page, their keyboard, and what went wrong in the browser."""

    page: Page
    keys: Keys
    troubles: list[str] = field(default_factory=list)


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Callable[..., Desk]]:
    """``desk(member)``: a browser signed in as the member, in the role that they hold.

    Fails the test on a script error, a refusal by the content security policy, or a request
    to anywhere but the product.
    """
    opened: list[Any] = []
    desks: list[Desk] = []

    def sit_down(member: Membership, purpose: str = "", *, script: bool = True) -> Desk:
        context = browser.new_context(
            base_url=site.address,
            java_script_enabled=script,
            viewport={"width": WIDTHS[0], "height": 900},
        )
        context.add_cookies(site.cookies(member, purpose))  # type: ignore[arg-type]
        page = context.new_page()
        found = Desk(page, Keys(page))
        _watch(found, site.address)
        opened.append(context)
        desks.append(found)
        return found

    yield sit_down
    troubles = [trouble for each in desks for trouble in each.troubles]
    for context in opened:
        context.close()
    assert troubles == []


def _watch(desk: Desk, address: str) -> None:
    troubles, page = desk.troubles, desk.page
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda line: troubles.append(line.text) if "Security Policy" in line.text else None,
    )
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((address, "data:")) else troubles.append(sent.url),
    )


#: The menu has moved what has no room into a list of its own: nothing of it lies outside.
IN_PLACE = """() => {
  const header = document.querySelector(".nhsuk-header");
  const links = document.querySelectorAll(".nhsuk-header__navigation-link");
  const end = header ? header.getBoundingClientRect().bottom + 1 : 0;
  return [...links].every(link => !link.checkVisibility()
    || link.getBoundingClientRect().bottom <= end);
}"""


#: The menu is laid out anew in the frame after a resize.
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def resize(page: Page, width: int) -> None:
    """Another width of the window; the menu follows it a moment later.

    A click answers when the next page begins to arrive: it may not have a root yet.
    """
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(TWO_FRAMES)
    page.wait_for_function(IN_PLACE)


RUN = (
    "tags => axe.run(document, {runOnly: {type: 'tag', values: tags},"
    # What passes is not looked up and described: half of the time that axe takes.
    " resultTypes: ['violations']})"
)


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds wrong with the page at its width: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())  # past the policy, which would rightly refuse it
    found = page.evaluate(RUN, TAGS)["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


def check_accessible(page: Page) -> None:
    """No violation by axe and no sideways scroll, at both widths; the width is put back."""
    page.wait_for_load_state()
    for width in reversed(WIDTHS):
        resize(page, width)
        assert violations(page) == [], f"{page.url} at {width} px"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} scrolls sideways at {width} px"
