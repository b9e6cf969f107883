"""What the tests of orders stand on. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from throughcare.agencies.models import Membership, Place
from throughcare.core import clock
from throughcare.orders import actions
from throughcare.orders.models import Order, Requirement, Review
from throughcare.orders.resulted import Order as Said
from throughcare.orders.resulted import Period, Required, Results
from throughcare.orders.resulted import Review as SaidReview
from throughcare.people.models import Person
from throughcare.sharing.models import Relationship

TREATMENT = "mental_health_treatment"


@dataclass
class Desk:
    """A health team, the officer who supervises, police, and one person."""

    place: Place
    nurse: Membership
    officer: Membership
    adviser: Membership
    police: Membership
    stranger: Membership
    person: Person


def build(make: Any) -> Desk:
    trust, court, probation = make.agency(), make.agency("court"), make.agency("probation")
    force = make.agency("police")
    place = make.place(court, "court", "Northfield Magistrates’ Court")
    nurse = make.member("clinician", team=make.team(trust, covers=(place,)), name="Priya Nair")
    officer = make.member("probation_practitioner", team=make.team(probation), name="Sam Adeyemi")
    adviser = make.member("court_officer", team=make.team(court, covers=(place,)))
    police = make.member("police_liaison", team=make.team(force))
    person = make.person(nurse, given_name="Leanne", family_name="Whitlock")
    make.link(person, officer.pk, Relationship.ORDER_SUPERVISION)
    make.link(person, police.team_id, Relationship.CUSTODY)
    make.sharing(trust, probation, purpose="supervision", categories=("identity", "justice"))
    return Desk(place, nurse, officer, adviser, police, make.member("clinician"), person)


@pytest.fixture
def desk(make: Any) -> Desk:
    return build(make)


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def order_facts(**facts: Any) -> actions.OrderFacts:
    facts.setdefault("kind", "community_order")
    facts.setdefault("made_on", days_ago(60))
    facts.setdefault("court", "Northfield Magistrates’ Court")
    facts.setdefault("case_number", "43NF0000001")
    facts.setdefault("ends_on", days_ago(-305))
    return actions.OrderFacts(**facts)


def says(**facts: Any) -> actions.RequirementFacts:
    facts.setdefault("director", "Dr Anita Rao")
    facts.setdefault("period_value", "12")
    facts.setdefault("period_unit", "months")
    return actions.RequirementFacts(**facts)


@pytest.fixture
def order(desk: Desk, ctx_of: Any) -> Order:
    """A community order that the nurse entered."""
    with ctx_of(desk.nurse) as ctx:
        return actions.make_order(ctx, person_id=desk.person.pk, facts=order_facts())


@pytest.fixture
def requirement(desk: Desk, order: Order, ctx_of: Any) -> Requirement:
    with ctx_of(desk.nurse) as ctx:
        return actions.add_requirement(ctx, order_id=order.pk, kind=TREATMENT, facts=says())


@pytest.fixture
def review(desk: Desk, order: Order, ctx_of: Any) -> Review:
    facts = actions.ReviewFacts(on=days_ago(-20), court="Northfield")
    with ctx_of(desk.nurse) as ctx:
        return actions.add_review(ctx, order_id=order.pk, facts=facts)


def line(kind: str = TREATMENT, **facts: Any) -> Required:
    """One requirement as a share says it."""
    facts.setdefault("label", "Mental health treatment")
    facts.setdefault("residential", False)
    facts.setdefault("period", Period(6, "Months", 6))
    facts.setdefault("director", "Dr Anita Rao")
    facts.setdefault("place", "")
    return Required(kind=kind, **facts)


def said(*lines: Required, **facts: Any) -> Said:
    facts.setdefault("defendant", "D1")
    facts.setdefault("kind", "community_order")
    facts.setdefault("ordered_on", days_ago(10))
    facts.setdefault("ends_on", days_ago(-355))
    return Said(requirements=lines, **facts)


def share(*orders: Said, **facts: Any) -> Results:
    facts.setdefault("accepted", True)
    facts.setdefault("hearing", "H1")
    facts.setdefault("shared_at", "2026-11-01T10:00:00Z")
    return Results(orders=orders, **facts)


def hearing_on(days: int, **facts: Any) -> SaidReview:
    return SaidReview(
        on=days_ago(-days), at="10:00", court="Northfield", attend=facts.get("attend")
    )
