"""A missed appointment, from the team that saw nobody come to the report for the breach hearing.

The officer alone decides what counts, and reads dates and counts: no word of the treatment.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.whole import during
from tests.journeys.whole.before import SENTENCE, Who
from tests.journeys.whole.county import (
    COURT,
    OFFICER,
    PATHWAY,
    THERAPIST,
    Hand,
    Northshire,
    set_up,
)
from tests.journeys.whole.during import Told
from throughcare.agencies.models import Team
from throughcare.orders import actions as orders
from throughcare.people import actions as people
from throughcare.rehearsal import county as told
from throughcare.rehearsal.order_story import member
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship
from throughcare.treatment import actions as treatment
from throughcare.treatment import rules

pytestmark = pytest.mark.browser

WHO = Who(
    "Kelvin", "Marrow", "Kel", "Male", ("2", "2", "1990"), "999 000 0034", "Community order", ""
)
WAITS = "Missed appointments to decide"
CLINICAL = ("Pademelonword", "PHQ-9", "GAD-7", "safety plan")
MISSED = (SENTENCE + timedelta(days=11), SENTENCE + timedelta(days=18))


@pytest.fixture
def county(site: Any, desk: Any) -> Northshire:
    """Under an order with treatment, a session booked: what the other journey shows in full."""
    found = set_up(site, desk, script=True)
    found.on(SENTENCE)
    with told.working_as(COURT) as ctx:
        person = people.add_person(
            ctx, given_name=WHO.given, family_name=WHO.family, born_on=date(1990, 2, 2),
            sex="male", source="court",
        )  # fmt: skip
        sharing.record_agreement(ctx, person_id=person.pk, recipient="probation", answer="yes")
        facts = orders.OrderFacts(
            "community_order", SENTENCE, "Northfield magistrates", ends_on=date(2027, 9, 4)
        )
        order = orders.make_order(ctx, person_id=person.pk, facts=facts)
        required = orders.add_requirement(
            ctx, order_id=order.pk, kind="mental_health_treatment", facts=orders.RequirementFacts()
        )
        links = {
            member(OFFICER).pk: Relationship.ORDER_SUPERVISION,
            Team.objects.get(name="Northfield treatment team").pk: Relationship.TEAM,
        }
        for principal, kind in links.items():
            sharing.open_link(
                ctx, person_id=person.pk, principal_id=principal, kind=kind, source="the order"
            )
    with told.working_as(THERAPIST) as ctx:
        row = treatment.take_on(
            ctx, person_id=person.pk, pathway=PATHWAY, waits_since=SENTENCE,
            order_id=order.pk, requirement_id=required.pk,
        )  # fmt: skip
        row = treatment.begin(
            ctx, programme_id=row.pk, version=row.version, lead_id=ctx.membership_id
        )
        treatment.plan_session(
            ctx, programme_id=row.pk, starts_at=rules.moment(MISSED[0], during.TWO), place="Room 2"
        )
    return found


def test_missed_decided_warned_missed_again_and_told_to_the_court(county: Northshire) -> None:
    missed(county, MISSED[0])
    county.on(MISSED[0] + timedelta(days=1), "09:30")
    during.stated(county, WHO)
    not_acceptable(county, "No contact.")
    warned(county)
    missed(county, MISSED[1])
    county.on(MISSED[1] + timedelta(days=1), "09:30")
    during.stated(county, WHO)
    not_acceptable(county, "Rang and said: no reason.")
    referred(county)
    told_to_the_court(county)


def missed(county: Northshire, on: date) -> None:
    """Nobody comes; what the therapist thinks of it stays in the note."""
    county.on(on, "14:55")
    following = next((each for each in MISSED if each > on), None)
    during.session(county, WHO, Told(came="No", note=CLINICAL[0], following=following))


def not_acceptable(county: Northshire, why: str) -> None:
    hand = officer_sees(county)
    hand.link_under(WAITS, WHO.name)
    nothing_clinical(hand)
    hand.choose("Not acceptable")
    hand.fill("Why?", why)
    hand.press("Save my decision")
    hand.sees("Recorded as not acceptable: ")


def warned(county: Northshire) -> None:
    """The next step is found on Today; the clock then runs for twelve months on the order."""
    hand = officer_sees(county)
    hand.sees(re.compile("Record the warning, or refer"))
    hand.link_under(WAITS, WHO.name)
    hand.fill("Given on", "today")
    hand.choose("In person")
    hand.answer("Was it in easy read?", "Yes")
    hand.fill("What the warning said", "Did not come on 16 March and did not say why.")
    hand.press("Save the warning")
    hand.sees("It counts to 16 March 2027.")
    hand.sees(re.compile("^Warning clock$"))
    hand.sees(re.compile("Day 1 of 365"))
    nothing_clinical(hand)


def referred(county: Northshire) -> None:
    """While a warning counts the next one has to go to the enforcement officer."""
    hand = officer_sees(county)
    hand.sees(re.compile("Not acceptable"))
    hand.link_under(WAITS, WHO.name)
    hand.fill("Sent on", "today")
    hand.press("Save")
    hand.sees("Recorded as sent to the enforcement officer: ")
    nothing_clinical(hand)


def told_to_the_court(county: Northshire) -> None:
    """The health team's report for the breach hearing: counts and dates; the officer reads it."""
    hand = county.at_record(COURT, WHO.family, "Court")
    hand.link("Add a hearing")
    hand.select("Court", "Northfield magistrates")
    hand.fill("Day", "9/4/2026")
    hand.press("Save")
    hand.tab("Reports")
    hand.link("Write a report after sentence")
    hand.choose("Breach of the order")
    hand.press("Write report")
    hand.fill("Summary", "Two appointments were missed. The officer has decided on both.")
    officer_is_a_reader(hand)
    hand.press("Issue report")
    for box in hand.page.get_by_role("checkbox").all():
        box.check()
    hand.press("I have read it: issue the report")
    hand.page.wait_for_url("**/issued/")
    officer = officer_sees(county)
    officer.link_under("Documents for you", re.compile("breach hearing"))
    officer.sees("Did not come")
    nothing_clinical(officer)


def officer_is_a_reader(hand: Hand) -> None:
    hand.press("Add a named colleague at court or in probation")
    hand.select("Who", re.compile(OFFICER))
    hand.select("On what basis?", "The person agreed")
    hand.fill("What was agreed or decided", "Agreed on 5 March 2026, at sentence")
    hand.press("Add")


def officer_sees(county: Northshire) -> Hand:
    """Today, as the officer has it: no word of the treatment."""
    hand = county.at_today(OFFICER)
    nothing_clinical(hand)
    return hand


def nothing_clinical(hand: Hand) -> None:
    content = hand.page.content()
    assert [word for word in CLINICAL if word in content] == []
