"""The texts of the story go at their own moments, by the product's own sender."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from tests.database import as_owner
from throughcare.core.models import Event
from throughcare.messages.models import Message
from throughcare.messages.tests.conftest import NOON, Desk, ask, desk, queued, set_clock
from throughcare.rehearsal import texts

__all__ = ["desk", "queued", "set_clock"]


@pytest.fixture
def told(desk: Desk, ctx_of: Any, settings: Any) -> tuple[Message, Message, Message]:
    """One asked for by day, one in the evening, one for a day that has not come."""
    settings.DEMONSTRATION = True
    by_day = ask(desk, ctx_of)
    evening = ask(desk, ctx_of, send_after=NOON + timedelta(hours=9))
    later = ask(desk, ctx_of, send_after=NOON + timedelta(days=9))
    return by_day, evening, later


def test_each_text_goes_at_its_own_moment(told: tuple[Message, ...], make: Any) -> None:
    until = NOON + timedelta(days=2)
    assert not texts.may_be_sent()
    with as_owner():
        texts.let_texts_be_sent(True)
    assert texts.may_be_sent()
    texts.carry(until)
    by_day, evening, later = (make.fresh(each) for each in told)
    assert [row.status for row in (by_day, evening, later)] == ["delivered", "delivered", "waiting"]
    assert by_day.sent_at - NOON < timedelta(minutes=1)
    assert evening.sent_at.astimezone(NOON.tzinfo).hour == 8
    with as_owner():
        last = Event.rows.filter(type="message.delivered").order_by("-recorded_at").first()
        assert last is not None
        assert last.recorded_at < until
        texts.let_texts_be_sent(False)
    assert not texts.may_be_sent()
    with pytest.raises(ProgrammingError), transaction.atomic():
        texts.carry(until)
