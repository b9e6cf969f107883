"""It is no longer considered: closed with what came of it, corrected, looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.sharing import actions as sharing
from throughcare.suitability.actions.rows import (
    Status,
    locked,
    save,
    tell,
    when_willingness_is_due,
)
from throughcare.suitability.models import Suitability
from throughcare.suitability.willing import asked_of

if TYPE_CHECKING:
    from throughcare.core.context import Context

How, CameOf = Suitability.How, Suitability.CameOf


def close(
    ctx: Context, *, suitability_id: UUID, version: int, how: str, came_of: str = ""
) -> Suitability:
    """It is no longer considered; steps that were to come are dropped.

    ReasonMissing where the court decided and ``came_of`` does not say what.
    """
    row = locked(ctx, suitability_id)
    _require_sense(how, came_of)
    before = row.status
    save(ctx, row, version, status=Status.CLOSED, closed_how=how, came_of=came_of)
    said = {"requirement": row.requirement, "how": how, "came_of": came_of or None}
    tell(ctx, "closed", row, status_from=before, **said)
    return row


def correct_end(
    ctx: Context, *, suitability_id: UUID, version: int, how: str, came_of: str = ""
) -> Suitability:
    """What came of it was not right: say it again. MoveNotAllowed for one that goes on."""
    row = locked(ctx, suitability_id, closed=True)
    _require_sense(how, came_of)
    save(ctx, row, version, closed_how=how, came_of=came_of)
    said = {"requirement": row.requirement, "how": how, "came_of": came_of or None}
    tell(ctx, "corrected", row, status_from=Status.CLOSED, **said)
    return row


def look_again(ctx: Context, *, suitability_id: UUID, version: int) -> Suitability:
    """It was closed by mistake and goes on. MoveNotAllowed where another one goes on already."""
    row = locked(ctx, suitability_id, closed=True)
    group = sharing.group_of(row.person_id)
    same = Suitability.visible_to(ctx).filter(
        person_id__in=group, agency_id=row.agency_id, requirement=row.requirement
    )
    if same.exclude(status=Status.CLOSED).exists():
        raise MoveNotAllowed("this requirement is being considered already")
    now = clock.now()
    save(ctx, row, version, status=Status.OPEN, closed_how="", came_of="", again_at=now)
    tell(
        ctx,
        "opened",
        row,
        status_from=Status.CLOSED,
        requirement=row.requirement,
        pathway=row.pathway,
        **when_willingness_is_due(row, is_willing=asked_of(ctx, row, group).has_answered),
    )
    return row


def _require_sense(how: str, came_of: str) -> None:
    if how not in How.values:
        raise ReasonMissing("say why it is closed")
    if (how == How.SENTENCED) != (came_of in CameOf.values) or (how != How.SENTENCED and came_of):
        raise ReasonMissing("say what the court decided, where it did")
