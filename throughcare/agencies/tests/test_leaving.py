"""Somebody leaves: open work goes to a colleague first; then nothing opens."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from evidence.shape.catalogue import event_types
from tests.database import as_owner
from throughcare.accounts.models import User
from throughcare.agencies import actions, selectors
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.core.models import Due, Event


def owe(member: Membership, make: Any) -> Due:
    """A piece of open work that a member owns."""
    person = make.person(member)
    at = clock.now()
    with as_owner():
        event = Event(
            type="person.added",
            category="identity",
            happened_at=at,
            recorded_at=at,
            person_id=person.pk,
            subject_table="people_person",
            subject_id=person.pk,
            agency_id=member.team.agency_id,
            team_id=member.team_id,
            by_membership_id=member.pk,
            by_name="Somebody",
        )
        event.save(force_insert=True)
        due = Due(
            id=uuid.uuid4(),
            kind="screen",
            category="health_summary",
            person_id=person.pk,
            subject_table="people_person",
            subject_id=person.pk,
            agency_id=member.team.agency_id,
            team_id=member.team_id,
            owner_id=member.pk,
            urgency="today",
            due_at=at,
            opened_by=event,
            opened_at=at,
        )
        due.save(force_insert=True)
        return due


def test_a_member_with_open_work_is_not_ended(office: Any, ctx_of: Any, make: Any) -> None:
    owe(office.clinician, make)
    with ctx_of(office.one) as ctx:
        what: Any
        for what in (
            lambda: actions.end_membership(ctx, member=office.clinician),
            lambda: actions.narrow_role(ctx, member=office.clinician, role="manager"),
        ):
            with pytest.raises(actions.Refused, match="open_work"):
                what()


def test_the_work_goes_to_a_colleague_of_the_team_and_then_they_leave(
    office: Any, ctx_of: Any, make: Any
) -> None:
    due = owe(office.clinician, make)
    colleague = make.member("clinician", team=office.team)
    with ctx_of(office.one) as ctx:
        assert actions.pass_on_work(ctx, member=office.clinician, to=colleague) == 1
        actions.end_membership(ctx, member=office.clinician)
    assert make.fresh(due).owner_id == colleague.pk
    with as_owner():
        event = Event.rows.get(type="work.passed_on")
    assert event.subject_id == due.pk
    assert (event.payload["from"], event.payload["to"]) == (
        str(office.clinician.pk),
        str(colleague.pk),
    )
    assert event_types()["work.passed_on"].problems(event.payload) == []
    assert (event.category, event.person_id, event.team_id) == (
        due.category,
        due.person_id,
        due.team_id,
    )
    assert make.fresh(office.clinician).ends_on == clock.today() - timedelta(days=1)


def test_work_goes_to_nobody_outside_the_team_and_to_nobody_who_left(
    office: Any, ctx_of: Any, make: Any
) -> None:
    owe(office.clinician, make)
    left = make.member("clinician", team=office.team, ends_on=clock.today() - timedelta(days=3))
    with ctx_of(office.one) as ctx:
        for to in (office.two, left, make.member(), office.clinician):
            with pytest.raises(actions.Refused, match="not_a_colleague"):
                actions.pass_on_work(ctx, member=office.clinician, to=to)
        assert left not in selectors.colleagues(ctx, office.clinician)


def test_an_administrator_sees_how_much_and_nothing_else(
    office: Any, ctx_of: Any, make: Any
) -> None:
    owe(office.clinician, make)
    owe(office.clinician, make)
    with ctx_of(office.one) as ctx:
        assert selectors.open_work(ctx) == {office.clinician.pk: 2}
        assert not Due.visible_to(ctx).exists()
    with ctx_of(make.member("support_engineer")) as ctx:
        assert selectors.open_work(ctx) == {}


def test_whose_last_role_ends_cannot_sign_in(office: Any, ctx_of: Any, make: Any) -> None:
    second = make.member("supervisor", team=office.team, user=office.clinician.user)
    with ctx_of(office.one) as ctx:
        actions.end_membership(ctx, member=office.clinician)
        assert make.fresh(office.clinician.user).is_active
        actions.end_membership(ctx, member=second)
    assert not make.fresh(office.clinician.user).is_active


def test_who_left_can_be_added_again(office: Any, ctx_of: Any, make: Any) -> None:
    user: User = office.clinician.user
    with ctx_of(office.one) as ctx:
        actions.end_membership(ctx, member=office.clinician)
        request = actions.propose_membership(
            ctx, team=office.team, name=user.name, email=user.email, role="clinician"
        )
    with ctx_of(office.two) as ctx:
        actions.decide(ctx, request_id=request.pk, confirm=True)
    assert make.fresh(user).is_active
    assert len(selectors.memberships_of(user.pk)) == 1


def test_the_last_administrator_stays(office: Any, ctx_of: Any) -> None:
    with ctx_of(office.one) as ctx:
        actions.end_membership(ctx, member=office.two)
        with pytest.raises(actions.Refused, match="last_administrator"):
            actions.end_membership(ctx, member=office.one)


def test_ending_twice_and_ending_a_stranger(office: Any, ctx_of: Any, make: Any) -> None:
    with ctx_of(office.one) as ctx:
        actions.end_membership(ctx, member=office.clinician)
        with pytest.raises(actions.Refused, match="already"):
            actions.end_membership(ctx, member=office.clinician)
        with pytest.raises(actions.Refused, match="absent"):
            actions.end_membership(ctx, member=make.member())


def test_who_came_today_can_leave_today(office: Any, ctx_of: Any, make: Any) -> None:
    member = make.member("clinician", team=office.team)
    with as_owner():
        Membership.objects.filter(pk=member.pk).update(starts_on=clock.today())
    with ctx_of(office.one) as ctx:
        actions.end_membership(ctx, member=member)
    assert selectors.memberships_of(member.user_id) == []


def test_the_pages_of_a_leaver_close_at_the_next_press(office: Any, ctx_of: Any) -> None:
    client = office.page_of(office.two)
    assert client.get("/settings/people/").status_code == 200
    with ctx_of(office.one) as ctx:
        actions.end_membership(ctx, member=office.two)
    assert client.get("/settings/people/").headers["Location"].startswith("/sign-in/")
