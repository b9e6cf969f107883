"""Passing work on: the only thing that Today itself changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from throughcare.core.errors import NotAllowed
from throughcare.core.events import record
from throughcare.core.models import Due
from throughcare.today import selectors

if TYPE_CHECKING:
    from throughcare.core.context import Context


def pass_on(ctx: Context, *, due_ids: Iterable[UUID], to_id: UUID | None) -> tuple[UUID, int]:
    """Give open lines of the team to one of its members, or back to the whole team (None).

    Returns the batch, by which it can be undone for a day, and how many lines changed hands;
    those that a colleague has dealt with in the meantime are left as they are.
    """
    if to_id is not None and to_id not in {m.pk for m in selectors.colleagues(ctx)}:
        raise NotAllowed("amend", "work is passed on within the team")
    batch, moved = uuid4(), 0
    for due in selectors.chosen(ctx, due_ids):
        moved += _give(ctx, due, to_id, batch)
    return batch, moved


def undo_pass_on(ctx: Context, *, batch: UUID) -> int:
    """Give back what was passed on in one go; what has moved since stays where it is."""
    events = selectors.passed_on(ctx, batch)
    before = {UUID(e.payload["due"]): e.payload for e in events}
    moved = 0
    for due in selectors.chosen(ctx, before):
        payload = before[due.pk]
        if str(due.owner_id or "") == (payload.get("to") or ""):
            owner = payload.get("from")
            moved += _give(ctx, due, UUID(owner) if owner else None, uuid4())
    return moved


def _give(ctx: Context, due: Due, to_id: UUID | None, batch: UUID) -> int:
    if due.owner_id == to_id:
        return 0
    changed = (
        Due.visible_to(ctx, "amend")
        .filter(pk=due.pk, status=Due.Status.OPEN, owner_id=due.owner_id)
        .update(owner_id=to_id)
    )
    if not changed:
        return 0
    record(
        ctx,
        "work.passed_on",
        subject=due,
        person_id=due.person_id,
        place_id=due.place_id,
        category=due.category,
        payload={
            "due": str(due.pk),
            "to": str(to_id) if to_id else None,
            "from": str(due.owner_id) if due.owner_id else None,
            "batch": str(batch),
        },
    )
    return changed
