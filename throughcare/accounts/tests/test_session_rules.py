"""When a screen locks, when a session ends, and that nothing typed is lost to either."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.database import as_owner
from throughcare.accounts.models import User
from throughcare.accounts.tests.conftest import PASSWORD, sign_in
from throughcare.agencies.models import Membership
from throughcare.core.middleware import SESSION_KEY

PAGE = "/settings/people/"


@pytest.fixture
def at_work(with_password: Any, client_of: Any, clock: Any) -> tuple[Client, Membership]:
    """An administrator with a page open, at the beginning of stopped time."""
    member = with_password("support_engineer")
    client = client_of(member)
    assert client.get(PAGE).status_code == 200
    return client, member


def test_a_quiet_screen_locks_after_fifteen_minutes(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    clock.forward(minutes=15)
    assert client.get(PAGE).status_code == 200
    clock.forward(minutes=15, seconds=31)
    assert client.get(PAGE).headers["Location"] == "/lock/?next=%2Fsettings%2Fpeople%2F"


def test_the_lock_gives_nothing_of_the_page_away(at_work: Any, clock: Any) -> None:
    client, member = at_work
    clock.forward(minutes=16)
    page = client.get(PAGE, follow=True).content.decode()
    assert "This screen is locked" in page
    assert member.team.name not in page
    assert "Settings" not in page


def test_the_password_opens_it_where_it_was(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    clock.forward(minutes=16)
    locked = client.get(PAGE).headers["Location"]
    assert client.post(locked, {"password": "wrong", "next": PAGE}).status_code == 422
    assert client.get(PAGE).status_code == 302
    answer = client.post(locked, {"password": PASSWORD, "next": PAGE})
    assert answer.headers["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


def test_time_does_not_open_a_locked_screen(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    client.get("/lock/")
    assert client.get(PAGE).status_code == 302
    assert client.post("/stay-signed-in/").headers["Location"].startswith("/lock/")
    assert client.get(PAGE).status_code == 302


def test_each_person_sets_their_own_quiet_time(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    answer = client.post("/account/", {"idle_minutes": "60", "language": "en-gb"})
    assert answer.status_code == 302
    clock.forward(minutes=59)
    assert client.get(PAGE).status_code == 200
    clock.forward(minutes=61)
    assert client.get(PAGE).status_code == 302


def test_staying_signed_in_is_a_press(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    clock.forward(minutes=14)
    answer = client.post("/stay-signed-in/", headers={"Accept": "application/json"})
    assert answer.status_code == 204
    clock.forward(minutes=14)
    assert client.get(PAGE).status_code == 200
    assert client.get("/stay-signed-in/").status_code == 405


@pytest.mark.parametrize("what", ["refresh", "autosave"])
def test_what_the_page_does_by_itself_is_not_use(at_work: Any, clock: Any, what: str) -> None:
    client, _member = at_work
    for _ in range(5):
        clock.forward(minutes=4)
        if what == "refresh":
            client.get(PAGE, headers={"X-Requested-With": "refresh"})
        else:
            client.post(FORM, {"name": "R"}, headers={"X-Draft": "1"})
    assert client.get(PAGE).headers["Location"].startswith("/lock/")


def test_a_session_ends_after_ten_hours_whatever_happens(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    for _ in range(60):
        clock.forward(minutes=10)
        assert client.get(PAGE).status_code == 200
    clock.forward(minutes=1)
    answer = client.get(PAGE)
    assert answer.headers["Location"].startswith("/sign-in/?next=")
    assert "_auth_user_id" not in client.session


FORM = "/settings/people/add/"


def kept(client: Client) -> str:
    return client.get(FORM).content.decode()


def test_what_was_typed_before_the_lock_is_there_after_it(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    clock.forward(minutes=16)
    answer = client.post(FORM, {"name": "Rhys Morgan", "email": "not finished"})
    assert answer.headers["Location"].startswith("/lock/?next=")
    client.post("/lock/", {"password": PASSWORD, "next": FORM})
    assert "Rhys Morgan" in kept(client)


def test_what_was_typed_before_the_end_is_there_after_it(at_work: Any, clock: Any) -> None:
    client, member = at_work
    clock.forward(hours=10, minutes=1)
    answer = client.post(FORM, {"name": "Rhys Morgan"})
    assert answer.headers["Location"].startswith("/sign-in/?next=")
    sign_in(client, member.user.email)
    client.get("/role/")
    assert "Rhys Morgan" in kept(client)


def test_a_post_to_a_locked_screen_does_nothing_else(at_work: Any, clock: Any) -> None:
    from throughcare.agencies.models import GrantRequest

    client, member = at_work
    clock.forward(minutes=16)
    whole = {
        "name": "Rhys Morgan",
        "email": "rhys@example.org",
        "team": str(member.team_id),
        "role": "clinician",
    }
    client.post(FORM, whole)
    client.post("/settings/teams/add/", {"name": "New team"})
    with as_owner():
        assert not GrantRequest.rows.exists()
        assert not type(member.team).objects.filter(name="New team").exists()


def test_an_autosave_is_kept_on_a_locked_screen(at_work: Any, clock: Any) -> None:
    client, _member = at_work
    client.get("/lock/")
    answer = client.post(FORM, {"name": "Rhys Morgan"}, headers={"X-Draft": "1"})
    assert answer.status_code == 200
    client.post("/lock/", {"password": PASSWORD, "next": FORM})
    assert "Rhys Morgan" in kept(client)


def test_a_leaver_is_out_at_the_next_press(at_work: Any) -> None:
    client, member = at_work
    with as_owner():
        User.objects.filter(pk=member.user_id).update(is_active=False)
    assert client.get(PAGE).headers["Location"].startswith("/sign-in/")


def test_an_ended_membership_opens_nothing_at_the_next_press(at_work: Any) -> None:
    from datetime import date

    client, member = at_work
    with as_owner():
        Membership.objects.filter(pk=member.pk).update(ends_on=date(2021, 1, 1))
    answer = client.get(PAGE, follow=True)
    assert "Your account has no role now" in answer.content.decode()
    assert SESSION_KEY not in client.session


def test_without_a_role_only_the_choice_is_open(with_password: Any, make: Any) -> None:
    member = with_password()
    make.member("supervisor", user=member.user)
    client = Client()
    client.force_login(member.user)
    assert client.get(PAGE).headers["Location"].startswith("/role/?next=")
    for path in ("/role/", "/account/", "/help/", "/account/password/"):
        assert client.get(path).status_code == 200


def test_signing_out_everywhere_ends_every_session(with_password: Any, client_of: Any) -> None:
    member = with_password("support_engineer")
    here, there = client_of(member), client_of(member)
    assert here.post("/account/sign-out-everywhere/").status_code == 302
    for client in (here, there):
        assert client.get(PAGE).headers["Location"].startswith("/sign-in/")
    again = Client()
    assert sign_in(again, member.user.email).status_code == 302


def test_a_new_password_ends_the_other_sessions(with_password: Any, client_of: Any) -> None:
    member = with_password("support_engineer")
    here, there = client_of(member), client_of(member)
    new = "copper meadow winter 31"
    wrong = here.post("/account/password/", {"current": "no", "password": new})
    assert wrong.status_code == 422
    answer = here.post("/account/password/", {"current": PASSWORD, "password": new})
    assert answer.status_code == 302
    assert here.get(PAGE).status_code == 200
    assert there.get(PAGE).headers["Location"].startswith("/sign-in/")
    assert sign_in(Client(), member.user.email, new).status_code == 302


def test_the_language_of_the_page_is_ones_own(at_work: Any) -> None:
    client, _member = at_work
    client.post("/account/", {"idle_minutes": "15", "language": "cy"})
    assert '<html lang="cy"' in client.get(PAGE).content.decode()


def test_wrong_preferences_are_said_beside_the_field(at_work: Any) -> None:
    client, _member = at_work
    for idle in ("4", "61", "x\0", "", "9" * 400):
        assert (
            client.post("/account/", {"idle_minutes": idle, "language": "en-gb"}).status_code == 422
        )


def test_guessing_at_the_lock_counts_against_the_limit(
    at_work: Any, clock: Any, limits: None
) -> None:
    client, _member = at_work
    client.get("/lock/")
    for _ in range(10):
        client.post("/lock/", {"password": "wrong"})
    assert client.post("/lock/", {"password": PASSWORD}).status_code == 422
    assert client.get(PAGE).status_code == 302
