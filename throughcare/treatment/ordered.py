"""Whom a court ordered treatment for and whom nobody has taken on: said on Today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.core.worklist import Notice, offer_notice
from throughcare.orders.models import Requirement, Status
from throughcare.sharing.models import Link, Relationship
from throughcare.treatment import panels
from throughcare.treatment.models import Programme

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

KIND = "mental_health_treatment"
#: More than one page of a list of those who wait to be taken on.
MOST = 50


def may_take_on(ctx: Context) -> bool:
    return panels.treats(ctx) and ctx.allows("create", "clinical_detail")


def not_taken_on(ctx: Context) -> QuerySet[Requirement]:
    """Treatment requirements in force of people of the asker's team, without a programme since.

    A programme of any team counts that the asker may see: given under the requirement itself, or
    to the person and not over when the order was made.
    """
    at = clock.now()
    links = Link.visible_to(ctx).filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        principal_id__in=[ctx.team_id, ctx.membership_id],
        starts_at__lte=at,
    )
    mine = links.exclude(kind=Relationship.SELF).values("person_id")
    since = Q(ended_on=None) | Q(ended_on__gte=OuterRef("order__made_on"))
    taken_on = Programme.visible_to(ctx).filter(
        Q(requirement_id=OuterRef("pk")) | (Q(person_id=OuterRef("person_id")) & since)
    )
    rows: QuerySet[Requirement] = Requirement.visible_to(ctx).filter(
        status=Status.ACTIVE, kind=KIND, person_id__in=mine
    )
    return rows.exclude(Exists(taken_on))


def waiting_to_be_taken_on(ctx: Context) -> list[Requirement]:
    """The same with people and orders, the oldest order first."""
    rows = not_taken_on(ctx).select_related("person", "order")
    found = list(rows.order_by(F("order__made_on").asc(), "recorded_at")[:MOST])
    ctx.shown.people(*(row.person_id for row in found))
    ctx.shown.objects(*(row.pk for row in found))
    return found


def _words(count: int) -> str:
    return ngettext(
        "%(num)s person has a treatment requirement and nobody has taken them on",
        "%(num)s people have a treatment requirement and nobody has taken them on",
        count,
    ) % {"num": count}


def register() -> None:
    offer_notice(Notice("treatment", may_take_on, not_taken_on, _words, "sessions_waiting"))
