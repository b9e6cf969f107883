"""A morning at court with the keyboard only: the list, one person matched, screened, the outcome.

With and without scripts; each page is looked at by axe at both widths.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.journeys.browser import check_accessible
from throughcare.core import clock
from throughcare.court import actions
from throughcare.court.listed import ListDocument, ListedCase, ListedPerson

pytestmark = pytest.mark.browser

#: The pages of browsers that run scripts.
SCRIPTED: set[Any] = set()


@dataclass
class Court:
    place: Any
    nurse: Any
    adviser: Any
    board: Any


@pytest.fixture
def court(site: Any) -> Court:
    make = site.make
    house = make.agency("court")
    place = make.place(house, "court", "Northfield magistrates")
    team = make.team(covers=(place,))
    adviser = make.member("court_officer", team=make.team(house, covers=(place,)), name="M Price")
    nurse = make.member("clinician", team=team, name="Priya Nair")
    make.sharing(team.agency, house, purpose="court_report", categories=("identity", "justice"))
    board = make.member("manager", team=make.team(make.agency("commissioner")))
    return Court(place, nurse, adviser, board)


def given_a_list_was_taken_in(site: Any, court: Court) -> None:
    def case(number: int, **facts: Any) -> ListedCase:
        person = ListedPerson(
            key=str(number), role="defendant", kind="person", name=f"Ada Okafor{number}",
            given="Ada", family=f"Okafor{number}", born_on=date(1990, 2, number),
            custody="in_custody" if number == 1 else "on_bail",
        )  # fmt: skip
        return ListedCase(
            where=str(number), court="Northfield magistrates", on=clock.today(), room="2",
            starts_at=time(9 + number), number=f"23{number}", people=(person,), **facts,
        )  # fmt: skip

    kept = {"restricted": True, "restriction": "No name may be published"}
    document = ListDocument(
        format="csv", checksum="a" * 64, accepted=True, cases=(case(1), case(2), case(3, **kept))
    )
    with site.working_as(court.nurse) as ctx:
        actions.take_list_in(ctx, document)


def link(page: Any, name: str) -> Any:
    return page.get_by_role("link", name=re.compile(name)).first


def look(page: Any) -> None:
    """By axe, which needs scripts: without them the walk alone is tried."""
    if page in SCRIPTED:
        check_accessible(page)


def shoot(page: Any, name: str) -> None:
    """A picture, where the environment names a folder for pictures."""
    if folder := os.environ.get("THROUGHCARE_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def when_one_is_matched(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    page.goto("/")
    keys.to(page.get_by_role("link", name="Court", exact=True))
    keys.press("Enter")
    page.wait_for_url("**/court/place-*/20*/")
    text = page.locator("main").inner_text()
    assert text.index("In custody, to see") < text.index("Okafor1") < text.index("Okafor2")
    assert "Reporting restriction, not on paper" in text
    look(page)
    shoot(page, "day")
    keys.to(link(page, r"Find the record.*Okafor1"))
    keys.press("Enter")
    page.wait_for_url("**/match/")
    look(page)
    keys.to(page.get_by_role("button", name="Go on"))
    keys.press("Enter")
    page.wait_for_url("**/screening/new/")


def when_they_are_screened(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    for number in range(1, 13):
        keys.choose(page.locator(f"fieldset:has(input[name='q{number}'])").last, 1)
    keys.choose(page.locator("fieldset:has(input[name='decision'])").last, 4)
    keys.to(page.get_by_role("button", name=re.compile("^Save")).first)
    keys.press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*screening/new).*"))


def when_the_outcome_is_recorded(desk: Any, court: Court) -> None:
    page, keys = desk.page, desk.keys
    page.goto(reverse("court_day", args=[court.place.slug, clock.today()]))
    assert "1 seen" in page.locator("main").inner_text()
    keys.to(link(page, "Record the outcome"))
    keys.press("Enter")
    page.wait_for_url("**/outcome/")
    look(page)
    shoot(page, "outcome")
    keys.choose(page.get_by_role("group", name="What happened?"), 1)
    keys.to(page.get_by_label("Why was it adjourned?"))
    keys.type("For a report")
    keys.to(page.get_by_label("Day of the next hearing"))
    keys.type("tomorrow")
    keys.choose(page.get_by_role("group", name="Remand or bail"), 2)
    keys.choose(page.get_by_role("group", name="Did the court use our information?"), 0)
    keys.choose(page.get_by_role("group", name="How do you know?"), 0)
    keys.to(page.get_by_label("Write to the GP"))
    keys.press("Space")
    keys.to(page.get_by_role("button", name="Save"))
    keys.press("Enter")
    page.wait_for_url("**/court/")
    page.get_by_text("Outcome recorded.").wait_for()
    text = page.locator("main").inner_text()
    assert "For a report on health" in text
    assert "Write to the GP" in text
    look(page)
    shoot(page, "person")


def then_it_is_told_with_errors_beside_the_field(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    keys.to(link(page, "Record spoken advice"))
    keys.press("Enter")
    page.wait_for_url("**/advice/new/**")
    keys.to(page.get_by_role("button", name="Save"))
    keys.press("Enter")
    page.get_by_role("alert").wait_for()
    look(page)
    shoot(page, "advice-errors")


def then_the_court_presses_once(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    page.goto("/")
    look(page)
    keys.to(link(page, "Say whether it helped.*Ada Okafor1"))
    keys.press("Enter")
    page.wait_for_url("**/feedback/new/**")
    look(page)
    shoot(page, "feedback")
    keys.to(page.get_by_role("button", name="Used it", exact=True))
    keys.press("Enter")
    page.get_by_text("Thank you.").wait_for()
    look(page)


def then_the_court_asks_in_one_form(desk: Any, court: Court) -> None:
    page, keys = desk.page, desk.keys
    page.goto(reverse("court_request_new", args=[court.place.slug]))
    look(page)
    keys.to(page.get_by_label("Family name"))
    keys.type("Brown")
    keys.choose(page.get_by_role("group", name="Why do you ask?"), 0)
    keys.to(page.get_by_label("By when do you need an answer?"))
    keys.type("11:59pm")
    shoot(page, "ask")
    keys.to(page.get_by_role("button", name="Send"))
    keys.press("Enter")
    page.get_by_text("Sent to the health team.").wait_for()
    look(page)


def then_the_health_team_has_it_first_thing(desk: Any) -> None:
    page = desk.page
    page.goto("/")
    text = page.locator("main").inner_text()
    assert text.index("Asked for by the court") < text.index("My work")
    look(page)
    shoot(page, "today")
    page.goto("/court/requests/")
    look(page)
    shoot(page, "requests")
    link(page, "Brown").click()
    look(page)
    shoot(page, "request")


def then_the_commissioner_sees_counts_and_nobody(page: Any) -> None:
    page.goto("/figures/coverage/")
    look(page)
    shoot(page, "coverage")
    assert "[c]" in page.locator("main").inner_text()
    assert page.locator("main a[href*='people']").count() == 0


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no-scripts"])
def test_a_morning_at_court(site: Any, desk: Any, court: Court, script: bool) -> None:
    given_a_list_was_taken_in(site, court)
    nurse, adviser, board = (
        desk(member, script=script) for member in (court.nurse, court.adviser, court.board)
    )
    SCRIPTED.clear()
    if script:
        SCRIPTED.update({nurse.page, adviser.page, board.page})
    when_one_is_matched(nurse)
    when_they_are_screened(nurse)
    when_the_outcome_is_recorded(nurse, court)
    then_it_is_told_with_errors_beside_the_field(nurse)
    then_the_court_presses_once(adviser)
    then_the_court_asks_in_one_form(adviser, court)
    then_the_health_team_has_it_first_thing(nurse)
    then_the_commissioner_sees_counts_and_nobody(board.page)
