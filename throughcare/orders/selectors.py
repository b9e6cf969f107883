"""Every read of orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.court.models import HearingOutcome
from throughcare.orders import rules
from throughcare.orders.models import Order, Requirement, Review, Status

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass
class Ordered:
    """One order with what it requires and its reviews."""

    order: Order
    requirements: list[Requirement] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)


def orders_of(ctx: Context, group: Sequence[UUID]) -> list[Ordered]:
    """What courts ordered of the person, in force first, newest first: three statements."""
    rows = Order.visible_to(ctx).filter(person_id__in=group).select_related("agency")
    found = {row.pk: Ordered(row) for row in rows.order_by("-made_on", "-recorded_at")}
    if found:
        about = {"person_id__in": group, "order_id__in": found}
        for required in Requirement.visible_to(ctx).filter(**about).order_by("recorded_at"):
            found[required.order_id].requirements.append(required)
        reviews = Review.visible_to(ctx).filter(**about)
        for review in reviews.order_by("on", "at", "recorded_at"):
            found[review.order_id].reviews.append(review)
    ctx.shown.objects(*found)
    return sorted(found.values(), key=lambda each: each.order.status != Status.ACTIVE)


def decided_without_order(
    ctx: Context, group: Sequence[UUID], known: Sequence[Ordered]
) -> HearingOutcome | None:
    """The newest hearing that ended in an order of which none is kept here: one statement."""
    outcomes = (
        HearingOutcome.visible_to(ctx)
        .filter(person_id__in=group, disposal__in=rules.ORDER_OF_DISPOSAL)
        .select_related("hearing__place")
        .order_by("-happened_at")
    )
    kept = {(each.order.kind, each.order.made_on) for each in known}
    hearings = {each.order.hearing_id for each in known}
    for outcome in outcomes:
        key = (rules.ORDER_OF_DISPOSAL[outcome.disposal], outcome.hearing.on)
        if key not in kept and outcome.hearing_id not in hearings:
            return outcome  # type: ignore[no-any-return]
    return None


def outcome_to_enter(ctx: Context, group: Sequence[UUID], hearing: str) -> HearingOutcome | None:
    """The outcome of the hearing that an address names, where it ended in an order."""
    try:
        wanted = UUID(hearing)
    except ValueError:
        return None
    rows = HearingOutcome.visible_to(ctx).filter(
        person_id__in=group, hearing_id=wanted, disposal__in=rules.ORDER_OF_DISPOSAL
    )
    return rows.select_related("hearing__place").first()  # type: ignore[no-any-return]
