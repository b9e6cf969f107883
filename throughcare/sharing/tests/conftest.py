"""What the tests of sharing share: a clock that both layers read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone

from throughcare.sharing.tests.scene import pages, place

__all__ = ["pages", "place"]


@pytest.fixture
def at_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[datetime], AbstractContextManager[None]]:
    """``with at_moment(t):`` stops the clock of the application and of the database at t."""

    @contextmanager
    def stopped(at: datetime) -> Iterator[None]:
        with monkeypatch.context() as patch, connection.cursor() as cursor:
            patch.setattr(timezone, "now", lambda: at)
            cursor.execute("SELECT set_config('app.test_now', %s, true)", [at.isoformat()])
            yield
            cursor.execute("SELECT set_config('app.test_now', '', true)")

    return stopped
