"""From the first look at suitability to the order of the officer, in the browser."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.browser import check_accessible
from throughcare.core import clock
from throughcare.orders import actions as orders
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship
from throughcare.suitability import actions as suitability

pytestmark = pytest.mark.browser


@pytest.fixture
def people(site: Any) -> dict[str, Any]:
    """A nurse, her clinical lead, the officer, and somebody before sentence."""
    make = site.make
    trust, probation = make.agency(), make.agency("probation")
    team = make.team(trust)
    nurse = make.member("clinician", team=team, name="Priya Nair")
    lead = make.member("supervisor", team=team, name="Ruth Sandford")
    officer = make.member("probation_practitioner", team=make.team(probation), name="Sam Adeyemi")
    lea = make.person(
        nurse, given_name="Leanne", family_name="Arkwright", born_on=date(1991, 3, 14)
    )
    make.link(lea, officer.pk, Relationship.ORDER_SUPERVISION)
    make.sharing(
        trust,
        probation,
        purpose="supervision",
        categories=("identity", "justice", "health_summary"),
    )
    with site.working_as(nurse) as ctx:
        sharing.record_agreement(ctx, person_id=lea.pk, recipient="probation", answer="yes")
        row = suitability.consider(
            ctx,
            person_id=lea.pk,
            pathway="mental-health-requirement",
            sentence_on=clock.today() + timedelta(days=9),
        )
    return {"nurse": nurse, "lead": lead, "officer": officer, "lea": lea, "row": row}


def test_suitability_is_settled_signed_and_told_to_the_officer(
    site: Any, desk: Any, people: dict[str, Any]
) -> None:
    lea, nurse = people["lea"], desk(people["nurse"], script=False).page
    home = f"/people/{lea.reference}/suitability/"
    nurse.goto(home)
    nurse.get_by_role("link", name="Answer : Has a GP, or will register").click()
    nurse.get_by_role("radio", name="Yes", exact=True).check()
    nurse.get_by_label("Why do you say so?").fill("Registered at Larch Road (invented).")
    nurse.get_by_role("button", name="Save").click()
    nurse.get_by_text("2 of 9 are met.").wait_for()
    nurse.get_by_role("link", name="Record their answer").click()
    nurse.get_by_role("radio", name="Willing to comply", exact=True).check()
    nurse.get_by_label("How it was explained, and what they said").fill("I want to do it.")
    nurse.get_by_role("button", name="Keep the answer").click()
    nurse.get_by_text("Leanne is willing to comply.").wait_for()
    nurse.get_by_role("link", name="Send for sign-off").click()
    nurse.get_by_role("button", name="Send for sign-off").click()
    lead = desk(people["lead"]).page
    lead.goto("/")
    lead.get_by_role("link", name="Suitability waits for sign-off").first.click()
    check_accessible(lead)
    lead.get_by_role("radio", name="Suitable", exact=True).check()
    lead.get_by_label("Your reason").fill("Treatment is likely to help.")
    lead.get_by_role("button", name="Sign as Ruth Sandford").click()
    lead.get_by_text("Signed: ").wait_for()
    officer = desk(people["officer"]).page
    officer.goto(home)
    officer.get_by_text("Treatment is likely to help.").wait_for()
    assert "Larch Road" not in officer.content()
    check_accessible(officer)


def test_the_officer_keeps_an_order_from_the_caseload(
    site: Any, desk: Any, people: dict[str, Any]
) -> None:
    with site.working_as(people["officer"]) as ctx:
        order = orders.make_order(
            ctx,
            person_id=people["lea"].pk,
            facts=orders.OrderFacts(
                "community_order", clock.today(), "Northfield", ends_on=date(2027, 11, 1)
            ),
        )
        orders.add_requirement(
            ctx,
            order_id=order.pk,
            kind="mental_health_treatment",
            facts=orders.RequirementFacts(period_value="12", period_unit="months"),
        )
    page = desk(people["officer"]).page
    page.goto("/orders/")
    check_accessible(page)
    page.get_by_role("link", name="Leanne Arkwright").click()
    page.get_by_role("link", name="Add a review hearing").click()
    page.get_by_label("Day").fill("1/10/2027")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Review added: ").wait_for()
    check_accessible(page)
    page.get_by_role("link", name="End : Mental health treatment").click()
    page.get_by_role("button", name="End the requirement").click()
    page.get_by_role("link", name="Select why it ended").wait_for()
    page.get_by_role("radio", name="Completed", exact=True).check()
    page.get_by_label("Ended on").fill("today")
    page.get_by_role("button", name="End the requirement").click()
    page.get_by_text("Requirement ended: ").wait_for()
