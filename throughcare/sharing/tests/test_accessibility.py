"""Every page of sharing in Chromium: axe finds nothing, at 1280 and at 320 px."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.journeys.browser import resize

ORIGIN = "http://throughcare.test"
AXE = Path(settings.PACKAGE) / "design" / "static" / "vendor" / "test" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: Set to a folder to keep a picture of each page.
PICTURES = os.environ.get("THROUGHCARE_TEST_PICTURES", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and AXE.exists()), reason="Chromium or the built assets are not here"
    ),
]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Chromium; what it asks for is answered by Django's test client in this process."""
    from playwright.sync_api import sync_playwright

    # The browser's driver keeps an event loop in this thread; the answers are synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


def answered_with(page: Any) -> Any:
    """A route handler: the page itself, and styles and scripts from their files."""

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            route.fulfill(path=found) if found else route.fulfill(status=404)
            return
        headers = {name: value for name, value in page.headers.items() if name != "Set-Cookie"}
        route.fulfill(status=page.status_code, headers=headers, body=page.content)

    return answer


def look(browser: Any, name: str, response: Any) -> list[str]:
    """What axe says of a page at both widths; also whether it scrolls sideways."""
    said = []
    context = browser.new_context(bypass_csp=True, locale="en-GB")
    page = context.new_page()
    page.route("**/*", answered_with(response))
    for width in (1280, 320):
        resize(page, width)
        if width == 1280:
            page.goto(ORIGIN)
            page.add_script_tag(path=str(AXE))
        found = page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
            ".then(r => r.violations.map(v => v.id + ': ' +"
            " v.nodes.map(n => n.html.slice(0, 120)).join(' | ')))",
            RULES,
        )
        said += [f"{name} at {width}: {words}" for words in found]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            said.append(f"{name} at {width}: wider than the screen")
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    context.close()
    return said


def test_axe_finds_nothing_on_any_page(browser: Any, pages: Any, client_of: Any) -> None:
    said = []
    for name, (who, address) in pages.items():
        said += look(browser, name, client_of(who).get(address))
    assert said == []


def test_axe_finds_nothing_on_a_page_with_errors(browser: Any, pages: Any, client_of: Any) -> None:
    said = []
    for name in (
        "ask",
        "taking_part",
        "willingness",
        "share",
        "limits",
        "break_glass",
        "review",
        "propose",
        "contract",
    ):
        who, address = pages[name]
        said += look(browser, f"{name}-error", client_of(who).post(address, {}))
    assert said == []


def test_axe_finds_nothing_on_a_page_without_content(
    browser: Any, place: Any, make: Any, client_of: Any
) -> None:
    bare = make.person(place.me, linked=False)
    make.link(bare, place.me.team_id, 1)
    said = []
    for name, who, address in [
        ("sharing-empty", place.me, reverse("person_sharing", args=[bare.reference])),
        ("privacy-empty", place.officer, reverse("privacy")),
        ("break_glass-empty", place.me, reverse("break_glass")),
        ("contracts-empty", make.member("support_engineer"), reverse("settings_agreements")),
    ]:
        said += look(browser, name, client_of(who).get(address))
    assert said == []
