"""What the tests of treatment stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.agencies.models import Agency, Membership
from throughcare.core import clock
from throughcare.instruments import library
from throughcare.instruments.rules import Answers, read_row
from throughcare.orders import actions as orders
from throughcare.orders.models import Order
from throughcare.pathways.models import PathwaySetting
from throughcare.people.models import Person
from throughcare.sharing.models import Relationship
from throughcare.treatment import actions
from throughcare.treatment.models import Programme, Session

MK, PLYMOUTH = "milton-keynes-treatment", "plymouth-community-treatment"
#: What a site may set: asked at each session, supervision, follow-up.
SET_HERE = {
    "ask_phq_9_each": 1,
    "ask_gad_7_each": 1,
    "ask_core_10_each": 1,
    "supervision_every": 14,
    "follow_up_first": 90,
    "follow_up_second": 180,
}


@dataclass
class Clinic:
    """A treatment team, a colleague, the lead, the officer who supervises, and one person."""

    psychologist: Membership
    colleague: Membership
    supervisor: Membership
    link_worker: Membership
    officer: Membership
    elsewhere: Membership
    person: Person


def build(make: Any) -> Clinic:
    trust, probation = make.agency(), make.agency("probation")
    team = make.team(trust)
    psychologist = make.member(
        "clinician",
        team=team,
        name="Omar Haddad",
        profession="Clinical psychologist",
        registration="HCPC 000000 (invented)",
    )
    officer = make.member("probation_practitioner", team=make.team(probation), name="Sam Adeyemi")
    person = make.person(
        psychologist,
        given_name="Leanne",
        family_name="Arkwright",
        likes_to_be_called="Lea",
        nhs_number="9994913581",
    )
    make.link(person, officer.pk, Relationship.ORDER_SUPERVISION)
    make.sharing(
        trust,
        probation,
        purpose="supervision",
        categories=("identity", "justice", "health_summary"),
    )
    return Clinic(
        psychologist=psychologist,
        colleague=make.member("clinician", team=team, name="Helen Marsh"),
        supervisor=make.member("supervisor", team=team, name="Ruth Sandford"),
        link_worker=make.member("practitioner", team=team, name="Jo Castell"),
        officer=officer,
        elsewhere=make.member("clinician", name="Lucy Tran"),
        person=person,
    )


def set_here(agency: Agency, by: Membership, pathway: str = MK, **values: int) -> None:
    """The site's settings of a pathway."""
    with as_owner():
        for name, value in (values or SET_HERE).items():
            PathwaySetting.objects.create(
                agency=agency,
                pathway=pathway,
                name=name,
                value=value,
                source="Clinical group (invented)",
                set_by=by,
                set_at=clock.now(),
            )


@pytest.fixture
def clinic(make: Any) -> Clinic:
    found = build(make)
    set_here(found.psychologist.team.agency, found.psychologist)
    return found


@pytest.fixture
def order(clinic: Clinic, ctx_of: Any) -> Order:
    """A community order of nine weeks ago with a treatment requirement."""
    made = clock.today() - timedelta(days=63)
    facts = orders.OrderFacts("community_order", made, "Northfield", "43NF0000001")
    with ctx_of(clinic.psychologist) as ctx:
        row = orders.make_order(ctx, person_id=clinic.person.pk, facts=facts)
        orders.add_requirement(
            ctx,
            order_id=row.pk,
            kind="mental_health_treatment",
            facts=orders.RequirementFacts(director="Dr Anita Rao"),
        )
    return row


@pytest.fixture
def take_on(clinic: Clinic, ctx_of: Any) -> Callable[..., Programme]:
    def act(person: Person | None = None, pathway: str = MK, **facts: Any) -> Programme:
        facts.setdefault("waits_since", clock.today() - timedelta(days=63))
        with ctx_of(clinic.psychologist) as ctx:
            return actions.take_on(
                ctx, person_id=(person or clinic.person).pk, pathway=pathway, **facts
            )

    return act


@pytest.fixture
def programme(clinic: Clinic, take_on: Any, ctx_of: Any) -> Programme:
    """Under way, led by the psychologist."""
    row = take_on()
    with ctx_of(clinic.psychologist) as ctx:
        return actions.begin(
            ctx, programme_id=row.pk, version=row.version, lead_id=clinic.psychologist.pk
        )


@pytest.fixture
def book(clinic: Clinic, programme: Programme, ctx_of: Any) -> Callable[..., Session]:
    """``book(weeks=-1)``: a session at that time from now, which began earlier that day."""

    def act(weeks: float = 0, **facts: Any) -> Session:
        midnight = datetime.combine(clock.today(), time(0), tzinfo=clock.LONDON)
        at = max(clock.now() - timedelta(hours=1), midnight) + timedelta(weeks=weeks)
        with ctx_of(clinic.psychologist) as ctx:
            return actions.plan_session(
                ctx, programme_id=programme.pk, starts_at=at, place="Room 2", **facts
            )

    return act


@pytest.fixture
def hold(clinic: Clinic, book: Any, ctx_of: Any) -> Callable[..., Session]:
    """``hold(-2, phq_9="…", to_try="…")``: a session that was saved."""

    def act(weeks: float = 0, came: str = "came", **facts: Any) -> Session:
        row: Session = book(weeks)
        given = answered(**{n: facts.pop(n) for n in list(facts) if n in BOXES})
        with ctx_of(clinic.psychologist) as ctx:
            return actions.save_session(
                ctx,
                session_id=row.pk,
                version=row.version,
                facts=actions.Facts(came=came, answers=given, **facts),
            )

    return act


BOXES = {"phq_9": "phq-9", "gad_7": "gad-7", "core_10": "core-10", "core_om": "core-om"}


def answered(**rows: str) -> dict[str, Any]:
    """``answered(phq_9="012301200")`` as an action takes it."""
    found = {}
    for name, row in rows.items():
        questionnaire = library.find(BOXES[name])
        assert questionnaire is not None
        found[questionnaire.id] = (
            questionnaire,
            Answers(read_row(questionnaire.instrument, row)),
        )
    return found
