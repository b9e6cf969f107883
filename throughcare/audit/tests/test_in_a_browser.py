"""Who opened the record, and both versions side by side: as a person sees and hears them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.browser import browser, check_accessible, desk, resize, site
from throughcare.core.tests.pages import add_note
from throughcare.sharing.models import Relationship

__all__ = ["browser", "desk", "site"]
pytestmark = pytest.mark.browser


@pytest.fixture
def case(site: Any) -> Any:
    reader = site.make.member(name="Rita Reader")
    person = site.make.person(reader)
    team = site.make.team(reader.team.agency)
    officer = site.make.member("privacy_officer", team=team, name="Pat Officer")
    site.make.link(person, officer.id, Relationship.SAR_HANDLER)
    return reader, person, officer


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_privacy_officer_reads_who_looked(
    case: Any, site: Any, desk: Any, script: bool
) -> None:
    reader, person, officer = case
    stranger = site.make.member(name="Sid Stranger")
    for member in (reader, stranger):
        desk(member).page.goto(f"/people/{person.reference}/")
    page = desk(officer, script=script).page
    page.goto(f"/people/{person.reference}/seen-by/")
    assert page.get_by_role("heading", name="Who opened this record").is_visible()
    for words in ("Rita Reader", "Opened the record", "Tried to open it and was refused"):
        assert page.get_by_text(words).first.is_visible(), words
    if script:
        check_accessible(page)
        picture(page, "seen-by")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_two_people_edit_one_note(case: Any, site: Any, desk: Any, script: bool) -> None:
    reader, person, _officer = case
    sam = site.make.member(team=reader.team, name="Sam Adeyemi")
    with site.working_as(reader) as ctx:
        note = add_note(ctx, person, "Text the day before.")
    address = f"/people/{person.reference}/details/know-first/{note.pk}/"
    mine, theirs = desk(reader, script=script).page, desk(sam, script=script).page
    for page, words in (
        (mine, "Text the day before, and again 1 hour before."),
        (theirs, "Text the day before. Not before 10am."),
    ):
        page.goto(address)
        page.locator("[name=text]").fill(words)
    for page in (theirs, mine):
        page.get_by_role("button", name="Save").click()
    assert mine.get_by_role("heading", level=1, name="changed the same part").is_visible()
    assert mine.get_by_text("Text the day before, and again 1 hour before.").first.is_visible()
    if script:
        check_accessible(mine)
        picture(mine, "merge")
    mine.get_by_role("button", name="Save what I chose").click()
    said = "Text the day before, and again 1 hour before. Not before 10am."
    mine.goto(address)
    assert mine.locator("[name=text]").input_value() == said


def picture(page: Any, name: str) -> None:
    """For people who want to look: THROUGHCARE_PICTURES names a folder."""
    folder = os.environ.get("THROUGHCARE_PICTURES")
    if not folder:
        return
    for width in (1280, 320):
        resize(page, width)
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
