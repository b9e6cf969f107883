"""The report in a real browser: no violations of axe, no sideways scroll, no request."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from evidence.cli import main
from evidence.tests.studies import write_case, write_places, write_scores, write_study

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
AXE = Path(__file__).parents[3] / "throughcare/design/static/vendor/test/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:altair.*"),
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A full report, and that of a study too small for a headline."""
    full, small = (tmp_path_factory.mktemp(name) for name in ("full", "small"))
    for home, people in ((full, 240), (small, 12)):
        protocol = write_study(home, treated=people, looks=2)
        assert main(["evaluate", str(protocol), "--out", str(home / "out")]) == 0
    scores, places = write_scores(full / "scores.csv"), write_places(full / "places.csv")
    arguments = ["report", str(full / "out"), "--scores", str(scores), "--places", str(places)]
    assert main([*arguments, "--case", str(write_case(full / "case.toml"))]) == 0
    return {"full": full / "out", "small": small / "out"}


@pytest.fixture(scope="module")
def browser() -> Any:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", ["full", "small"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_report_is_open_to_all(
    name: str, width: int, media: str, reports: dict[str, Path], browser: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((reports[name] / "report.html").as_uri())
    page.emulate_media(media=media)
    assert page.evaluate("document.documentElement.scrollWidth") <= width or media == "print"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS)
    assert [one["id"] for one in found["violations"]] == []
    assert len(asked) == 1
    shown = page.locator("figure svg:visible").count()
    assert shown == page.locator("figure").count()
    context.close()
