"""The person on a tablet that was handed to them, and on their own pages, in a real browser."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.database import as_owner
from tests.journeys.browser import check_accessible
from throughcare.appointments.actions import book_appointment
from throughcare.core import clock
from throughcare.my.actions import access
from throughcare.my.models import SafetyArrangement
from throughcare.plans import actions as plans
from throughcare.plans.actions.roadmap import StepFacts

pytestmark = pytest.mark.browser
#: A folder for pictures of the pages, for whoever looks at them by hand.
SHOTS = os.environ.get("THROUGHCARE_SHOTS", "")


@pytest.fixture
def nurse(site: Any) -> Any:
    nurse = site.make.member("clinician", name="Helen Marsh")
    holder = site.make.member(team=nurse.team, name="Robin Vale")
    with as_owner():
        SafetyArrangement.rows.create(
            agency=nurse.team.agency,
            team=nurse.team,
            duty_holder=holder,
            telephone="01632 960 100",
        )
    return nurse


@pytest.fixture
def person(site: Any, nurse: Any) -> Any:
    return site.make.person(
        nurse, given_name="Leanne", family_name="Arkwright", likes_to_be_called="Lea"
    )


def look_at(page: Any, name: str) -> None:
    check_accessible(page)
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_nine_questions_in_two_taps_each_without_a_script(
    site: Any, desk: Any, nurse: Any, person: Any
) -> None:
    page = desk(nurse, script=False).page
    page.set_viewport_size({"width": 820, "height": 1000})
    page.goto(f"/people/{person.reference}/tablet/")
    page.get_by_label(re.compile("PHQ-9")).check()
    page.get_by_label(re.compile("tablet is in the building")).check()
    page.get_by_role("button", name="Hand over tablet").click()
    assert page.get_by_text("Helen will see your answers today").count() == 1
    page.get_by_role("button", name="Start").click()

    taps = 0
    for number in range(1, 10):
        page.get_by_text(f"Question {number} of 9").wait_for()
        page.get_by_text("Several days" if number < 9 else "Not at all", exact=True).click()
        page.get_by_role("button", name="Next").click()
        taps += 2
    page.get_by_role("heading", name="That was the last question").wait_for()
    assert taps == 18
    page.get_by_role("button", name="Finish").click()
    assert page.get_by_text("Helen will talk to you about your answers.").count() == 1

    page.go_back()
    assert person.family_name not in page.content()
    page.goto(f"/people/{person.reference}/")
    assert "/lock/" in page.url


def test_each_page_of_the_tablet_is_accessible(
    site: Any, desk: Any, nurse: Any, person: Any
) -> None:
    page = desk(nurse).page
    page.set_viewport_size({"width": 820, "height": 1000})
    page.goto(f"/people/{person.reference}/tablet/")
    look_at(page, "hand-over")
    page.get_by_label(re.compile("PHQ-9")).check()
    page.get_by_label(re.compile("tablet is in the building")).check()
    page.get_by_role("button", name="Hand over tablet").click()
    look_at(page, "tablet-start")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Next").click()
    look_at(page, "tablet-error")
    page.get_by_role("button", name="Show pictures").click()
    page.get_by_text("More than half the days", exact=True).click()
    look_at(page, "tablet-question")
    for _number in range(8):
        page.get_by_role("button", name="I do not want to answer").click()
    page.get_by_text("Nearly every day", exact=True).click()
    page.get_by_role("button", name="Next").click()
    look_at(page, "tablet-told")
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("link", name="Check my answers").click()
    look_at(page, "tablet-check")
    page.get_by_role("link", name="Stop and get help").click()
    look_at(page, "tablet-stop")
    page.get_by_role("button", name="Stop and tell a worker").click()
    look_at(page, "tablet-end")


def test_own_pages_on_a_cheap_phone(site: Any, desk: Any, nurse: Any, person: Any) -> None:
    with site.working_as(nurse) as ctx:
        given = access.open_pages(
            ctx, person.pk, phone="07700 900 123", question="First pet?", fact="Biscuit"
        )
        code = access.give_code(ctx, access_id=given.pk)
        for days, place in ((1, "Side door, room 2"), (6, "")):
            book_appointment(
                ctx, person.pk, kind="session", starts_at=clock.now() + timedelta(days=days),
                minutes=50, place=place, mode="in_person" if place else "phone",
            )  # fmt: skip
        facts = StepFacts(place=1, title="Sleep before midnight")
        plans.write_step(ctx, person_id=person.pk, facts=facts)
    page = desk(nurse).page
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(f"/people/{person.reference}/own-pages/")
    look_at(page, "own-pages-staff")
    page.goto("/my/")
    look_at(page, "my-sign-in")
    page.get_by_role("link", name="I have a code from my worker").click()
    page.get_by_role("button", name="Go on").click()
    look_at(page, "my-code-error")
    page.get_by_label("The code").fill(code)
    page.get_by_label("The answer you agreed").fill("biscuit")
    page.get_by_label("Yes, only I use it").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="What is next").wait_for()
    look_at(page, "my-home")
    for address in ("appointments", "sharing", "sharing/looked", "questions", "say"):
        page.goto(f"/my/{address}/")
        look_at(page, f"my-{address.replace('/', '-')}")
    page.goto("/my/")
    page.get_by_role("link", name="Say how it is going").click()
    look_at(page, "my-roadmap")
    page.get_by_role("button", name="Going well").click()
    page.get_by_role("link", name="Back to your page").click()
    assert page.get_by_text("Going well").count() == 1
    page.get_by_role("link", name="I cannot come").click()
    page.get_by_label("Your words").fill("I start work that day")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("Sent. Your team reads it").count() == 1
    assert page.get_by_role("link", name="Leave this page now").count() == 1
