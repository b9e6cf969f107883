"""Makes what a test stands on: agencies, members, people, links. Everything is invented."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.database import as_owner
from throughcare.accounts.models import User
from throughcare.agencies.models import Agency, Membership, Place, Team
from throughcare.core import clock, context
from throughcare.core.access import CATEGORIES
from throughcare.core.context import Context
from throughcare.core.middleware import SESSION_KEY, working_as_session
from throughcare.people.models import Person, PersonName
from throughcare.sharing.models import Link, Relationship, SharingAgreement

PURPOSE_OF = {
    "clinician": "direct_care",
    "practitioner": "direct_care",
    "supervisor": "supervision",
    "admin": "direct_care",
    "probation_practitioner": "supervision",
    "court_officer": "court_report",
    "police_liaison": "safeguarding",
    "council_officer": "safeguarding",
    "manager": "service_management",
    "privacy_officer": "audit",
    "auditor": "audit",
    "evaluator": "service_management",
    "support_engineer": "service_management",
}


class Make:
    """Factories; each writes as the owner and returns the row."""

    def __init__(self) -> None:
        self.count = itertools.count(1)

    def agency(self, type: str = "nhs_provider", name: str = "") -> Agency:
        name = name or f"{type.replace('_', ' ').title()} {next(self.count)}"
        with as_owner():
            return Agency.objects.create(name=name, type=type, starts_on=date(2020, 1, 1))

    def place(self, agency: Agency, kind: str = "custody", name: str = "") -> Place:
        number = next(self.count)
        with as_owner():
            return Place.objects.create(
                name=name or f"Northfield {kind} {number}",
                kind=kind,
                slug=f"place-{number}",
                agency=agency,
            )

    def team(self, agency: Agency | None = None, *, covers: tuple[Place, ...] = ()) -> Team:
        agency = agency or self.agency()
        with as_owner():
            team = Team.objects.create(agency=agency, name=f"Team {next(self.count)}")
            team.covers.set(covers)
            return team

    def member(
        self, role: str = "clinician", *, team: Team | None = None, name: str = "", **fields: Any
    ) -> Membership:
        team = team or self.team(self.agency(TYPE_OF.get(role, "nhs_provider")))
        number = next(self.count)
        with as_owner():
            user = fields.pop("user", None) or User.objects.create(
                email=f"person{number}@example.org", name=name or f"Staff {number}", password="!"
            )
            return Membership.objects.create(
                user=user, team=team, role=role, starts_on=date(2020, 1, 1), **fields
            )

    def person(self, by: Membership, *, linked: bool = True, **fields: Any) -> Person:
        """A person recorded by a member; linked to the member's team unless told not to."""
        number = next(self.count)
        fields.setdefault("given_name", "Marcus")
        fields.setdefault("family_name", f"Bright{number}")
        fields.setdefault("born_on", date(1999, 7, 8))
        sort = f"{fields['family_name']} {fields['given_name']}".upper()
        now = clock.now()
        with as_owner():
            person = Person(
                agency_id=by.team.agency_id,
                recorded_by=by,
                recorded_at=now,
                sort_name=sort,
                **fields,
            )
            person.save(force_insert=True)
            PersonName(
                person=person,
                agency_id=by.team.agency_id,
                recorded_by=by,
                recorded_at=now,
                kind="used",
                given_name=person.given_name,
                family_name=person.family_name,
                search_name=sort,
                source="person",
                starts_on=date(2020, 1, 1),
            ).save(force_insert=True)
        if linked:
            self.link(person, by.team_id, Relationship.TEAM)
        return person

    def link(
        self, person: Person, principal: uuid.UUID, kind: int, *, days: int | None = None
    ) -> Link:
        from django.db import connection

        at = clock.now()
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute("SELECT app.agency_of(%s)", [principal])
                agency_id = cursor.fetchone()[0]
            link = Link(
                person=person,
                principal_id=principal,
                kind=kind,
                agency_id=agency_id,
                source="test",
                starts_at=at - timedelta(minutes=1),
                ends_at=at + timedelta(days=days) if days is not None else None,
                granted_by=uuid.uuid4(),
                granted_at=at,
            )
            link.save(force_insert=True)
            return link

    def sharing(
        self,
        giver: Agency,
        recipient: Agency,
        *,
        purpose: str,
        categories: tuple[str, ...] = ("identity", "health_summary"),
        grants_find: bool = False,
    ) -> SharingAgreement:
        one, two = self.member("support_engineer"), self.member("support_engineer")
        with as_owner():
            return SharingAgreement.objects.create(
                from_agency=giver,
                to_agency=recipient,
                purpose=purpose,
                categories=sum(1 << CATEGORIES.index(c) for c in categories),
                grants_find=grants_find,
                status="live",
                starts_at=datetime(2020, 1, 1, tzinfo=UTC),
                document="Test agreement",
                signatories="Two people",
                proposed_by=one,
                confirmed_by=two,
            )

    def fresh(self, row: Any) -> Any:
        """The row as the database has it, whoever may see it."""
        with as_owner():
            return type(row)._base_manager.get(pk=row.pk)


TYPE_OF = {
    "probation_practitioner": "probation",
    "police_liaison": "police",
    "court_officer": "court",
    "council_officer": "local_authority",
}


@pytest.fixture
def make(db: None) -> Make:
    return Make()


@contextmanager
def working_as(member: Membership, purpose: str = "") -> Iterator[Context]:
    """Begin the access context of a member on this connection, as the middleware does."""
    ctx = context.begin(
        membership_id=member.id,
        purpose=purpose or PURPOSE_OF[member.role],
        session_ref="test",
        at=clock.now(),
    )
    try:
        yield ctx
    finally:
        from django.db import connection

        if not connection.needs_rollback:
            context.end()


@pytest.fixture
def ctx_of(db: None) -> Any:
    """``with ctx_of(member) as ctx:``"""
    return working_as


@pytest.fixture
def client_of(db: None) -> Any:
    """``client_of(member)``: a signed-in client that has chosen this role."""

    def signed_in(member: Membership, purpose: str = "") -> Client:
        client = Client()
        client.force_login(member.user)
        session = client.session
        session[SESSION_KEY] = working_as_session(
            membership_id=member.id, purpose=purpose or PURPOSE_OF[member.role]
        )
        session.save()
        return client

    return signed_in
