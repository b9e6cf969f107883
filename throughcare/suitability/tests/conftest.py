"""What the tests of suitability stand on. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.people.models import Person
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship
from throughcare.suitability import actions
from throughcare.suitability.models import Suitability

PATHWAY = "mental-health-requirement"
ASKED = (
    "guilty",
    "in_range",
    "may_help",
    "no_hospital_order",
    "below_detention",
    "arranged",
    "has_gp",
)


@dataclass
class Team:
    """A nurse and her clinical lead, a support worker, the officer, the police, and one person."""

    nurse: Membership
    lead: Membership
    worker: Membership
    officer: Membership
    police: Membership
    person: Person


@pytest.fixture
def team(make: Any, ctx_of: Any) -> Team:
    trust, probation, force = make.agency(), make.agency("probation"), make.agency("police")
    here = make.team(trust)
    nurse = make.member("clinician", team=here, name="Priya Nair")
    lead = make.member("supervisor", team=here, name="Ruth Sandford")
    worker = make.member("practitioner", team=here, name="Dana Whitmore")
    officer = make.member("probation_practitioner", team=make.team(probation))
    police = make.member("police_liaison", team=make.team(force))
    person = make.person(nurse, given_name="Aaliyah", family_name="Begum", born_on=date(2004, 1, 9))
    make.link(person, officer.pk, Relationship.ORDER_SUPERVISION)
    make.link(person, police.team_id, Relationship.CUSTODY)
    make.sharing(trust, probation, purpose="supervision", categories=("identity", "health_summary"))
    with ctx_of(nurse) as ctx:
        sharing.record_agreement(ctx, person_id=person.pk, recipient="probation", answer="yes")
    return Team(nurse, lead, worker, officer, police, person)


def days_on(days: int) -> date:
    return clock.today() + timedelta(days=days)


@pytest.fixture
def row(team: Team, ctx_of: Any) -> Suitability:
    """Somebody looks at a requirement, three weeks before sentence."""
    with ctx_of(team.nurse) as ctx:
        return actions.consider(
            ctx, person_id=team.person.pk, pathway=PATHWAY, sentence_on=days_on(21)
        )


def answered(ctx: Any, row: Suitability, criterion: str, **given: Any) -> Any:
    given = {"said": "yes", "why": "Axolotlreason", **given}
    return actions.answer(
        ctx,
        suitability_id=row.pk,
        criterion=criterion,
        version=given.pop("version", 0),
        given=actions.Answered(**given),
    )


def willing(ctx: Any, person: Person, *, yes: bool = True, at: datetime | None = None) -> None:
    sharing.record_willingness(
        ctx,
        person_id=person.pk,
        requirement="mental_health",
        willing=yes,
        words_used="I want to do it.",
        at=at,
    )


def sent(ctx: Any, row: Suitability) -> Suitability:
    row = Suitability.visible_to(ctx).get(pk=row.pk)
    return actions.send_for_sign_off(ctx, suitability_id=row.pk, version=row.version)


def signed(ctx: Any, row: Suitability, view: str = "suitable", **given: Any) -> Any:
    row = Suitability.visible_to(ctx).get(pk=row.pk)
    given = {"line": "Treatment is likely to help.", **given}
    return actions.sign(
        ctx,
        suitability_id=row.pk,
        version=row.version,
        given=actions.Signing(view=view, **given),
    )
