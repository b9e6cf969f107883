"""GOV.UK Notify as its documentation says: key, token, answers that are not what was expected."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tests.database import as_owner
from throughcare.config import doctor_texts
from throughcare.messages.models import Message
from throughcare.messages.providers import Refused, Unavailable
from throughcare.messages.providers.chosen import provider
from throughcare.messages.providers.notify import Notify
from throughcare.messages.tests.conftest import NUMBER, SECRET, SERVICE, TEMPLATE, FakeNotify

KEY = f"a-name-with-hyphens-{SERVICE}-{SECRET}"


def test_each_request_carries_a_token_signed_for_this_moment(
    notify: Notify, fake: FakeNotify
) -> None:
    """RFC 7519 with HS256: issuer is the service, issued at is now, signed with the secret."""
    notify.send(uuid4(), NUMBER, "Words")
    scheme, token = fake.tokens[0].split(" ")
    header, claims, signature = token.split(".")
    made = hmac.digest(SECRET.encode(), f"{header}.{claims}".encode(), hashlib.sha256)
    assert scheme == "Bearer"
    assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == signature
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert said["iss"] == SERVICE
    assert abs(said["iat"] - time.time()) < 60
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"typ": "JWT", "alg": "HS256"}


def test_a_text_is_found_again_under_our_id(notify: Notify, fake: FakeNotify) -> None:
    ours = uuid4()
    assert notify.find(ours) is None
    sent = notify.send(ours, NUMBER, "Words")
    assert notify.find(ours) == sent


@pytest.mark.parametrize(
    ("how", "handed_over"), [(500, True), (503, True), (429, False), (403, False), ("drop", True)]
)
def test_trouble_says_whether_it_may_have_gone(
    how: Any, handed_over: bool, notify: Notify, fake: FakeNotify
) -> None:
    fake.misbehave = lambda _text: how
    with pytest.raises(Unavailable) as trouble:
        notify.send(uuid4(), NUMBER, "Words")
    assert trouble.value.handed_over is handed_over


def test_a_refused_number_is_final(notify: Notify, fake: FakeNotify) -> None:
    fake.misbehave = lambda _text: (400, "phone_number Must not contain letters or symbols")
    with pytest.raises(Refused):
        notify.send(uuid4(), NUMBER, "Words")


def test_the_key_goes_nowhere_else(notify: Notify, fake: FakeNotify) -> None:
    """An answer that leads to another address is not followed."""
    fake.misbehave = lambda _text: 302
    with pytest.raises(Unavailable):
        notify.send(uuid4(), NUMBER, "Words")
    assert len(fake.tokens) == 1


def test_nobody_there_is_trouble_and_no_more() -> None:
    away = Notify(SERVICE, SECRET, TEMPLATE, "http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        away.find(uuid4())


def test_the_key_is_read_as_its_pages_show_it(settings: Any) -> None:
    settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = KEY, TEMPLATE
    made = provider()
    assert isinstance(made, Notify)
    assert (made.service, made.secret, made.template) == (SERVICE, SECRET, TEMPLATE)


@pytest.mark.parametrize(
    ("key", "template", "named"),
    [("short", TEMPLATE, "KEY"), (KEY[:-1] + "x", TEMPLATE, "KEY"), (KEY, "", "TEMPLATE")],
)
def test_a_key_that_cannot_be_one_is_named_but_not_shown(
    key: str, template: str, named: str, settings: Any
) -> None:
    settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = key, template
    with pytest.raises(ImproperlyConfigured) as wrong:
        provider()
    assert f"THROUGHCARE_NOTIFY_{named}" in str(wrong.value)
    assert key not in str(wrong.value)


def test_without_a_key_people_send(settings: Any) -> None:
    settings.NOTIFY_KEY = ""
    assert provider() is None


class _Said:
    """A connection that asks the database of the test."""

    def execute(self, sql: str, values: list[str]) -> Any:
        cursor = connection.cursor()
        cursor.execute(sql, values)
        return cursor


@pytest.mark.parametrize(
    ("key", "late", "state", "said"),
    [
        ("", False, "ok", "no text service: 1 wait"),
        (KEY, False, "ok", "none is late"),
        (KEY, True, "warning", "1 should have gone"),
        ("x", False, "wrong", "THROUGHCARE_NOTIFY_KEY"),
    ],
)
def test_the_doctor_says_how_texts_stand(
    key: str, late: bool, state: str, said: str, queued: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHCARE_NOTIFY_KEY", key)
    monkeypatch.setenv("THROUGHCARE_NOTIFY_TEMPLATE", TEMPLATE)
    with as_owner(), connection.cursor() as cursor:
        when = "now() - interval '2 hours'" if late else "now() + interval '2 days'"
        cursor.execute(f"UPDATE outbox_message SET send_after = {when}")
        cursor.execute("SELECT set_config('app.test_now', '', false)")
    conn: psycopg.Connection[Any] = _Said()  # type: ignore[assignment]
    found = doctor_texts.look(conn)
    assert found[0] == state
    assert said in found[1]
