"""What the writes of the custody list share: the locked line, its version, who is no line's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.screening.models import CustodyEntry

if TYPE_CHECKING:
    from throughcare.core.context import Context


class UnderEighteen(MoveNotAllowed):
    """A line that is linked to a record is no child's: it is passed to the youth service."""


def was_seen(entry: CustodyEntry) -> bool:
    return entry.outcome in (CustodyEntry.Outcome.SEEN, CustodyEntry.Outcome.DECLINED)


def locked(ctx: Context, entry_id: UUID) -> CustodyEntry:
    # Two colleagues may press different buttons on one line at the same moment.
    entry: CustodyEntry = CustodyEntry.visible_to(ctx).lock().get(pk=entry_id)
    ctx.require("amend", entry)
    return entry


def save(ctx: Context, entry: CustodyEntry, version: int, **values: Any) -> None:
    changed = (
        CustodyEntry.visible_to(ctx, "amend")
        .filter(pk=entry.pk, version=version)
        .update(**values, version=version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=entry.pk, theirs=entry)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.version = version + 1
