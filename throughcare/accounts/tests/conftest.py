"""What the tests of signing in stand on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from tests.database import as_owner
from throughcare.accounts.models import User
from throughcare.agencies.models import Membership

PASSWORD = "harbour lantern velvet 7"


@pytest.fixture
def with_password(make: Any) -> Callable[..., Membership]:
    """``with_password("clinician")``: a member who signs in with PASSWORD."""

    def made(role: str = "clinician", **fields: Any) -> Membership:
        member: Membership = make.member(role, **fields)
        with as_owner():
            User.objects.filter(pk=member.user_id).update(password=make_password(PASSWORD))
        member.user.refresh_from_db()
        return member

    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``clock.forward(minutes=16)``: the time of the product; it stands still otherwise."""

    class Clock:
        def __init__(self) -> None:
            self.at = timezone.now()

        def now(self) -> datetime:
            return self.at

        def forward(self, **by: int) -> None:
            self.at += timedelta(**by)

    stopped = Clock()
    monkeypatch.setattr(timezone, "now", stopped.now)
    return stopped


@pytest.fixture
def limits(settings: Any) -> None:
    """The rate limits of production."""
    from throughcare.config.settings import base

    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS


@pytest.fixture
def strict(settings: Any) -> None:
    """Outside the demonstration: the second factor is required."""
    settings.DEMONSTRATION = False
    settings.SECOND_FACTOR_REQUIRED = True


def code_now(secret: str, *, steps: int = 0) -> str:
    """The code that an authenticator app shows now."""
    counter = int(time.time()) // 30 + steps
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password})
