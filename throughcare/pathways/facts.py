"""Looks up what conditions ask for, as far as the asker may see it; no more than is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.models import Event
from throughcare.pathways.definition import Condition
from throughcare.pathways.models import Episode
from throughcare.pathways.predicates import Facts, needs
from throughcare.people.models import Person
from throughcare.sharing.models import TakingPart, Willingness

if TYPE_CHECKING:
    from throughcare.core.context import Context


def gather(
    ctx: Context,
    *,
    group: Sequence[UUID],
    conditions: tuple[Condition, ...],
    payload: Mapping[str, Any] | None = None,
    place_id: UUID | None = None,
    referred_from: str = "",
    answers: Mapping[str, str] | None = None,
    since: datetime | None = None,
) -> Facts:
    """The facts that these conditions need, over all records of one human.

    ``since`` is when the episode began: what happened before it is not asked about.
    """
    wanted = needs(conditions)
    known: dict[str, Any] = {}
    if "person" in wanted:
        known |= _birth(ctx, group)
    if "taking_part" in wanted:
        known["taking_part"] = _taking_part(ctx, group)
    if "willing" in wanted:
        known["willing"] = _willing(ctx, group)
    if "events" in wanted:
        names = [each.value for each in conditions if isinstance(each.value, str)]
        known["events"] = _events(ctx, group, names, since)
    if "stages" in wanted:
        known["stages"] = _stages(ctx, group)
    if any(each.predicate == "place_kind" for each in conditions):
        known["place_kind"] = _place_kind(place_id)
    return Facts(
        today=clock.today(),
        payload=payload or {},
        referred_from=referred_from,
        answers=answers or {},
        **known,
    )


def _birth(ctx: Context, group: Sequence[UUID]) -> dict[str, Any]:
    """The birth date of the record that knows it best: an exact one before an estimate."""
    rows = Person.visible_to(ctx).filter(pk__in=group).exclude(born_on=None)
    found = rows.order_by("born_about", "recorded_at").values("born_on", "born_about").first()
    return found or {}


def _taking_part(ctx: Context, group: Sequence[UUID]) -> dict[str, str]:
    rows = TakingPart.visible_to(ctx).filter(person_id__in=group).order_by("at")
    return {row.in_what: "no" if row.withdrawn_at else row.answer for row in rows}


def _willing(ctx: Context, group: Sequence[UUID]) -> dict[str, str]:
    rows = Willingness.visible_to(ctx).filter(person_id__in=group).order_by("at")
    return {row.requirement: said_of(row) for row in rows}


def said_of(row: Willingness) -> str:
    """Yes, no, or withdrawn."""
    if row.withdrawn_at:
        return "withdrawn"
    return "yes" if row.willing else "no"


def _events(
    ctx: Context, group: Sequence[UUID], names: Collection[str], since: datetime | None
) -> frozenset[str]:
    rows = Event.visible_to(ctx).filter(person_id__in=group, type__in=names)
    if since is not None:
        rows = rows.filter(happened_at__gte=since)
    return frozenset(rows.values_list("type", flat=True).distinct())


def _stages(ctx: Context, group: Sequence[UUID]) -> frozenset[str]:
    rows = Episode.visible_to(ctx).filter(person_id__in=group)
    return frozenset(
        f"{pathway}/{stage}"
        for pathway, reached in rows.values_list("pathway", "reached")
        for stage in reached
    )


def _place_kind(place_id: UUID | None) -> str:
    if place_id is None:
        return ""
    return Place.objects.filter(pk=place_id).values_list("kind", flat=True).first() or ""
