"""What is to be done because of an outcome."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.court.models import CourtFollowUp, Hearing

if TYPE_CHECKING:
    from throughcare.core.context import Context


def end_follow_up(
    ctx: Context, *, follow_up_id: UUID, version: int, how: str, words: str = ""
) -> CourtFollowUp:
    """What somebody had to do because of an outcome is done, or no longer needed."""
    follow: CourtFollowUp = locked(ctx, CourtFollowUp, follow_up_id)
    if follow.status != CourtFollowUp.Status.OPEN:
        raise MoveNotAllowed(f"a follow-up that is [{follow.status}] has ended")
    if how not in (CourtFollowUp.Status.DONE, CourtFollowUp.Status.NOT_NEEDED):
        raise ReasonMissing("say whether it is done or no longer needed")
    save(ctx, follow, version, status=how, words=words, ended_at=clock.now())
    record(
        ctx,
        "court_follow_up.ended",
        subject=follow,
        person_id=follow.person_id,
        status_from=CourtFollowUp.Status.OPEN,
        payload={"kind": follow.kind, "how": how},
    )
    return follow


def open_follow_up(ctx: Context, hearing: Hearing, kind: str, due_on: date) -> None:
    follow = CourtFollowUp(
        **recorded(ctx),
        person_id=hearing.person_id,
        hearing_id=hearing.pk,
        kind=kind,
        due_on=due_on,
    )
    create(ctx, follow)
    record(
        ctx,
        "court_follow_up.made",
        subject=follow,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        payload={"kind": kind, "due_at": rules.begins(due_on, None).isoformat()},
    )
