"""A link worker checks needs, moves one on, and plans with the person and the officer."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.browser import check_accessible
from throughcare.plans import actions as planning
from throughcare.plans.tests.conftest import agree
from throughcare.support.tests.conftest import Street, build

pytestmark = pytest.mark.browser

#: Four rows answered with the arrow keys, three needs chosen: what screens.md §2 allows ten rows.
ROWS = (("Housing", "Urgent"), ("GP", "Needs help"), ("Debt", "Needs help"), ("Benefits", "Fine"))


@pytest.fixture
def street(site: Any) -> Street:
    found = build(site.make)
    agree(found, site.working_as)
    return found


def check_needs(page: Any, street: Street) -> None:
    page.goto(f"/people/{street.person.reference}/support/")
    page.get_by_role("link", name="Start a needs check").click()
    for need, answer in ROWS:
        page.get_by_role("group", name=need).get_by_role("radio", name=answer).check()
    page.get_by_label("First").select_option(label="Housing")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/support/")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_needs_become_lines_and_a_line_is_moved_on_in_its_place(
    desk: Any, street: Street, script: bool
) -> None:
    page = desk(street.jo, script=script).page
    # Without scripts axe has nothing to run with; the pages are the same.
    look = check_accessible if script else (lambda _page: None)
    check_needs(page, street)
    look(page)
    page.goto("/support/")
    page.get_by_role("link", name=re.compile("Move on.*Housing")).click()
    page.get_by_label("Status now").select_option(label="Waiting on others")
    page.get_by_label("Next step").fill("Ring for the decision")
    page.get_by_label("When").fill("tomorrow")
    look(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Next: Ring for the decision").wait_for()
    look(page)


def test_the_plan_is_written_sent_and_signed_by_link_worker_officer_and_person(
    desk: Any, street: Street, site: Any
) -> None:
    page, reference = desk(street.jo).page, street.person.reference
    page.goto(f"/people/{reference}/plan/")
    page.get_by_role("link", name="Begin a joint plan").click()
    page.get_by_label("What does the person want?").fill("I want my own front door")
    page.get_by_role("button", name="Begin the plan").click()
    page.get_by_role("link", name="Add a goal").click()
    page.get_by_label("The goal").fill("I want my own front door")
    page.get_by_label("Everyone on the plan").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add a line").click()
    page.get_by_label("Will do what?").fill("Ring the housing office")
    page.get_by_label("By when?").fill("tomorrow")
    page.get_by_label("Everyone on the plan").check()
    check_accessible(page)
    page.get_by_role("button", name="Save").click()
    officer_writes_a_line(site, street)
    page.get_by_role("link", name="Send for signing").click()
    page.get_by_role("button", name="Send it for signing").click()
    page.get_by_role("link", name="Sign for").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("link", name=re.compile("Record that they agreed.*Lea")).click()
    page.get_by_label("Agreed, read aloud").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    check_accessible(page)
    other = desk(street.officer).page
    other.goto("/")
    other.get_by_role("link", name="Leanne Whitlock").first.click()
    other.get_by_role("link", name="Sign for").click()
    other.get_by_role("button", name="Sign", exact=True).click()
    other.get_by_text("Version 1, in force").wait_for()
    check_accessible(other)


def officer_writes_a_line(site: Any, street: Street) -> None:
    """The officer's own line, so that their signature is asked for."""
    from throughcare.plans.models import Plan

    with site.working_as(street.officer) as ctx:
        plan = Plan.visible_to(ctx).get()
        facts = planning.LineFacts(
            what="Appointments every 2 weeks",
            owner_kind="team",
            owner_team_id=street.officer.team_id,
            owner_name="Sam Adeyemi",
        )
        planning.add_line(ctx, plan_id=plan.pk, facts=facts)
