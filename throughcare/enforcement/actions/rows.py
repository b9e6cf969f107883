"""What the actions of this folder share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from throughcare.core import clock
from throughcare.core.errors import NotAllowed, StaleVersion

if TYPE_CHECKING:
    from uuid import UUID

    from throughcare.core.access import PersonRow
    from throughcare.core.context import Context


def recorded(ctx: Context, person_id: UUID) -> dict[str, Any]:
    """Who records a row on whom, for which agency, when."""
    return {
        "person_id": person_id,
        "agency_id": ctx.agency_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
        "by_name": ctx.user_name,
    }


def create(ctx: Context, row: PersonRow) -> None:
    ctx.require("create", row)
    row.save(force_insert=True)


def own(ctx: Context, model: type[PersonRow], pk: UUID) -> Any:
    """A row of the asker's own agency, locked; NotAllowed for another's."""
    row = model.visible_to(ctx).lock().get(pk=pk)
    if row.agency_id != ctx.agency_id:
        raise NotAllowed("amend", "only the agency that keeps a row changes it")
    ctx.require("amend", row)
    return row


def save(ctx: Context, row: Any, version: int, **values: Any) -> None:
    """Amend a row that has not changed since ``version``; else StaleVersion."""
    rows = type(row).visible_to(ctx, "amend").filter(pk=row.pk, version=version)
    if not rows.update(**values, version=version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1
