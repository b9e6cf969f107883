"""What the tests of this folder stand on. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from throughcare.agencies.models import Membership
from throughcare.appointments import actions as appointing
from throughcare.appointments.models import Appointment
from throughcare.core import clock
from throughcare.documents.actions import To
from throughcare.enforcement import actions
from throughcare.enforcement.models import AttendanceStatement
from throughcare.orders import actions as ordering
from throughcare.orders.models import Order, Requirement
from throughcare.orders.tests.conftest import TREATMENT, build, order_facts, says
from throughcare.people.models import Person
from throughcare.sharing.models import Relationship


@dataclass
class Scene:
    """A treatment team, the officer, the court, and one person under an order."""

    nurse: Membership
    officer: Membership
    adviser: Membership
    police: Membership
    person: Person
    order: Order
    requirement: Requirement

    @property
    def group(self) -> list[Any]:
        return [self.person.pk]


@pytest.fixture
def scene(make: Any, ctx_of: Any) -> Scene:
    desk = build(make)
    agencies = [who.team.agency for who in (desk.nurse, desk.officer, desk.adviser)]
    trust, probation, court = agencies
    for one, other, purpose in (
        (probation, trust, "direct_care"),
        (probation, court, "court_report"),
        (court, probation, "supervision"),
        (trust, court, "court_report"),
        (court, trust, "direct_care"),
    ):
        make.sharing(one, other, purpose=purpose, categories=("identity", "justice"))
    make.link(desk.person, desk.adviser.pk, Relationship.COURT_HEARING)
    with ctx_of(desk.nurse) as ctx:
        order = ordering.make_order(ctx, person_id=desk.person.pk, facts=order_facts())
        requirement = ordering.add_requirement(ctx, order_id=order.pk, kind=TREATMENT, facts=says())
    return Scene(
        desk.nurse, desk.officer, desk.adviser, desk.police, desk.person, order, requirement
    )


def days(number: int) -> date:
    return clock.today() - timedelta(days=number)


def session(
    ctx: Any, scene: Scene, ago: int, status: str = "", *, kind: str = "session"
) -> Appointment:
    """A session under the order so many days ago, and what came of it."""
    treats = kind == "session"
    row = appointing.book_appointment(
        ctx, scene.person.pk, kind=kind, starts_at=clock.now() - timedelta(days=ago), minutes=50,
        place="Harbour House", order_id=scene.order.pk,
        requirement_id=scene.requirement.pk if treats else None,
    )  # fmt: skip
    return appointing.record_attendance(ctx, row, status=status) if status else row


def to_officer(scene: Scene) -> To:
    return To(
        name="Sam Adeyemi", how="account", basis="agreed", basis_words="Agreed before sentence",
        kind="member", principal_id=scene.officer.pk,
    )  # fmt: skip


def state(ctx: Any, scene: Scene, **facts: Any) -> AttendanceStatement:
    period = actions.Period(scene.order.pk, days(60), days(0))
    return actions.issue_statement(
        ctx, group=scene.group, period=period, to=[to_officer(scene)], **facts
    )


@pytest.fixture
def missed(scene: Scene, ctx_of: Any) -> Appointment:
    """A session eight days ago to which the person did not come."""
    with ctx_of(scene.nurse) as ctx:
        return session(ctx, scene, 8, "did_not_come")


@pytest.fixture
def statement(scene: Scene, missed: Appointment, ctx_of: Any) -> AttendanceStatement:
    with ctx_of(scene.nurse) as ctx:
        session(ctx, scene, 15, "came")
        session(ctx, scene, 1, "we_cancelled")
        return state(ctx, scene)


def decide(ctx: Any, scene: Scene, appointment_id: Any, *, acceptable: bool = False) -> Any:
    return actions.decide_absence(
        ctx, group=scene.group, order_id=scene.order.pk, appointment_id=appointment_id,
        acceptable=acceptable, reason="No contact",
    )  # fmt: skip


def warn(ctx: Any, absence: Any, on: date) -> Any:
    return actions.give_warning(
        ctx, absence_id=absence.pk, version=absence.version, on=on, how="in_person",
        circumstances="Did not come and did not ring", easy_read=True,
    )  # fmt: skip
