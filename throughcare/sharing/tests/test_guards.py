"""Limited and restricted records, named exclusions and permissions (security.md §2.2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.models import Event
from throughcare.people.models import Person
from throughcare.sharing import guard_actions as guards
from throughcare.sharing.models import Relationship


@pytest.fixture
def team(make: Any) -> Any:
    """Two colleagues of one team and a team lead, with one person between them."""

    class Team:
        me = make.member("clinician")
        person = make.person(me)

    Team.colleague = make.member("clinician", team=Team.me.team)  # type: ignore[attr-defined]
    Team.lead = make.member("supervisor", team=Team.me.team)  # type: ignore[attr-defined]
    make.link(Team.person, Team.me.id, Relationship.CASELOAD)
    return Team


def sees(ctx_of: Any, member: Any) -> bool:
    """Whether both layers show the member anybody; they must agree."""
    with ctx_of(member) as ctx, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        seen = cursor.fetchone()[0] > 0
        assert Person.visible_to(ctx).exists() == seen
        return bool(seen)


def guard(ctx_of: Any, by: Any, person: Any, kind: str) -> None:
    with ctx_of(by) as ctx:
        guards.set_guard(ctx, person_id=person.pk, guard=kind, reason="Works with us")


def test_restricting_leaves_the_record_to_who_did_it(team: Any, ctx_of: Any, make: Any) -> None:
    guard(ctx_of, team.me, team.person, "restricted")
    assert sees(ctx_of, team.me)
    assert not sees(ctx_of, team.colleague)
    assert not sees(ctx_of, team.lead)
    with ctx_of(team.me) as ctx:
        guards.permit_user(
            ctx, person_id=team.person.pk, user_id=team.lead.user_id, reason="Leads the care"
        )
    assert sees(ctx_of, team.lead)
    assert not sees(ctx_of, team.colleague)
    with ctx_of(team.lead) as ctx:
        guards.end_permission(ctx, person_id=team.person.pk, user_id=team.me.user_id)
    assert not sees(ctx_of, team.me)
    guard(ctx_of, team.lead, team.person, "none")
    assert sees(ctx_of, team.colleague)
    assert make.fresh(team.person).version == 3


def test_a_limited_record_stays_with_those_who_work_with_the_person(team: Any, ctx_of: Any) -> None:
    guard(ctx_of, team.me, team.person, "limited")
    assert sees(ctx_of, team.colleague)


def test_the_last_one_stays_on_the_list(team: Any, ctx_of: Any) -> None:
    guard(ctx_of, team.me, team.person, "restricted")
    with ctx_of(team.me) as ctx, pytest.raises(MoveNotAllowed), transaction.atomic():
        guards.end_permission(ctx, person_id=team.person.pk, user_id=team.me.user_id)
    assert sees(ctx_of, team.me)


def test_an_excluded_colleague_sees_nothing_until_it_ends(team: Any, ctx_of: Any) -> None:
    with ctx_of(team.me) as ctx:
        guards.exclude_user(
            ctx, person_id=team.person.pk, user_id=team.colleague.user_id, reason="Former partner"
        )
    assert not sees(ctx_of, team.colleague)
    assert sees(ctx_of, team.lead)
    with ctx_of(team.me) as ctx:
        guards.end_exclusion(ctx, person_id=team.person.pk, user_id=team.colleague.user_id)
        with pytest.raises(MoveNotAllowed):
            guards.end_exclusion(ctx, person_id=team.person.pk, user_id=team.colleague.user_id)
    assert sees(ctx_of, team.colleague)


def test_nobody_excludes_themselves(team: Any, ctx_of: Any) -> None:
    with ctx_of(team.me) as ctx, pytest.raises(MoveNotAllowed):
        guards.exclude_user(
            ctx, person_id=team.person.pk, user_id=team.me.user_id, reason="Mistake"
        )


def test_a_guard_needs_a_reason_and_leaves_an_event(team: Any, ctx_of: Any) -> None:
    with ctx_of(team.me) as ctx:
        with pytest.raises(ReasonMissing):
            guards.set_guard(ctx, person_id=team.person.pk, guard="limited", reason=" ")
        guards.set_guard(ctx, person_id=team.person.pk, guard="limited", reason="A neighbour")
        event = Event.visible_to(ctx).get(type="person.guard_changed")
    assert event.payload == {"guard": "limited"}, "the reason stays out of the event"


CALLS = {
    "set_guard": "SELECT app.set_guard(%(person)s, 'restricted', 'why')",
    "exclude_user": "SELECT app.exclude_user(%(person)s, %(user)s, 'why')",
    "permit_user": "SELECT app.permit_user(%(person)s, %(user)s, 'why')",
    "end_exclusion": "SELECT app.end_exclusion(%(person)s, %(user)s)",
    "end_permission": "SELECT app.end_permission(%(person)s, %(user)s)",
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("who", ["stranger", "without grant", "nobody"])
def test_by_raw_sql_the_web_role_guards_nothing_that_is_not_its_own(
    team: Any, ctx_of: Any, make: Any, name: str, who: str
) -> None:
    values = {"person": team.person.pk, "user": team.lead.user_id}

    def refused() -> None:
        with (
            pytest.raises(Exception, match=r"not allowed to change|no access context"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(CALLS[name], values)

    if who == "nobody":
        refused()
        return
    # A colleague reads by the team's link; without the caseload they may not grant.
    with ctx_of(make.member("clinician") if who == "stranger" else team.colleague):
        refused()


def test_who_is_excluded_is_told_to_those_who_may_change_it_only(team: Any, ctx_of: Any) -> None:
    with ctx_of(team.me) as ctx:
        guards.exclude_user(
            ctx, person_id=team.person.pk, user_id=team.lead.user_id, reason="Sister"
        )
    answers = {}
    for name in ("me", "colleague"):
        with ctx_of(getattr(team, name)), connection.cursor() as cursor:
            cursor.execute("SELECT app.guards_of(%s)", [team.person.pk])
            answers[name] = cursor.fetchone()
    assert "Sister" in str(answers["me"])
    assert answers["colleague"] is None or answers["colleague"][0] is None


@pytest.mark.parametrize("table", ["exclusion", "permission", "guarddecision"])
def test_the_web_role_reads_no_list_of_names(team: Any, ctx_of: Any, table: str) -> None:
    with (
        ctx_of(team.me),
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM sharing_{table}")


def test_a_stranger_is_refused_as_for_a_person_who_does_not_exist(
    team: Any, ctx_of: Any, make: Any
) -> None:
    import uuid

    messages = []
    with ctx_of(make.member("clinician")) as ctx:
        for person_id in (team.person.pk, uuid.uuid4()):
            with pytest.raises(NotAllowed) as refused:
                guards.set_guard(ctx, person_id=person_id, guard="none", reason="why")
            messages.append(str(refused.value))
    assert messages[0] == messages[1]
