"""Screenings that did not happen: declined, not seen, begun on the wrong record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.screening.actions.answers import Given, answers_of, keep_answer
from throughcare.screening.actions.custody import note_outcome
from throughcare.screening.actions.opening import SET, entry_of, new_screen
from throughcare.screening.actions.screens import locked, update
from throughcare.screening.models import CustodyEntry, Screen
from throughcare.screening.question_sets import newest

if TYPE_CHECKING:
    from throughcare.core.context import Context


def record_not_seen(
    ctx: Context,
    *,
    why: str,
    person_id: UUID | None = None,
    group: tuple[UUID, ...] = (),
    entry_id: UUID | None = None,
    try_again_at: datetime | None = None,
) -> Screen | None:
    """Somebody declined or could not be seen, and when to try again: coverage counts it.

    Of a person it is a screening that ended so (an open one ends); of a list entry that
    nobody has linked yet only the entry keeps it, and None is returned.
    """
    if why not in Screen.Why.values:
        raise ReasonMissing("say why the person was not seen")
    entry = entry_of(ctx, person_id, group, entry_id)
    if entry is not None:
        note_outcome(ctx, entry, outcome=why, try_again_at=try_again_at)
        person_id = entry.person_id or person_id
    declined = why == Screen.Why.DECLINED
    if person_id is None:
        if entry is None:
            raise ReasonMissing("say who was not seen")
        _tell_not_seen(ctx, entry, None, why, try_again_at)
        return None
    ended = {"why": why, "try_again_at": try_again_at}
    screen = _end_unseen(ctx, {person_id, *group}, person_id=person_id, entry=entry, ended=ended)
    if declined:
        record(
            ctx, "screen.declined", subject=screen, person_id=person_id, place_id=screen.place_id
        )
    if not declined or try_again_at:
        _tell_not_seen(ctx, screen, person_id, why, try_again_at)
    return screen


def void_screen(ctx: Context, *, screen_id: UUID) -> None:
    """A screening was begun on the wrong record: nothing that was said stays to be read there.

    Only who began it takes it back, while it is open. Its safety prompts close: the answers go
    to the right record with the draft, and raise theirs there first.
    """
    screen = locked(ctx, screen_id)
    if screen.status != Screen.Status.STARTED or screen.recorded_by_id != ctx.membership_id:
        raise MoveNotAllowed("only an open screening of one's own is taken back")
    rows = answers_of(ctx, screen)
    for row in rows.values():
        keep_answer(ctx, screen, row, row.question, Given(answers={}))
        record(
            ctx,
            "screen.safety_moved",
            subject=row,
            person_id=screen.person_id,
            place_id=screen.place_id,
            payload={"question": row.question},
        )
    update(ctx, screen, {"status": Screen.Status.VOID, "safety": False})
    record(
        ctx,
        "screen.voided",
        subject=screen,
        person_id=screen.person_id,
        place_id=screen.place_id,
        status_from=Screen.Status.STARTED,
    )


def _tell_not_seen(
    ctx: Context,
    subject: Screen | CustodyEntry,
    person_id: UUID | None,
    why: str,
    try_again_at: datetime | None,
) -> None:
    record(
        ctx,
        "screen.not_seen",
        subject=subject,
        person_id=person_id,
        place_id=subject.place_id,
        payload={
            "why": why,
            "try_again_at": try_again_at.isoformat() if try_again_at else None,
        },
    )


def _end_unseen(
    ctx: Context,
    people: set[UUID],
    *,
    person_id: UUID,
    entry: CustodyEntry | None,
    ended: dict[str, Any],
) -> Screen:
    declined = ended["why"] == Screen.Why.DECLINED
    status = Screen.Status.DECLINED if declined else Screen.Status.NOT_SEEN
    started: Screen | None = (
        Screen.visible_to(ctx, "amend")
        .lock()
        .filter(person_id__in=people, agency_id=ctx.agency_id, status=Screen.Status.STARTED)
        .first()
    )
    if started is not None and not started.safety:
        update(ctx, started, {"status": status, **ended})
        return started
    # A screening with a safety answer stays open: the person was seen.
    screen = new_screen(ctx, person_id, newest(SET), status, entry)
    screen.why, screen.try_again_at = ended["why"], ended["try_again_at"]
    ctx.require("create", screen)
    screen.save(force_insert=True)
    return screen
