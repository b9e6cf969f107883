"""The hearings of a person or of a court."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.court import rules
from throughcare.court.models import (
    CourtFeedback,
    Hearing,
)
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context


MOST_HEARINGS = 40


def standing_hearings(ctx: Context, **where: Any) -> Any:
    return Hearing.visible_to(ctx).exclude(status=Hearing.Status.VOID).filter(**where)


def next_heard_at(ctx: Context, person_id: UUID, until: date) -> datetime | None:
    """When the person's next hearing begins that is not over, from today until a day."""
    rows = standing_hearings(
        ctx, person_id__in=sharing.group_of(person_id), status=Hearing.Status.LISTED
    )
    soon = rows.filter(on__range=(clock.today(), until)).order_by("on", "starts_at")
    found = soon.values_list("on", "starts_at").first()
    return rules.begins(*found) if found else None


def heard_here_today(ctx: Context, place: Place, group: Sequence[UUID]) -> Hearing | None:
    """The first hearing of a same-as group at one court today, as far as the asker may read it."""
    rows = standing_hearings(ctx, person_id__in=list(group), place_id=place.pk, on=clock.today())
    found: Hearing | None = rows.order_by("starts_at").first()
    if found is not None:
        ctx.shown.objects(found.pk)
    return found


def hearings_to_choose(ctx: Context, group: Sequence[UUID]) -> list[Hearing]:
    """Hearings of the person that advice or feedback may be about: the newest few at our courts."""
    rows = standing_hearings(ctx, person_id__in=list(group), elsewhere="").select_related("place")
    return list(rows.order_by("-on", "-starts_at")[:10])


def before_me_now(ctx: Context, places: Iterable[UUID]) -> list[Hearing]:
    """The hearings of today at some courts that the asker may read (court staff)."""
    rows = list(
        standing_hearings(ctx, place_id__in=list(places), on=clock.today())
        .select_related("person")
        .order_by("starts_at")[:MOST_HEARINGS]
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def said_of(ctx: Context, hearings: Iterable[UUID]) -> dict[UUID, str]:
    """Whether the court used what it was told at these hearings, as said last."""
    rows = CourtFeedback.visible_to(ctx).filter(hearing_id__in=list(hearings))
    return dict(rows.order_by("recorded_at").values_list("hearing_id", "used"))
