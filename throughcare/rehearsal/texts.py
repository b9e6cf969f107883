"""The texts of the story go when their time comes, as far as the story has been told.

No text leaves this computer: somebody plays the text service, and every telephone is on. The
sender itself is the product's own, rule of safe contact and all. It works as the owner of the
database does, after the story: the web has no right to send.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from throughcare.core import clock, registry
from throughcare.messages.providers import Accepted, Known
from throughcare.messages.worker import NOBODY, Worker

#: More than the story could ask for: what does not come to an end is a fault.
MOST = 5_000
_NEXT = """
SELECT min(next_try_at) FROM outbox_message
 WHERE next_try_at <= %s AND (status = 'waiting' OR (status = 'sent' AND provider = 'rehearsal'
   AND sent_at > next_try_at - interval '1 hour'))
"""


class Played:
    """The text service of the story."""

    name = "rehearsal"

    def send(self, message_id: UUID, number: str, text: str) -> Accepted:
        return Accepted(f"played-{message_id}")

    def find(self, message_id: UUID) -> Accepted | None:
        return None

    def ask(self, ref: str, sent_at: datetime) -> Known:
        return Known("delivered")


class _Sender(Worker):
    """The product's sender; the log is written once, at the time of telling, in order of time."""

    def __init__(self) -> None:
        super().__init__(Played())
        self.noted: list[UUID] = []

    def note(self, action: str, message_id: UUID, event: UUID) -> None:
        self.noted += [message_id, event]


def carry(until: datetime) -> int:
    """Send each text of the story at its own moment; how many changes that made."""
    sender = _Sender()
    with transaction.atomic():
        for _pass in range(MOST):
            if (at := _next(until)) is None:
                break
            _set_database_clock(at.isoformat())
            with clock.at(at):
                sender.run()
        else:
            raise RuntimeError("the texts of the story never come to an end")
        _set_database_clock("")
        if sender.noted:
            registry.supplied("audit").write(
                NOBODY, action="message.rehearsed", outcome="allowed", object_ids=sender.noted
            )
    return len(sender.noted) // 2


def _next(until: datetime) -> datetime | None:
    """The next moment at which there is something to do."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [until])
        at: datetime | None = cursor.fetchone()[0]
    return at + timedelta(seconds=1) if at else None


def _set_database_clock(moment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.test_now', %s, true)", [moment])
