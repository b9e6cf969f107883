"""What the tests of referrals stand on. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.people.models import Person
from throughcare.referrals import actions
from throughcare.referrals.models import DirectoryService, Referral
from throughcare.sharing.models import Relationship


@dataclass
class County:
    """A team that refers, a charity that is referred to, a team in between, and one person."""

    nurse: Membership
    colleague: Membership
    link_worker: Membership
    bereavement: Membership
    manager: Membership
    elsewhere: Membership
    officer: Membership
    administrator: Membership
    person: Person
    service: DirectoryService
    outside: DirectoryService


def entry(keeper: Membership, name: str, **fields: Any) -> DirectoryService:
    """One entry of the directory, written as set-up writes it."""
    fields.setdefault("how", "team" if fields.get("team") else "letter")
    fields.setdefault("checked_on", clock.today())
    fields.setdefault("slug", name.lower().replace(" ", "-"))
    with as_owner():
        return DirectoryService.objects.create(
            name=name, agency_id=keeper.team.agency_id, kept_by=keeper, **fields
        )


def build(make: Any) -> County:
    trust, charity = make.agency(), make.agency("charity_provider")
    nurse = make.member("clinician", team=make.team(trust), name="Priya Nair")
    colleague = make.member("clinician", team=nurse.team, name="Ben Achebe")
    link_worker = make.member("practitioner", team=nurse.team, name="Dana Whitmore")
    bereavement = make.member("clinician", team=make.team(charity), name="Amara Osei")
    manager = make.member("practitioner", team=bereavement.team, name="Femi Balogun")
    administrator = make.member("support_engineer", team=nurse.team)
    officer = make.member("probation_practitioner")
    elsewhere = make.member("clinician", team=make.team(charity), name="Lucy Tran")
    person = make.person(nurse, given_name="Daniel", family_name="Okafor", sex="male")
    make.link(person, nurse.pk, Relationship.CASELOAD)
    make.link(person, officer.pk, Relationship.ORDER_SUPERVISION)
    service = entry(
        administrator,
        "Northfield Bereavement Support",
        team=bereavement.team,
        needs=["bereavement"],
        wait_days=12,
    )
    outside = entry(administrator, "Vale Counselling", phone="01632 960 700")
    return County(
        nurse,
        colleague,
        link_worker,
        bereavement,
        manager,
        elsewhere,
        officer,
        administrator,
        person,
        service,
        outside,
    )


@pytest.fixture
def county(make: Any) -> County:
    return build(make)


SHEET = {"person": [["Name", "Daniel Okafor"]], "reach": [], "helps": [], "from": "Priya Nair"}


def request(**said: Any) -> actions.Request:
    said.setdefault("reason", "His mother died in March")
    said.setdefault("asked", "Offer a first appointment")
    said.setdefault("ground", "agreed")
    said.setdefault("ground_words", "Daniel agreed to you seeing this, and nothing else")
    said.setdefault("seen", SHEET)
    return actions.Request(**said)


@pytest.fixture
def sent(county: County, ctx_of: Any) -> Referral:
    with ctx_of(county.nurse) as ctx:
        return actions.send_referral(
            ctx, person_id=county.person.pk, service=county.service, request=request()
        )


@pytest.fixture
def posted(county: County, ctx_of: Any) -> Referral:
    """One sent by letter to a service outside the product."""
    with ctx_of(county.nurse) as ctx:
        return actions.send_referral(
            ctx, person_id=county.person.pk, service=county.outside, request=request()
        )
