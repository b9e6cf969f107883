"""The texts of the story go when their time comes, between the scenes.

No text leaves this computer: somebody plays the text service, and every telephone is on. The
sender is the product's own, rule of safe contact and all. The web has no right to send; the owner
of the database gives it for as long as the story is told, together with its clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from throughcare.core import clock, context
from throughcare.messages.providers import Accepted, Known
from throughcare.messages.worker import Worker

#: More than lies between two scenes: what does not come to an end is a fault.
MOST = 5_000
DOORS = (
    "app.claim_messages(uuid, int, int)",
    "app.messages_to_ask(int, text)",
    "app.settle_message(uuid, uuid, text, text, text, text, timestamptz, boolean, uuid, uuid,"
    " text)",
    "app.note_delivery(uuid, text, text, timestamptz, uuid, uuid, text)",
    "app.next_text_of_the_story(timestamptz)",
)
#: Made with the right to send and dropped with it.
_NEXT = """
CREATE OR REPLACE FUNCTION app.next_text_of_the_story(p_until timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT min(next_try_at) FROM outbox_message
   WHERE next_try_at <= p_until AND (status = 'waiting' OR (status = 'sent'
     AND provider = 'rehearsal' AND sent_at > next_try_at - interval '1 hour')) $$
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


def let_texts_be_sent(may: bool) -> None:
    """Let the web send while the story is told, or no longer. Only the owner can."""
    with connection.cursor() as cursor:
        if may:
            cursor.execute(_NEXT)
            cursor.execute(f"REVOKE ALL ON FUNCTION {DOORS[-1]} FROM PUBLIC")
            for door in DOORS:
                cursor.execute(f"GRANT EXECUTE ON FUNCTION {door} TO throughcare_web")
            return
        for door in DOORS[:-1]:
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {door} FROM throughcare_web")
        cursor.execute(f"DROP FUNCTION IF EXISTS {DOORS[-1]}")


def may_be_sent() -> bool:
    """Has the owner given the right?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [DOORS[-1]])
        return bool(cursor.fetchone()[0])


def carry(until: datetime) -> None:
    """Send what the story asked for up to this moment, each text at its own."""
    context.end()
    for _pass in range(MOST):
        if (at := _next(until)) is None:
            return
        _set_database_clock(at.isoformat())
        with clock.at(at):
            Worker(Played()).run()
    raise RuntimeError("the texts of the story never come to an end")


def _next(until: datetime) -> datetime | None:
    """The next moment at which there is something to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.next_text_of_the_story(%s)", [until])
        at: datetime | None = cursor.fetchone()[0]
    return at + timedelta(milliseconds=1) if at else None


def _set_database_clock(moment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.test_now', %s, true)", [moment])
