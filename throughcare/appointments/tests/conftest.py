"""What the tests of appointments stand on. Everybody is invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from throughcare.appointments import actions
from throughcare.appointments.models import Appointment
from throughcare.core import clock
from throughcare.orders.tests.conftest import Desk, build


@pytest.fixture
def desk(make: Any) -> Desk:
    return build(make)


def at(days: int, hour: int = 14) -> datetime:
    """This many days from today, at an hour of London."""
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.LONDON)


def book(ctx: Any, desk: Desk, days: int = 2, **facts: Any) -> Appointment:
    facts.setdefault("kind", "session")
    facts.setdefault("minutes", 50)
    facts.setdefault("place", "Harbour House, room 2")
    return actions.book_appointment(ctx, desk.person.pk, starts_at=at(days), **facts)


@pytest.fixture
def nurse(desk: Desk, client_of: Any) -> Any:
    return client_of(desk.nurse)


@pytest.fixture
def appointment(desk: Desk, ctx_of: Any) -> Appointment:
    """A session yesterday that nobody has said anything of."""
    with ctx_of(desk.nurse) as ctx:
        return book(ctx, desk, days=-1)
