"""Signing in: one answer for every failure, limits, and nothing that we did not dress."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.database import as_owner
from throughcare.accounts import urls
from throughcare.accounts.models import User
from throughcare.accounts.tests.conftest import PASSWORD, sign_in


def names_of(patterns: list[Any]) -> set[str]:
    found: set[str] = set()
    for each in patterns:
        if isinstance(each, URLResolver):
            found |= names_of(each.url_patterns)
        elif isinstance(each, URLPattern) and each.name:
            found.add(each.name)
    return found


DRESSED = {pattern.name for pattern in urls.urlpatterns}
OF_ALLAUTH = names_of([*account_urls.urlpatterns, *mfa_urls.urlpatterns])


def test_allauth_has_pages_that_we_did_not_dress() -> None:
    assert len(OF_ALLAUTH - DRESSED) >= 8


@pytest.mark.parametrize("name", sorted(OF_ALLAUTH - DRESSED))
def test_a_page_of_allauth_that_we_did_not_dress_does_not_exist(name: str) -> None:
    for arguments in ({}, {"key": "x"}, {"uidb36": "x", "key": "y"}, {"pk": 1}):
        with pytest.raises(NoReverseMatch):
            reverse(name, kwargs=arguments)


def test_no_view_of_allauth_is_served_under_another_name() -> None:
    views = {
        getattr(p.callback, "view_class", p.callback).__module__
        for p in _patterns(get_resolver().url_patterns)
    }
    assert not [module for module in views if module.startswith("allauth")]


def _patterns(patterns: list[Any]) -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in patterns:
        found += _patterns(each.url_patterns) if isinstance(each, URLResolver) else [each]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/signup/", "/signup/", "/password/reset/", "/email/"])
def test_there_is_no_sign_up_and_no_reset_by_e_mail(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_the_right_password_signs_in(with_password: Any) -> None:
    member = with_password()
    client = Client()
    answer = sign_in(client, member.user.email)
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(member.user_id)


def test_the_session_gets_a_new_key_when_somebody_signs_in(with_password: Any) -> None:
    client = Client()
    client.get("/start/AAAA/")  # a session from before
    before = client.session.session_key
    sign_in(client, with_password().user.email)
    assert before and client.session.session_key != before


def test_every_failure_gets_the_same_answer(with_password: Any) -> None:
    known, left = with_password().user, with_password().user
    with as_owner():
        User.objects.filter(pk=left.pk).update(is_active=False)
    tries = [
        (known.email, "wrong horse battery staple"),
        ("nobody@example.org", "wrong horse battery staple"),
        (left.email, "wrong horse battery staple"),
        (left.email, PASSWORD),
    ]
    pages = set()
    for email, password in tries:
        client = Client()
        answer = sign_in(client, email, password)
        assert answer.status_code == 422
        assert "_auth_user_id" not in client.session
        pages.add(_without_what_differs(answer.content.decode(), email))
    assert len(pages) == 1


def _without_what_differs(page: str, email: str) -> str:
    import re

    page = page.replace(email, "ADDRESS")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_the_words_beside_the_form_do_not_say_which_was_wrong(with_password: Any) -> None:
    page = sign_in(Client(), with_password().user.email, "wrong horse").content.decode()
    assert "The e-mail address or the password is not right" in page
    assert "<title>Error:" in page


def test_pasting_and_password_managers_work(db: None) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert "captcha" not in page.lower()


def test_ten_wrong_tries_close_the_address_for_everybody(with_password: Any, limits: None) -> None:
    member = with_password()
    for number in range(10):
        assert (
            sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), member.user.email, "x").status_code
            == 422
        )
    answer = sign_in(Client(REMOTE_ADDR="10.0.0.99"), member.user.email)
    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()
    other = with_password()
    assert sign_in(Client(REMOTE_ADDR="10.0.0.99"), other.user.email).status_code == 302


def test_forty_wrong_tries_close_the_line_they_came_from(with_password: Any, limits: None) -> None:
    caller = Client(REMOTE_ADDR="10.1.1.1")
    for number in range(40):
        sign_in(caller, f"nobody{number}@example.org", "x")
    assert "Too many tries" in sign_in(caller, with_password().user.email).content.decode()


def test_the_limit_is_over_after_fifteen_minutes(
    with_password: Any, limits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    member = with_password()
    for _ in range(11):
        sign_in(Client(), member.user.email, "x")
    assert sign_in(Client(), member.user.email).status_code == 422
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert sign_in(Client(), member.user.email).status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "short one",
        "passwordpassword",
        "passwordpassword2026!",
        "aaaaaaaaaaaaaaaa",
        "12345678901234567890",
        "qwertyqwertyqwerty",
        "amina.diallo@example.org",
    ],
)
def test_a_password_that_is_short_or_easy_is_refused(password: str) -> None:
    from django.contrib.auth.password_validation import validate_password

    user = User(email="amina.diallo@example.org", name="Amina Diallo")
    with pytest.raises(ValidationError):
        validate_password(password, user)
    validate_password(PASSWORD, user)


def test_passwords_are_kept_as_argon2() -> None:
    from throughcare.config.settings import base

    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS):
        assert make_password(PASSWORD).startswith("argon2")


def test_next_leads_to_our_own_pages_only(with_password: Any) -> None:
    member = with_password()
    for asked, goes in [
        ("/people/TC-00000000/", "/people/TC-00000000/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ]:
        answer = Client().post(
            "/sign-in/", {"login": member.user.email, "password": PASSWORD, "next": asked}
        )
        assert answer.headers["Location"] == goes


HOSTILE = [
    {},
    {"login": "a@b.org"},
    {"login": "a\0b@c.org", "password": "x\0y"},
    {"login": "x" * 1_000_000, "password": "y" * 1_000_000},
    {"login": ["a@b.org", "c@d.org"], "password": ["x", "y"]},
    {"login": "' OR 1=1 --", "password": "'; DROP TABLE accounts_user; --"},
    {"login": "💥@例え.jp", "password": "\ud83d".encode("utf-16", "surrogatepass")},
]


@pytest.mark.django_db
@pytest.mark.parametrize("data", HOSTILE)
@pytest.mark.parametrize("path", ["/sign-in/", "/start/"])
def test_a_hostile_post_is_answered_beside_the_field(path: str, data: dict[str, Any]) -> None:
    answer = Client(raise_request_exception=False).post(path, data)
    assert answer.status_code in (400, 422)


@pytest.mark.django_db
def test_ten_thousand_fields_are_refused() -> None:
    data = {f"field{number}": "x" for number in range(10_000)}
    assert Client(raise_request_exception=False).post("/sign-in/", data).status_code == 400


def test_who_signed_in_and_who_failed_is_in_the_audit(with_password: Any) -> None:
    from throughcare.audit.models import AuditEntry

    member = with_password()
    sign_in(Client(), member.user.email)
    sign_in(Client(), member.user.email, "wrong")
    with as_owner():
        rows = list(AuditEntry.rows.filter(action="sign_in").order_by("id"))
    assert [(row.outcome, row.object_ids) for row in rows] == [
        ("allowed", [member.user_id]),
        ("denied", []),
    ]


def test_an_unusable_password_opens_nothing(make: Any) -> None:
    member = make.member()
    with as_owner():
        User.objects.filter(pk=member.user_id).update(password=make_password(None))
    assert sign_in(Client(), member.user.email, "!").status_code == 422
