"""Lines of a list that are about the same person, and where somebody is listed today."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.court.models import (
    ListEntry,
)
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context


def same_line(ctx: Context, entry: ListEntry) -> list[ListEntry]:
    """Other waiting lines of the same court and day with the same name and birth date: further
    cases of the same person, who is matched once."""
    if not (entry.family_name and entry.born_on):
        return []
    rows = ListEntry.visible_to(ctx).filter(
        place_id=entry.place_id,
        team_id=entry.team_id,
        on=entry.on,
        status=ListEntry.Status.WAITING,
        under_18=False,
        kind=ListEntry.Kind.PERSON,
        family_name__iexact=entry.family_name,
        given_name__iexact=entry.given_name,
        born_on=entry.born_on,
    )
    return list(rows.exclude(pk=entry.pk).order_by("starts_at")[:20])


def where_today(ctx: Context, person_id: UUID) -> UUID | None:
    """The court that lists the person today, if one does."""
    rows = ListEntry.visible_to(ctx).filter(
        person_id__in=sharing.group_of(person_id),
        on=clock.today(),
        status=ListEntry.Status.LINKED,
        agency_id=ctx.agency_id,
    )
    found: UUID | None = rows.order_by("starts_at").values_list("place_id", flat=True).first()
    return found
