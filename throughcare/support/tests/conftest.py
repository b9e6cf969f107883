"""What the tests of support stand on. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from throughcare.agencies.models import Agency, Membership
from throughcare.core import clock
from throughcare.people.models import Person
from throughcare.sharing.models import Relationship
from throughcare.support import actions
from throughcare.support.models import SupportTask

Status = SupportTask.Status


@dataclass
class Street:
    """A link worker and a colleague, a clinician of the trust, an officer, and one person."""

    harbour: Agency
    trust: Agency
    probation: Agency
    jo: Membership
    femi: Membership
    nurse: Membership
    officer: Membership
    stranger: Membership
    person: Person


def build(make: Any) -> Street:
    harbour, trust = make.agency("charity_provider"), make.agency()
    probation = make.agency("probation")
    team = make.team(harbour)
    jo = make.member("practitioner", team=team, name="Jo Castell")
    femi = make.member("supervisor", team=team, name="Femi Balogun")
    nurse = make.member("clinician", team=make.team(trust), name="Helen Marsh")
    officer = make.member("probation_practitioner", team=make.team(probation), name="Sam Adeyemi")
    person = make.person(jo, given_name="Leanne", family_name="Whitlock", likes_to_be_called="Lea")
    make.link(person, jo.pk, Relationship.CASELOAD)
    make.link(person, nurse.team_id, Relationship.TEAM)
    make.link(person, officer.pk, Relationship.ORDER_SUPERVISION)
    shared = ("identity", "justice", "health_summary")
    for giver, taker in ((harbour, trust), (trust, harbour)):
        make.sharing(giver, taker, purpose="direct_care", categories=shared)
    for giver in (harbour, trust):
        make.sharing(giver, probation, purpose="supervision", categories=shared)
    make.sharing(probation, harbour, purpose="direct_care", categories=("identity", "justice"))
    make.sharing(probation, trust, purpose="direct_care", categories=("identity", "justice"))
    stranger = make.member("practitioner", name="Nobody Here")
    return Street(harbour, trust, probation, jo, femi, nurse, officer, stranger, person)


@pytest.fixture
def street(make: Any) -> Street:
    return build(make)


def days(number: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=number)


def step(status: str = Status.STARTED, **facts: Any) -> actions.Step:
    facts.setdefault("next_step", "Ring the housing office")
    facts.setdefault("next_on", days(2))
    return actions.Step(status, **facts)


@pytest.fixture
def task(street: Street, ctx_of: Any) -> SupportTask:
    """A housing line that Jo put on the list."""
    with ctx_of(street.jo) as ctx:
        return actions.add_task(ctx, person_id=street.person.pk, need="housing", step=step())
