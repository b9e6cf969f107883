"""The pages of a record in a browser: empty, full, with errors; wide and narrow; no script."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.journeys.browser import browser, check_accessible, desk, resize, site
from throughcare.core import clock
from throughcare.people import actions, part_actions, same_as
from throughcare.people.models import Person
from throughcare.people.notes import write_note
from throughcare.people.parts import PARTS

__all__ = ["browser", "desk", "site"]
pytestmark = pytest.mark.browser

#: Name a folder here to look at the pages yourself.
PICTURES = os.environ.get("THROUGHCARE_PICTURES", "")

ROWS = {
    "know-first": [
        {"kind": "contact", "text": "Contact by text only. No voicemail, no letters."},
        {"kind": "staff_safety", "text": "See in pairs.", "source_detail": "Probation letter"},
    ],
    "adjustment": [{"need": "reading", "text": "Easy read, short sentences."}],
    "number": [{"kind": "pnc", "given": "2014/0386174R", "canonical": "2014/0386174R"}],
    "address": [
        {"kind": "home", "lines": "12 Example Road\nNorthfield", "postcode": "ZZ1 1ZZ"},
    ],
    "contact": [
        {"kind": "mobile", "value": "07700 900461", "canonical": "07700900461", "may_text": True}
    ],
}


@pytest.fixture
def case(site: Any) -> Any:
    """A full record, an empty one, and two that may be one person."""

    class Case:
        me = site.make.member(name="Helen Marsh")
        two = site.make.member(team=me.team, name="Priya Nair")
        full: Person
        bare: Person
        close: Person

    case = Case()
    with site.working_as(case.me) as ctx:
        case.full = actions.add_person(
            ctx,
            given_name="Leanne",
            family_name="Whitlock",
            likes_to_be_called="Lea",
            born_on=date(1991, 3, 14),
            sex="female",
            identifiers=[("nhs-number", "999 491 3581"), ("cro", "nonsense")],
        )
        case.bare = actions.add_person(ctx, provisional=True)
        case.close = actions.add_person(
            ctx, given_name="Lea", family_name="Whitlok", born_on=date(1991, 3, 14)
        )
        _fill(ctx, case.full)
        case.note = write_note(
            ctx, person=case.full, text="Slept 6 hours.\nWants to see his sister."
        )
        same_as.propose_same_as(
            ctx, a=case.full, b=case.close, reason="Same birthday, same street."
        )
    return case


def _fill(ctx: Any, person: Person) -> None:
    today = clock.today()
    for slug, rows in ROWS.items():
        for row in rows:
            values: dict[str, Any] = {"source": "person", **row}
            if slug == "know-first":
                values |= {"on": today, "review_on": today + timedelta(days=90)}
            part_actions.add_row(ctx, PARTS[slug], person=person, values=values)


def picture(page: Any, name: str) -> None:
    if PICTURES:
        for width in (1280, 320):
            resize(page, width)
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def addresses(case: Any) -> dict[str, str]:
    ref = case.full.reference
    found = {
        "journey": reverse("person", args=[ref]),
        "journey-empty": reverse("person", args=[case.bare.reference]),
        "details": reverse("person_details", args=[ref]),
        "details-empty": reverse("person_details", args=[case.bare.reference]),
        "basics": reverse("person_basics", args=[ref]),
        "equality": reverse("person_equality", args=[ref]),
        "equality-change": reverse("person_equality_change", args=[ref, "autism"]),
        "note-new": reverse("note_new", args=[ref]),
        "note": reverse("note", args=[case.note.pk]),
        "compare": reverse("person_compare", args=[ref, case.close.reference]),
        "not-right": reverse("person_not_right", args=[ref]),
        "add": reverse("person_add"),
        "find": reverse("find"),
    }
    return found | {f"add-{slug}": part.url("add", ref) for slug, part in PARTS.items()}


def test_every_page_is_accessible_empty_and_full(case: Any, desk: Any) -> None:
    page = desk(case.two).page
    for name, address in addresses(case).items():
        answer = page.goto(address)
        # Addresses are kept by who holds the person: the colleague is told so.
        refused = name in ("add-address", "add-contact")
        assert answer.status == (403 if refused else 200), name
        check_accessible(page)
        picture(page, name)


def test_every_form_is_accessible_with_its_errors(case: Any, desk: Any) -> None:
    page = desk(case.me).page
    names = [n for n in addresses(case) if n.startswith("add")] + [
        "note-new",
        "equality-change",
        "compare",
    ]
    for name in names:
        page.goto(addresses(case)[name])
        if name == "add-number":
            page.get_by_label("Number", exact=True).fill("")
        page.locator("main form.app-form button[type=submit]").first.click()
        assert page.title().startswith("Error:"), name
        check_accessible(page)
        picture(page, f"{name}-error")


@pytest.mark.parametrize("script", [True, False])
def test_search_then_add_then_write_on_the_wrong_record_and_move_it(
    case: Any, desk: Any, script: bool
) -> None:
    page = desk(case.me, script=script).page
    page.goto("/find/")
    page.get_by_label("Name, NHS number, date of birth, reference").fill("lea whitlock 14/3/91")
    page.get_by_role("button", name="Search").last.click()
    assert "Leanne Whitlock" in page.inner_text("main")
    assert "Why it is here" in page.inner_text("main")
    picture(page, f"found-{script}")
    if script:
        check_accessible(page)
    page.get_by_role("link", name="Add a new person").click()
    assert page.get_by_label("Family name").input_value() == "Whitlock"
    page.get_by_role("button", name="Add this person").click()
    assert "Is it one of these" in page.inner_text("main")
    picture(page, f"add-asks-{script}")
    if script:
        check_accessible(page)
    page.get_by_label("I have checked: it is somebody else").check()
    page.get_by_role("button", name="Add this person").click()
    assert "is added" in page.inner_text("main")
    page.goto(reverse("note_new", args=[case.full.reference]))
    page.get_by_label("Note", exact=True).fill("Meant for somebody else")
    page.get_by_role("button", name="Finish later").click()
    page.get_by_role("link", name="Move a draft").click()
    page.get_by_label("Find the right person").fill(case.close.reference)
    page.get_by_role("button", name="Search").last.click()
    picture(page, f"move-{script}")
    if script:
        check_accessible(page)
    page.get_by_label("Lea Whitlok").check()
    page.get_by_label("How did it come to be on this record?").fill("Wrong tab")
    page.get_by_role("button", name="Move the draft").click()
    assert "Draft moved" in page.inner_text("main")
    page.goto(reverse("note_new", args=[case.close.reference]))
    assert page.get_by_label("Note", exact=True).input_value() == "Meant for somebody else"
