"""Each page as it is full, empty and refused: axe finds nothing, nothing scrolls sideways.

The pages are made first, by the test client on the stage; a browser then shows what was made,
with the real styles and without a server.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.journeys.browser import browser, check_accessible
from tests.routes.addresses import routes
from tests.routes.expected import expected
from tests.routes.stage import ROLES, Stage, undone
from throughcare.core.views import StaffView

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ORIGIN = "http://throughcare.test"
#: Only routes whose name has this in it: ``make accessible ONLY=court``.
ONLY = os.environ.get("ONLY", "")
#: Shown by many routes in the same words: an error page is looked at once.
ONCE = (403, 404)


@contextmanager
def about(stage: Stage, person: Any) -> Any:
    """The addresses of the stage lead to another record."""
    before, stage.known = stage.known, person
    try:
        yield
    finally:
        stage.known = before


def made(stage: Stage) -> dict[str, str]:
    """Every page that some role is shown: full, of a record with nothing on it, and refused."""
    pages: dict[str, str] = {}
    refused: set[int] = set()
    looked_at = (each for each in routes() if issubclass(each.view, StaffView))
    for route in (each for each in looked_at if re.search(ONLY, each.name)):
        who = next((each for each in ROLES if expected(each, route) == 200), None)
        if who is None:
            continue
        client = stage.client(who)
        for state, method in (("full", "get"), ("error", "post"), ("empty", "get")):
            person = stage.twin if state == "empty" else stage.known
            with undone(), about(stage, person):
                answer = getattr(client, method)(route.url(stage))
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            # 405: the page has no form; nobody is shown its answer to a post.
            if not html or answer.status_code in (301, 302, 405, *refused):
                continue
            if answer.status_code in ONCE:
                refused.add(answer.status_code)
            pages[f"{route.name} ({state}, {who}, {answer.status_code})"] = answer.content.decode()
    return pages


def serve(page: Page, pages: dict[str, str]) -> None:
    """Answer the browser from what was made and from the static files."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/").split("?")[0])
            route.fulfill(path=Path(str(found))) if found else route.abort()
        elif name := re.fullmatch(r"/page/(\d+)", path):
            body = list(pages.values())[int(name.group(1))]
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page.route("**/*", answer)


@pytest.fixture(scope="module")
def pages(stage: Stage) -> dict[str, str]:
    return made(stage)


def test_each_page_is_accessible_in_each_state(
    pages: dict[str, str],
    browser: Browser,
) -> None:
    """At 1280 and 320 px, with the styles and the script that the service sends."""
    page = browser.new_page()
    serve(page, pages)
    wrong: dict[str, str] = {}
    for number, name in enumerate(pages):
        page.goto(f"{ORIGIN}/page/{number}")
        try:
            check_accessible(page)
        except AssertionError as found:
            wrong[name] = " ".join(str(found).split())[:400]
    page.close()
    print(f"\n{len(pages)} pages looked at, each at 2 widths", *wrong.items(), sep="\n")
    assert wrong == {}
    assert ONLY or len(pages) > 100


#: Green: the main act. An ending is red, what else may be done is grey (design/README.md).
BUTTON = re.compile(
    r'<(a|button)[^>]* class="(nhsuk-button(?: [^"]*)?)"[^>]*>(.*?)</\1>', re.DOTALL
)
NOT_MAIN = ("--secondary", "--warning", "--reverse")


def main_acts(html: str) -> set[str]:
    """The words of the green buttons of a page; the same act may stand at two places of a form."""
    content = html.partition("<main")[2].partition("</main>")[0]
    buttons = BUTTON.findall(content)
    return {
        words.strip() for _, classes, words in buttons if not any(n in classes for n in NOT_MAIN)
    }


def test_a_page_has_one_main_act(pages: dict[str, str]) -> None:
    acts = {name: main_acts(html) for name, html in pages.items()}
    assert {name: found for name, found in acts.items() if len(found) > 1} == {}
    assert ONLY or sum(bool(found) for found in acts.values()) > 100


def test_where_something_is_ended_or_taken_back_nothing_is_green(pages: dict[str, str]) -> None:
    ending = {r.name for r in routes() if getattr(r.view, "button_variant", "") == "warning"}
    shown = {name: html for name, html in pages.items() if name.split(" ")[0] in ending}
    assert {name: main_acts(html) for name, html in shown.items() if main_acts(html)} == {}
    assert ONLY or sum("nhsuk-button--warning" in html for html in shown.values()) > 15
