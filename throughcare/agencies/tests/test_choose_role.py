"""Choosing a role: only one's own, only live, only for what the role is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.database import as_owner
from throughcare.agencies.models import Agency, Membership, Team
from throughcare.core import clock
from throughcare.core.middleware import SESSION_KEY


def signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def test_with_one_role_for_one_purpose_there_is_nothing_to_choose(make: Any) -> None:
    member = make.member("support_engineer")
    client = signed_in(member)
    answer = client.get("/role/?next=/settings/people/")
    assert answer.headers["Location"] == "/settings/people/"
    assert client.session[SESSION_KEY]["membership"] == str(member.pk)
    assert client.get("/settings/people/").status_code == 200


def test_the_choice_shows_role_team_agency_and_purposes(make: Any) -> None:
    member = make.member("clinician")
    other = make.member("support_engineer", user=member.user)
    page = signed_in(member).get("/role/").content.decode()
    for words in ("Clinician", member.team.name, member.team.agency.name, "Service administrator"):
        assert words in page
    assert f"{member.pk}:direct_care" in page
    assert f"{member.pk}:safeguarding" in page
    assert f"{other.pk}:service_management" in page
    assert f"{member.pk}:audit" not in page


def test_a_change_of_role_is_a_new_session(make: Any) -> None:
    member = make.member("clinician")
    client = signed_in(member)
    before = client.session.session_key
    client.post("/role/", {"choice": f"{member.pk}:direct_care"})
    first = dict(client.session[SESSION_KEY])
    between = client.session.session_key
    client.post("/role/", {"choice": f"{member.pk}:safeguarding"})
    assert len({before, between, client.session.session_key}) == 3
    assert client.session[SESSION_KEY]["purpose"] == "safeguarding"
    assert client.session[SESSION_KEY]["ref"] != first["ref"]


def test_the_choice_is_in_the_audit(make: Any) -> None:
    from throughcare.audit.models import AuditEntry

    member = make.member("clinician")
    signed_in(member).post("/role/", {"choice": f"{member.pk}:direct_care"})
    with as_owner():
        row = AuditEntry.rows.get(action="role_chosen")
    assert (row.membership_id, row.role, row.purpose) == (member.pk, "clinician", "direct_care")


@pytest.mark.parametrize("spoil", ["someone else", "other purpose", "nothing", "\0", "x" * 100_000])
def test_nobody_takes_what_they_were_not_given(make: Any, spoil: str) -> None:
    member, other = make.member("clinician"), make.member("supervisor")
    choice = {
        "someone else": f"{other.pk}:supervision",
        "other purpose": f"{member.pk}:audit",
        "nothing": "",
    }.get(spoil, spoil)
    client = signed_in(member)
    assert client.post("/role/", {"choice": choice}).status_code == 422
    assert SESSION_KEY not in client.session


def test_what_has_ended_is_not_offered(make: Any) -> None:
    yesterday = clock.today() - timedelta(days=1)
    end: Any
    for end in (
        lambda m: Membership.objects.filter(pk=m.pk).update(ends_on=yesterday),
        lambda m: Membership.objects.filter(pk=m.pk).update(
            starts_on=clock.today() + timedelta(days=1)
        ),
        lambda m: Team.objects.filter(pk=m.team_id).update(ends_on=yesterday),
        lambda m: Agency.objects.filter(pk=m.team.agency_id).update(ends_on=yesterday),
    ):
        member = make.member("clinician")
        with as_owner():
            end(member)
        client = signed_in(member)
        assert "Your account has no role now" in client.get("/role/").content.decode()
        choice = {"choice": f"{member.pk}:direct_care"}
        assert client.post("/role/", choice).status_code == 422


def test_the_last_day_still_counts(make: Any) -> None:
    member = make.member("clinician", ends_on=clock.today())
    assert f"{member.pk}:direct_care" in signed_in(member).get("/role/").content.decode()


def test_every_role_has_a_purpose_in_its_own_kind_of_agency(make: Any) -> None:
    from tests.factories import PURPOSE_OF
    from throughcare.agencies.models import Role

    for role in set(Role) - {Role.PERSON}:
        member = make.member(role.value)
        page = signed_in(member).get("/role/?change=yes").content.decode()
        assert f"{member.pk}:{PURPOSE_OF[role.value]}" in page
