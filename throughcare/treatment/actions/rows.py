"""What the actions of this folder share: a row of the asker's agency, locked; kept; told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.core.events import record
from throughcare.people.actions import recorded
from throughcare.treatment.models import Programme, Words

if TYPE_CHECKING:
    from throughcare.core.access import PersonRow, ProtectedModel
    from throughcare.core.context import Context


class AllSessionsUsed(MoveNotAllowed):
    """The pathway sets a limit, and every session of it has been booked or held."""


def locked(ctx: Context, model: type[ProtectedModel], pk: UUID) -> Any:
    """The row, locked, if the asker may amend it."""
    row = model.visible_to(ctx).lock().get(pk=pk)
    ctx.require("amend", row)
    return row


def programme_of(ctx: Context, programme_id: UUID, *statuses: str) -> Programme:
    """The programme, locked. MoveNotAllowed when it is in none of these states."""
    row: Programme = locked(ctx, Programme, programme_id)
    if row.status not in statuses:
        raise MoveNotAllowed(f"a programme that is [{row.status}] does not do this")
    return row


def create(ctx: Context, row: PersonRow) -> Any:
    ctx.require("create", row)
    row.save(force_insert=True)
    return row


def save(ctx: Context, row: Any, version: int, **values: Any) -> None:
    """Amend a row that has not changed since ``version``; else StaleVersion."""
    rows = type(row).visible_to(ctx, "amend").filter(pk=row.pk, version=version)
    if not rows.update(**values, version=version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1


def tell(ctx: Context, event: str, row: Any, payload: dict[str, Any], **more: Any) -> None:
    record(ctx, event, subject=row, person_id=row.person_id, payload=payload, **more)


def keep_words(
    ctx: Context, row: PersonRow, about: str, text: str, their_words: str = ""
) -> Words | None:
    """Keep what was said beside a row that others may see without it; None for nothing said."""
    if not text.strip() and not their_words.strip():
        return None
    words = Words(
        **recorded(ctx, row.person_id),
        about=Words.About(about),
        subject_id=row.pk,
        text=text.strip(),
        their_words=their_words.strip(),
    )
    create(ctx, words)
    return words
