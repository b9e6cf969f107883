"""What the person says to the team from their own pages, and the team's answer. Not an alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.my.models import Said
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Who reads it: health staff alone, or everybody in the team.
TO = {"health": "clinical_detail", "team": "health_summary"}
MOST_LETTERS = 2000


def say(
    own: Context,
    person_id: UUID,
    *,
    about: str,
    words: str,
    to: str,
    appointment_id: UUID | None = None,
) -> Said:
    """Keep what the person says; it stands on the team's list for that day.

    Raises ReasonMissing when nothing is said.
    """
    if not words.strip():
        raise ReasonMissing("nothing was said")
    row = Said(
        **recorded(own, person_id),
        category=TO[to],
        about=Said.About(about),
        words=words.strip()[:MOST_LETTERS],
        appointment_id=appointment_id,
        status=Said.Status.SENT,
    )
    own.require("create", row)
    row.save(force_insert=True)
    payload = {"about": str(row.about)}
    record(own, "said.sent", subject=row, person_id=person_id, payload=payload)
    return row


def mark_read(ctx: Context, *, said_id: UUID, answer: str = "") -> Said:
    """The team has read it; what is said back stands on the person's pages."""
    row: Said = Said.visible_to(ctx, "amend").lock().get(pk=said_id)
    if row.status != Said.Status.SENT:
        raise MoveNotAllowed("a colleague has read it already")
    row.status, row.read_at, row.read_by_name = Said.Status.READ, clock.now(), ctx.user_name
    row.answer = answer.strip()
    row.version += 1
    row.save(update_fields=["status", "read_at", "read_by_name", "answer", "version"])
    record(
        ctx,
        "said.read",
        subject=row,
        person_id=row.person_id,
        payload={},
        status_from=Said.Status.SENT,
    )
    return row
