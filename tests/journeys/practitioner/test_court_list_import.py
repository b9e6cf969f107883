"""A court list is taken in by a practitioner, by keyboard, with and without scripts.

SHOTS, an environment variable, names a folder in which to keep pictures of the pages.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.browser import WIDTHS, check_accessible, resize
from throughcare.exchange.court_lists.tests.making import libra_case, libra_list, libra_session

pytestmark = pytest.mark.browser


@dataclass
class Court:
    place: Any
    nurse: Any


@pytest.fixture
def court(site: Any) -> Court:
    make = site.make
    place = make.place(make.agency("court"), kind="court", name="Northfield Magistrates' Court")
    team = make.team(covers=(place,))
    return Court(place, make.member("clinician", team=team, name="Priya Nair"))


def first_list() -> bytes:
    """Four lines: one plain, one with a birth date that is none, a child, an organisation."""
    cases = [
        libra_case(def_name="Mr Invented EXAMPLE", c_id=1),
        libra_case(def_name="Ms Other EXAMPLE", c_id=2, def_dob="31/02/1990", caseno=2),
        libra_case(def_name="Mr Young EXAMPLE", c_id=3, def_dob="01/05/2010", def_age=16, caseno=3),
        libra_case(def_name="INVENTED HAULAGE LTD", c_id=4, def_type="O", caseno=4),
        libra_case(def_name="Mr Leaving EXAMPLE", c_id=5, caseno=5),
    ]
    return json.dumps(libra_list(libra_session(*cases))).encode()


def newer_list() -> bytes:
    """The first moved to another room, and the last is no longer listed."""
    cases = [
        libra_case(def_name="Mr Invented EXAMPLE", c_id=1),
        libra_case(def_name="Ms Other EXAMPLE", c_id=2, def_dob="31/02/1990", caseno=2),
        libra_case(def_name="Mr Young EXAMPLE", c_id=3, def_dob="01/05/2010", def_age=16, caseno=3),
        libra_case(def_name="INVENTED HAULAGE LTD", c_id=4, def_type="O", caseno=4),
    ]
    moved = libra_list(libra_session(*cases, room="3"))
    moved["document"]["info"]["start_time"] = "18:00:00"
    return json.dumps(moved).encode()


def shot(page: Any, name: str) -> None:
    """A picture of the whole page at both widths, where they are asked for."""
    if folder := os.environ.get("SHOTS"):
        for width in WIDTHS:
            resize(page, width)
            page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def when_a_file_is_chosen(desk: Any, name: str, data: bytes) -> None:
    page, keys = desk.page, desk.keys
    page.goto("/import/")
    field = page.get_by_label("Court list", exact=True)
    keys.to(field)
    field.set_input_files({"name": name, "mimeType": "application/json", "buffer": data})
    keys.to(page.get_by_role("button", name="Check the list"))
    keys.press("Enter")


def then_the_check_says_what_is_wrong_and_what_happens(page: Any) -> None:
    page.get_by_text("Nothing saved yet").wait_for()
    row = page.get_by_role("row").filter(has_text="Ms Other EXAMPLE")
    assert "The date of birth is not one we can read" in row.inner_text()
    assert "kept as written and not matched on" in row.inner_text()
    side = page.get_by_role("region", name="What will change").inner_text()
    assert "Under 18, for the youth service" in side
    assert "Organisations, counted only" in side


def when_the_button_is_pressed(desk: Any, words: str) -> None:
    page, keys = desk.page, desk.keys
    keys.to(page.get_by_role("button", name=words))
    keys.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_list_is_checked_taken_in_and_replaced_by_a_newer_one(
    court: Court, desk: Any, script: bool
) -> None:
    sitting = desk(court.nurse, script=script)
    page = sitting.page
    when_a_file_is_chosen(sitting, "schema.json", b'{"$schema": "x", "type": "object"}')
    page.get_by_role("link", name="This is a JSON schema").wait_for()
    if script:
        check_accessible(page)
        shot(page, "refused")
    when_a_file_is_chosen(sitting, "friday.json", first_list())
    then_the_check_says_what_is_wrong_and_what_happens(page)
    if script:
        check_accessible(page)
        shot(page, "check")
    when_the_button_is_pressed(sitting, "Import 5 lines")
    page.wait_for_url("**/court/*/2026-11-20/")
    page.get_by_text("Taken in: 5 new, 0 changed, 0 no longer listed.").wait_for()
    assert page.get_by_role("link", name="Import a list").get_attribute("href") == "/import/"
    when_a_file_is_chosen(sitting, "friday-again.json", newer_list())
    page.get_by_role("heading", name="1 person is no longer listed").wait_for()
    assert "EXAMPLE" in page.get_by_role("region", name="no longer listed").inner_text()
    if script:
        check_accessible(page)
        shot(page, "newer")
    when_the_button_is_pressed(sitting, "Import 4 lines")
    page.get_by_text("Taken in: 0 new, 4 changed, 1 no longer listed.").wait_for()


def test_the_first_page_is_accessible(court: Court, desk: Any) -> None:
    page = desk(court.nurse).page
    page.goto("/import/")
    check_accessible(page)
    shot(page, "choose")
