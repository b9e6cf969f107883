"""What the actions of this folder share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.core.events import record
from throughcare.suitability import rules
from throughcare.suitability.models import Suitability

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Suitability.Status


def recorded(ctx: Context) -> dict[str, Any]:
    """Who records a row, for which agency, when."""
    return {
        "agency_id": ctx.agency_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
    }


def locked(ctx: Context, pk: UUID, *, closed: bool = False) -> Suitability:
    """The row, locked, if it is the asker's to amend, and goes on or, if asked, is closed."""
    row: Suitability = Suitability.visible_to(ctx).lock().get(pk=pk)
    ctx.require("amend", row)
    if (row.status == Status.CLOSED) != closed:
        raise MoveNotAllowed(f"what is [{row.status}] does not do this")
    return row


def save(ctx: Context, row: Any, version: int, **values: Any) -> None:
    """Amend a row that has not changed since ``version``; else StaleVersion."""
    rows = type(row).visible_to(ctx, "amend").filter(pk=row.pk, version=version)
    if not rows.update(**values, version=version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1


def tell(
    ctx: Context, event: str, row: Suitability, *, status_from: str = "", **payload: Any
) -> None:
    record(
        ctx,
        f"suitability.{event}",
        subject=row,
        person_id=row.person_id,
        status_from=status_from,
        payload=payload,
    )


def when_willingness_is_due(row: Suitability, *, is_willing: bool) -> dict[str, str]:
    """The days that an event says of sentence and of the answer that is missing before it."""
    if row.sentence_on is None:
        return {}
    said = {"sentence_on": row.sentence_on.isoformat()}
    if not is_willing:
        said["willing_due"] = rules.willingness_due(row.sentence_on).isoformat()
    return said
