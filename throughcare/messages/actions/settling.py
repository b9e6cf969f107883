"""Taking a text back, and saying that the person was told another way."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.core.events import record
from throughcare.messages.models import Message

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Message.Status
#: From which a person can still be told another way.
NOT_ARRIVED = (Status.WAITING, Status.SENT, Status.FAILED, Status.HELD_BACK, Status.WITHDRAWN)
HOW = ("rang", "met", "other")


def withdraw(
    ctx: Context, *, message_id: UUID, version: int | None = None, reason: str = "by_hand"
) -> Message:
    """Take a text back that was not sent, or close one that did not go.

    One that a worker is sending just now may still go: the row then says so, and the sender
    gets a line of work.
    """
    message = _locked(ctx, message_id, version)
    if message.status not in (Status.WAITING, Status.HELD_BACK, Status.FAILED):
        raise MoveNotAllowed(f"a text that is [{message.status}] is not taken back")
    return _move(ctx, message, Status.WITHDRAWN, reason, {"reason": reason})


def withdraw_about(ctx: Context, subject_id: UUID, *, reason: str = "called_off") -> int:
    """Take back every text that waits about something that was called off or moved; how many."""
    rows = Message.visible_to(ctx, "amend").filter(
        subject_id=subject_id, agency_id=ctx.agency_id, status=Status.WAITING
    )
    waiting = list(rows.lock())
    for message in waiting:
        _move(ctx, message, Status.WITHDRAWN, reason, {"reason": reason})
    return len(waiting)


def mark_told(ctx: Context, *, message_id: UUID, how: str, version: int | None = None) -> Message:
    """The person was told by telephone, face to face or otherwise; nothing is left to do."""
    if how not in HOW:
        raise MoveNotAllowed(f"there is no way [{how}] of telling")
    message = _locked(ctx, message_id, version)
    if message.status not in NOT_ARRIVED:
        raise MoveNotAllowed(f"a text that is [{message.status}] needs no telling")
    return _move(ctx, message, Status.TOLD, "", {"how": how})


def _locked(ctx: Context, message_id: UUID, version: int | None) -> Message:
    """Lock it: the worker and a colleague may act at the same moment."""
    message: Message = Message.visible_to(ctx, "amend").lock().get(pk=message_id)
    ctx.require("amend", message)
    if version is not None and message.version != version:
        raise StaleVersion(row_id=message.pk, theirs=message)
    return message


def _move(
    ctx: Context, message: Message, status: str, reason: str, said: dict[str, str]
) -> Message:
    before, message.status = message.status, status
    message.reason, message.ended_at = reason, clock.now()
    message.version += 1
    # Not the columns of the worker: it may hold the row.
    message.save(update_fields=["status", "reason", "ended_at", "version"])
    record(
        ctx,
        f"message.{status}",
        subject=message,
        person_id=message.person_id,
        status_from=before,
        payload={"kind": message.kind, **said},
    )
    return message
