"""One-time links: used once, for a week, and nobody without the code gets anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from tests.database import as_owner
from throughcare.accounts import links
from throughcare.accounts.models import User
from throughcare.accounts.tests.conftest import PASSWORD, sign_in


@pytest.fixture
def newcomer(make: Any) -> tuple[Any, str]:
    """A member who has a one-time code and no password."""
    member = make.member("support_engineer", name="Rhys Morgan")
    code = links.new_code()
    with as_owner(), connection.cursor() as cursor:
        User.objects.filter(pk=member.user_id).update(password="!none")
        cursor.execute(
            "SELECT app.make_sign_in_link(%s, %s, 7)", [member.user_id, links.hash_of(code)]
        )
    return member, code


def test_the_link_sets_a_password_and_signs_in(newcomer: Any) -> None:
    member, code = newcomer
    client = Client()
    answer = client.get(f"/start/{code}/")
    assert answer.headers["Location"] == "/start/"
    page = client.get("/start/").content.decode()
    assert "Rhys Morgan" in page
    assert code not in page
    assert client.post("/start/", {"password": PASSWORD}).status_code == 302
    assert client.session["_auth_user_id"] == str(member.user_id)
    assert sign_in(Client(), member.user.email).status_code == 302


def test_the_link_works_once(newcomer: Any) -> None:
    _member, code = newcomer
    client = Client()
    client.get(f"/start/{code}/")
    client.post("/start/", {"password": PASSWORD})
    other = Client()
    other.get(f"/start/{code}/")
    assert "was used, or is too old" in other.get("/start/").content.decode()
    assert other.post("/start/", {"password": "another long password"}).status_code == 422


def test_a_code_can_be_typed_as_people_type(newcomer: Any) -> None:
    _member, code = newcomer
    client = Client()
    typed = code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert client.post("/start/", {"code": typed}).status_code == 302
    assert "Choose your password" in client.get("/start/").content.decode()


def test_a_link_ends_after_a_week(newcomer: Any) -> None:
    _member, code = newcomer
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_signinlink SET expires_at = app.now()")
    assert links.owner_of(code) is None
    assert links.use(code, password=PASSWORD) is None


def test_a_newer_link_ends_the_older(newcomer: Any) -> None:
    member, code = newcomer
    newer = links.new_code()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT app.make_sign_in_link(%s, %s, 7)", [member.user_id, links.hash_of(newer)]
        )
    assert links.owner_of(code) is None
    assert links.owner_of(newer) is not None


def test_a_weak_password_is_refused_and_the_link_stays(newcomer: Any) -> None:
    _member, code = newcomer
    client = Client()
    client.get(f"/start/{code}/")
    for weak in ("short", "rhys morgan rhys", "passwordpassword1", "x\0" * 20, ""):
        assert client.post("/start/", {"password": weak}).status_code == 422
    assert links.owner_of(code) is not None


def test_a_link_ends_the_sessions_and_the_second_step_of_before(
    newcomer: Any, client_of: Any
) -> None:
    from allauth.mfa.models import Authenticator

    member, code = newcomer
    before = client_of(member)
    with as_owner():
        Authenticator.objects.create(user=member.user, type="totp", data={"secret": "x"})
    client = Client()
    client.get(f"/start/{code}/")
    client.post("/start/", {"password": PASSWORD})
    assert before.get("/settings/people/").headers["Location"].startswith("/sign-in/")
    with as_owner():
        assert not Authenticator.objects.exists()


def test_a_leaver_cannot_use_a_link(newcomer: Any) -> None:
    member, code = newcomer
    with as_owner():
        User.objects.filter(pk=member.user_id).update(is_active=False)
    assert links.owner_of(code) is None
    assert links.use(code, password=PASSWORD) is None


def test_guessing_codes_is_limited(db: None, limits: None) -> None:
    client = Client()
    answers = [client.post("/start/", {"code": links.new_code()}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM accounts_signinlink",
        "INSERT INTO accounts_signinlink VALUES (gen_random_uuid(), 'x', now(), now(), NULL,"
        " gen_random_uuid())",
        "SELECT app.make_sign_in_link(gen_random_uuid(), 'x', 7)",
        "SELECT app.add_user('a@b.org', 'A')",
        "INSERT INTO accounts_user (id, email, name, password, is_active, joined_at, idle_minutes,"
        " language, session_series) VALUES (gen_random_uuid(), 'a@b.org', 'A', 'x', true, now(),"
        " 15, 'en-gb', 1)",
        "UPDATE accounts_user SET is_active = true",
        "UPDATE accounts_user SET email = 'a@b.org'",
        "UPDATE accounts_user SET name = 'Another'",
        "DELETE FROM accounts_user",
        'INSERT INTO account_emailaddress (email, verified, "primary", user_id)'
        " VALUES ('a@b.org', true, true, gen_random_uuid())",
    ],
)
def test_the_web_role_makes_no_account_and_no_link(db: None, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_codes_are_random_and_readable() -> None:
    codes = {links.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 19 and not set(code) & set("ILOU") for code in codes)
    assert links.read_code("  7qk2 m9xt-4rbd 0hzw ") == "7QK2M9XT4RBD0HZW"
    for wrong in ("", "7QK2", "7QK2-M9XT-4RBD-0HZ!", "x" * 10_000):
        assert links.read_code(wrong) == ""
