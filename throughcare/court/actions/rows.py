"""What the actions of this folder share: recorded rows, versions, places that a team covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.access import ProtectedModel
from throughcare.core.errors import NotAllowed, ReasonMissing, StaleVersion
from throughcare.court import rules, terms
from throughcare.court.models import Hearing, ListEntry
from throughcare.court.rules import room_words

if TYPE_CHECKING:
    from datetime import date

    from throughcare.core.context import Context


def recorded(ctx: Context) -> dict[str, Any]:
    """Who records a row, for which agency, when."""
    return {
        "agency_id": ctx.agency_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
    }


def court_at(ctx: Context, place_id: UUID) -> Place:
    """A court that the asker's team covers, or NotAllowed."""
    found = Place.objects.filter(
        pk=place_id, kind=Place.Kind.COURT, pk__in=ctx.principals, ends_on=None
    ).first()
    if found is None:
        raise NotAllowed("create", "the team does not cover this court")
    return found


def locked(ctx: Context, model: type[ProtectedModel], pk: UUID) -> Any:
    """The row, locked: two colleagues may press different buttons at the same moment."""
    row = model.visible_to(ctx).lock().get(pk=pk)
    ctx.require("amend", row)
    return row


def save(ctx: Context, row: Any, version: int, **values: Any) -> None:
    """Amend a row that has not changed since ``version``; else StaleVersion."""
    model: type[ProtectedModel] = type(row)
    changed = (
        model.visible_to(ctx, "amend")
        .filter(pk=row.pk, version=version)
        .update(**values, version=version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1


def create(ctx: Context, row: Model) -> None:
    ctx.require("create", row)
    row.save(force_insert=True)


def require_term(kind: str, code: str, on: date, *, optional: bool = False) -> None:
    """Refuse a code that is not offered on that day."""
    if optional and not code:
        return
    if not terms.is_offered(kind, code, on):
        raise ReasonMissing(f"[{kind}] [{code}] is not one of those offered on [{on}]")


def where_of(row: ListEntry | Hearing) -> dict[str, Any]:
    """The court and its room in words, and whether a restriction keeps the row off paper."""
    name = row.court if isinstance(row, Hearing) else str(row.place.name)
    return {
        "where": f"{name}, {room_words(row.room)}" if row.room else name,
        "kept": row.restricted,
    }


def work_of(entry: ListEntry) -> dict[str, Any]:
    """What the events of a line say of the work that it asks for."""
    return {
        **where_of(entry),
        "screen": rules.wants_screen(entry),
        "due_at": rules.begins(entry.on, entry.starts_at).isoformat(),
        "worry": bool(entry.worry) and not entry.outcome,
    }


def is_child_to_pass_on(entry: ListEntry) -> bool:
    return entry.under_18 and entry.status == ListEntry.Status.WAITING and not entry.gone
