"""The second step: required, set up first, used once, given up only with proof."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.database import as_owner
from throughcare.accounts import secret_text
from throughcare.accounts.tests.conftest import PASSWORD, code_now, sign_in

PAGE = "/settings/people/"


@pytest.fixture
def set_up(with_password: Any, strict: None) -> tuple[Client, Any, str, list[str]]:
    """Somebody who has signed in for the first time and set up the second step."""
    member = with_password("support_engineer")
    client = Client()
    sign_in(client, member.user.email)
    client.get("/account/second-step/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/account/second-step/", {"code": code_now(secret)})
    assert answer.headers["Location"] == "/account/recovery-codes/"
    page = client.get("/account/recovery-codes/").content.decode()
    import re

    return client, member, secret, re.findall(r"<code>(\d{8})</code>", page)


def test_without_it_nothing_else_is_open(with_password: Any, strict: None) -> None:
    client = Client()
    sign_in(client, with_password("support_engineer").user.email)
    for path in ("/", PAGE, "/role/", "/account/", "/account/password/"):
        assert client.get(path).headers["Location"] == "/account/second-step/"
    page = client.get("/account/second-step/").content.decode()
    assert "Set up the second step" in page
    assert "data:image/svg+xml" in page


def test_once_set_up_the_work_begins(set_up: Any) -> None:
    client, _member, _secret, _codes = set_up
    assert client.get(PAGE, follow=True).status_code == 200


def test_a_wrong_code_sets_nothing_up(with_password: Any, strict: None) -> None:
    client = Client()
    sign_in(client, with_password().user.email)
    client.get("/account/second-step/")
    for code in ("000000", "", "abc", "1\0", "9" * 5000):
        assert client.post("/account/second-step/", {"code": code}).status_code == 422
    with as_owner():
        assert not Authenticator.objects.exists()


def test_signing_in_asks_for_a_code(set_up: Any) -> None:
    _client, member, secret, _codes = set_up
    client = Client()
    assert sign_in(client, member.user.email).headers["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in client.session
    for wrong in ({}, {"code": "000000"}, {"code": "\0"}, {"code": "x" * 100_000}):
        assert client.post("/sign-in/code/", wrong).status_code == 422
    answer = client.post("/sign-in/code/", {"code": code_now(secret, steps=1)})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(member.user_id)


def test_a_code_works_once_for_as_long_as_it_is_valid(set_up: Any, clock: Any) -> None:
    _client, member, secret, _codes = set_up
    code = code_now(secret, steps=1)
    for expected in (302, 422, 422):
        clock.forward(seconds=35)
        client = Client()
        sign_in(client, member.user.email)
        assert client.post("/sign-in/code/", {"code": code}).status_code == expected


def test_a_recovery_code_works_once(set_up: Any) -> None:
    _client, member, _secret, codes = set_up
    assert len(codes) == 10
    for expected in (302, 422):
        client = Client()
        sign_in(client, member.user.email)
        assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == expected


def test_recovery_codes_are_shown_once(set_up: Any) -> None:
    client, _member, _secret, codes = set_up
    client.get("/", follow=False)
    page = client.get("/account/recovery-codes/").content.decode()
    assert not any(code in page for code in codes)
    assert "You have 10 codes left" in page


def test_new_recovery_codes_end_the_old(set_up: Any) -> None:
    client, member, _secret, codes = set_up
    client.get("/role/")
    assert client.post("/account/recovery-codes/new/").status_code == 302
    assert "You see them only now" in client.get("/account/recovery-codes/").content.decode()
    other = Client()
    sign_in(other, member.user.email)
    assert other.post("/sign-in/code/", {"code": codes[1]}).status_code == 422


def test_the_database_alone_does_not_give_the_key_away(set_up: Any) -> None:
    _client, _member, secret, codes = set_up
    with as_owner():
        kept = [str(row.data) for row in Authenticator.objects.all()]
    assert len(kept) == 2
    assert secret not in "".join(kept)
    assert not any(code in "".join(kept) for code in codes)


def test_a_sealed_text_that_was_changed_does_not_open() -> None:
    sealed = secret_text.seal("JBSWY3DPEHPK3PXP")
    assert secret_text.unseal(sealed) == "JBSWY3DPEHPK3PXP"
    with pytest.raises(Exception):  # noqa: B017 - cryptography's own
        secret_text.unseal(sealed[:-8] + "AAAAAAA=")


def test_giving_it_up_asks_for_the_password_and_then_for_a_new_one(set_up: Any, clock: Any) -> None:
    client, _member, _secret, _codes = set_up
    clock.forward(minutes=6)
    client.get("/role/")
    asked = client.post("/account/second-step/remove/")
    assert asked.headers["Location"].startswith("/account/again/")
    client.post(asked.headers["Location"], {"password": PASSWORD})
    client.post("/account/second-step/remove/")
    assert client.get(PAGE).headers["Location"] == "/account/second-step/"


def test_ten_wrong_codes_close_the_second_step(set_up: Any, limits: None) -> None:
    _client, member, secret, _codes = set_up
    client = Client()
    sign_in(client, member.user.email)
    for _ in range(10):
        client.post("/sign-in/code/", {"code": "000000"})
    answer = client.post("/sign-in/code/", {"code": code_now(secret, steps=1)})
    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()


def test_the_demonstration_asks_for_no_second_step(with_password: Any, settings: Any) -> None:
    settings.DEMONSTRATION = True
    client = Client()
    sign_in(client, with_password("support_engineer").user.email)
    assert client.get(PAGE, follow=True).status_code == 200
