"""What lets somebody do more needs two administrators; what takes away acts at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.database import as_owner
from throughcare.accounts import links
from throughcare.accounts.models import User
from throughcare.agencies import actions
from throughcare.agencies.models import GrantRequest, Membership
from throughcare.core import clock
from throughcare.core.errors import NotAllowed

NEW = {"name": "Rhys Morgan", "email": "Rhys.Morgan@example.org", "role": "clinician"}


def ask(office: Any, ctx_of: Any, **what: Any) -> GrantRequest:
    with ctx_of(office.one) as ctx:
        return actions.propose_membership(ctx, team=office.team, **{**NEW, **what})


def test_nothing_is_given_when_it_is_asked(office: Any, ctx_of: Any) -> None:
    ask(office, ctx_of)
    with as_owner():
        assert not User.objects.filter(email__iexact=NEW["email"]).exists()


def test_a_second_administrator_gives_it_and_gets_the_code(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of, job_title="Mental health nurse")
    with ctx_of(office.two) as ctx:
        decision = actions.decide(ctx, request_id=request.pk, confirm=True)
    member = Membership.objects.get(user__email="rhys.morgan@example.org")
    assert (member.role, member.team_id, member.job_title) == (
        "clinician",
        office.team.pk,
        "Mental health nurse",
    )
    assert member.ends_on is None
    assert decision.status == "confirmed"
    owner = links.owner_of(decision.code)
    assert owner is not None
    assert owner.name == "Rhys Morgan"


def test_an_agreed_last_day_is_kept(office: Any, ctx_of: Any) -> None:
    last = clock.today() + timedelta(days=30)
    request = ask(office, ctx_of, ends_on=last)
    with ctx_of(office.two) as ctx:
        actions.decide(ctx, request_id=request.pk, confirm=True)
    assert Membership.objects.get(user__email="rhys.morgan@example.org").ends_on == last


def refused(office: Any, ctx_of: Any, by: Membership, request: GrantRequest) -> str:
    with ctx_of(by) as ctx, pytest.raises(actions.Refused) as error:
        actions.decide(ctx, request_id=request.pk, confirm=True)
    return error.value.why


def test_who_asked_cannot_confirm(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of)
    assert refused(office, ctx_of, office.one, request) == "second_person"


def test_who_asked_cannot_confirm_in_another_role_either(
    office: Any, ctx_of: Any, make: Any
) -> None:
    other_self = make.member("support_engineer", team=office.team, user=office.one.user)
    request = ask(office, ctx_of)
    assert refused(office, ctx_of, other_self, request) == "second_person"


def test_an_administrator_of_another_agency_cannot_confirm(
    office: Any, ctx_of: Any, make: Any
) -> None:
    request = ask(office, ctx_of)
    stranger = make.member("support_engineer")
    assert refused(office, ctx_of, stranger, request) == "absent"


def test_nobody_confirms_their_own_gain(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of, email=office.two.user.email, name="Owen Price")
    assert refused(office, ctx_of, office.two, request) == "yourself"


def test_nobody_asks_for_themselves(office: Any, ctx_of: Any) -> None:
    with ctx_of(office.one) as ctx:
        what: Any
        for what in (
            lambda: actions.propose_membership(
                ctx, team=office.team, name="Me", email=office.one.user.email, role="clinician"
            ),
            lambda: actions.propose_role(ctx, member=office.one, role="clinician"),
            lambda: actions.propose_sign_in(ctx, member=office.one),
        ):
            with pytest.raises(actions.Refused, match="yourself"):
                what()


def test_a_decided_request_is_decided(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of)
    with ctx_of(office.two) as ctx:
        actions.decide(ctx, request_id=request.pk, confirm=False, reason="Not one of ours")
    assert refused(office, ctx_of, office.two, request) == "already"
    assert not Membership.objects.filter(user__email__iexact=NEW["email"]).exists()


def test_who_asked_takes_it_back(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of)
    with ctx_of(office.one) as ctx:
        assert actions.decide(ctx, request_id=request.pk, confirm=False).status == "withdrawn"


def test_a_request_lapses_after_two_weeks(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of)
    with as_owner():
        long_ago = clock.now() - timedelta(days=15)
        GrantRequest.rows.filter(pk=request.pk).update(proposed_at=long_ago)
    assert refused(office, ctx_of, office.two, request) == "lapsed"


def test_a_role_that_the_agency_does_not_have_is_refused(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of, role="police_liaison")
    assert refused(office, ctx_of, office.two, request) == "role"


def test_the_same_is_not_asked_twice(office: Any, ctx_of: Any) -> None:
    ask(office, ctx_of)
    with pytest.raises(actions.Refused, match="waiting"):
        ask(office, ctx_of)


def test_a_change_of_role_that_gives_more_waits_for_a_second(office: Any, ctx_of: Any) -> None:
    with ctx_of(office.one) as ctx:
        request = actions.propose_role(ctx, member=office.clinician, role="supervisor")
    assert Membership.objects.get(pk=office.clinician.pk).role == "clinician"
    with ctx_of(office.two) as ctx:
        actions.decide(ctx, request_id=request.pk, confirm=True)
    assert Membership.objects.get(pk=office.clinician.pk).role == "supervisor"


def test_a_change_to_counts_only_acts_at_once(office: Any, ctx_of: Any) -> None:
    with ctx_of(office.one) as ctx:
        actions.narrow_role(ctx, member=office.clinician, role="manager")
        with pytest.raises(actions.Refused, match="not_narrower"):
            actions.narrow_role(ctx, member=office.clinician, role="clinician")
        with pytest.raises(actions.Refused, match="yourself"):
            actions.narrow_role(ctx, member=office.one, role="manager")
    assert Membership.objects.get(pk=office.clinician.pk).role == "manager"


def test_a_team_covers_another_place_only_with_two(office: Any, ctx_of: Any, make: Any) -> None:
    suite = make.place(make.agency("police"))
    with ctx_of(office.one) as ctx:
        request = actions.propose_cover(ctx, team=office.team, place=suite)
    assert not office.team.covers.exists()
    with ctx_of(office.two) as ctx:
        actions.decide(ctx, request_id=request.pk, confirm=True)
    assert list(office.team.covers.all()) == [suite]
    with ctx_of(office.one) as ctx:
        actions.drop_cover(ctx, team=office.team, place=suite)
    assert not office.team.covers.exists()


def test_a_new_sign_in_code_needs_two(office: Any, ctx_of: Any) -> None:
    with ctx_of(office.one) as ctx:
        request = actions.propose_sign_in(ctx, member=office.clinician)
    with ctx_of(office.two) as ctx:
        decision = actions.decide(ctx, request_id=request.pk, confirm=True)
    owner = links.owner_of(decision.code)
    assert owner is not None
    assert owner.user_id == office.clinician.user_id


def test_two_administrators_cannot_become_a_colleague_of_another_agency(
    office: Any, ctx_of: Any, make: Any
) -> None:
    elsewhere = make.member("clinician")
    with as_owner():
        User.objects.filter(pk=elsewhere.user_id).update(password="!none")
    request = ask(office, ctx_of, email=elsewhere.user.email, name="Somebody")
    with ctx_of(office.two) as ctx:
        decision = actions.decide(ctx, request_id=request.pk, confirm=True)
    assert decision.code == ""
    mine = Membership.objects.get(user=elsewhere.user, team=office.team)
    with ctx_of(office.one) as ctx:
        with pytest.raises(actions.Refused, match="absent"):
            actions.new_first_code(ctx, member=mine)
        request = actions.propose_sign_in(ctx, member=mine)
    assert refused(office, ctx_of, office.two, request) == "other_agency"


def test_a_first_code_is_made_again_at_once(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of)
    with ctx_of(office.two) as ctx:
        first = actions.decide(ctx, request_id=request.pk, confirm=True).code
        member = Membership.objects.get(user__email__iexact=NEW["email"])
        again = actions.new_first_code(ctx, member=member)
    assert links.owner_of(first) is None
    assert links.owner_of(again) is not None
    with as_owner():
        User.objects.filter(pk=member.user_id).update(password="used")
    with ctx_of(office.two) as ctx, pytest.raises(actions.Refused, match="absent"):
        actions.new_first_code(ctx, member=member)


@pytest.mark.parametrize("role", ["clinician", "supervisor", "manager", "privacy_officer"])
def test_nobody_else_touches_the_settings(office: Any, ctx_of: Any, make: Any, role: str) -> None:
    member = make.member(role, team=office.team)
    request = ask(office, ctx_of)
    with ctx_of(member) as ctx:
        what: Any
        for what in (
            lambda: actions.add_team(ctx, name="Mine"),
            lambda: actions.decide(ctx, request_id=request.pk, confirm=True),
            lambda: actions.end_membership(ctx, member=office.one),
            lambda: actions.propose_role(ctx, member=office.clinician, role="supervisor"),
        ):
            with pytest.raises(NotAllowed):
                what()


FORGED = {
    "a membership of one's own": (
        "INSERT INTO agencies_membership (id, user_id, team_id, role, starts_on, job_title,"
        " profession, registration, lived_experience, version) VALUES (gen_random_uuid(), %(me)s,"
        " %(team)s, 'clinician', now(), '', '', '', false, 1)"
    ),
    "a role by hand": "UPDATE agencies_membership SET role = 'clinician' WHERE id = %(member)s",
    "a longer time": "UPDATE agencies_membership SET ends_on = NULL WHERE id = %(member)s",
    "a place for a team": "INSERT INTO agencies_team_covers (team_id, place_id) SELECT %(team)s, id"
    " FROM agencies_place",
    "another place of a team": "UPDATE agencies_team SET place_id = NULL",
    "a team of another agency": "UPDATE agencies_team SET agency_id = %(other)s",
    "an agency": "UPDATE agencies_agency SET type = 'nhs_provider'",
    "a decision": "UPDATE agencies_grantrequest SET status = 'confirmed'",
    "a request removed": "DELETE FROM agencies_grantrequest",
    "a request already confirmed": (
        "INSERT INTO agencies_grantrequest (id, agency_id, kind, team_id, email, name, role,"
        " job_title, profession, registration, lived_experience, status, proposed_by_id,"
        " proposed_at, decided_reason) VALUES (gen_random_uuid(), %(agency)s, 'member', %(team)s,"
        " 'x@example.org', 'X', 'clinician', '', '', '', false, 'confirmed', %(member)s, now(), '')"
    ),
    "a request for oneself": (
        "INSERT INTO agencies_grantrequest (id, agency_id, kind, team_id, email, name, role,"
        " job_title, profession, registration, lived_experience, status, proposed_by_id,"
        " proposed_at, decided_reason) VALUES (gen_random_uuid(), %(agency)s, 'member', %(team)s,"
        " upper(%(email)s), 'X', 'clinician', '', '', '', false, 'proposed', %(member)s, now(), '')"
    ),
    "a request in a colleague's name": (
        "INSERT INTO agencies_grantrequest (id, agency_id, kind, team_id, email, name, role,"
        " job_title, profession, registration, lived_experience, status, proposed_by_id,"
        " proposed_at, decided_reason) VALUES (gen_random_uuid(), %(agency)s, 'member', %(team)s,"
        " 'x@example.org', 'X', 'clinician', '', '', '', false, 'proposed', %(two)s, now(), '')"
    ),
    "a request for one's own membership": (
        "INSERT INTO agencies_grantrequest (id, agency_id, kind, team_id, email, name, role,"
        " job_title, profession, registration, lived_experience, status, proposed_by_id,"
        " proposed_at, decided_reason, membership_id) VALUES (gen_random_uuid(), %(agency)s,"
        " 'role', %(team)s, 'x@example.org', 'X', 'clinician', '', '', '', false, 'proposed',"
        " %(member)s, now(), '', %(member)s)"
    ),
}


@pytest.mark.parametrize("what", sorted(FORGED))
def test_the_web_role_cannot_write_it_in_sql(
    office: Any, ctx_of: Any, make: Any, what: str
) -> None:
    make.place(make.agency("police"))
    values = {
        "me": office.one.user_id,
        "email": office.one.user.email,
        "member": office.one.pk,
        "two": office.two.pk,
        "team": office.team.pk,
        "agency": office.team.agency_id,
        "other": make.agency().pk,
    }
    with ctx_of(office.one) as ctx:
        actions.propose_membership(ctx, team=office.team, **NEW)  # type: ignore[arg-type]
        with (
            pytest.raises(Error, match=r"permission denied|row-level security"),
            transaction.atomic(),
        ):
            connection.cursor().execute(FORGED[what], values)


def test_without_a_context_the_functions_do_nothing(office: Any, ctx_of: Any) -> None:
    request = ask(office, ctx_of)
    with connection.cursor() as cursor:
        for call in (
            f"app.decide_grant('{request.pk}', true, '', '{'0' * 64}', 7)",
            f"app.end_membership('{office.clinician.pk}')",
            f"app.narrow_role('{office.clinician.pk}', 'manager')",
            f"app.pass_on_work('{office.clinician.pk}', '{office.one.pk}')",
            f"app.new_first_link('{office.clinician.pk}', '{'0' * 64}', 7)",
            f"app.drop_cover('{office.team.pk}', '{office.team.pk}')",
        ):
            cursor.execute(f"SELECT {call}::text")
            assert "not_administrator" in cursor.fetchone()[0]
        cursor.execute(f"SELECT app.open_work('{office.clinician.pk}')")
        assert cursor.fetchone()[0] == 0


def test_each_step_is_in_the_audit_without_names(office: Any, ctx_of: Any) -> None:
    from throughcare.audit.models import AuditEntry

    request = ask(office, ctx_of)
    with ctx_of(office.two) as ctx:
        actions.decide(ctx, request_id=request.pk, confirm=True)
    with as_owner():
        rows = list(AuditEntry.rows.filter(action__startswith="settings.").order_by("id"))
    assert [(row.action, row.membership_id) for row in rows] == [
        ("settings.member_proposed", office.one.pk),
        ("settings.request_confirmed", office.two.pk),
    ]
    assert all(request.pk in row.object_ids and not row.person_ids for row in rows)
    assert not re.search("Rhys|example.org", str([vars(row) for row in rows]))
