"""Review hearings of an order: set, held or not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.orders import rules
from throughcare.orders.actions.told import require_active, require_writer, tell_review
from throughcare.orders.models import Order, Requirement, Review, Source

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class ReviewFacts:
    """When and where the court looks at the order again; ``attend`` None where not said."""

    on: date | None
    at: time | None = None
    court: str = ""
    attend: bool | None = None


def add_review(
    ctx: Context, *, order_id: UUID, facts: ReviewFacts, requirement_id: UUID | None = None
) -> Review:
    """A review hearing that the court or the officer told us of."""
    require_writer(ctx)
    order: Order = locked(ctx, Order, order_id)
    require_active(order)
    if facts.on is None or facts.on < order.made_on:
        raise ReasonMissing("a review is held after the order was made")
    requirement = None
    if requirement_id is not None:
        requirement = Requirement.visible_to(ctx).get(pk=requirement_id, order_id=order.pk)
    return keep_review(ctx, order, requirement, facts, Source.HAND)


def keep_review(
    ctx: Context, order: Order, requirement: Requirement | None, facts: ReviewFacts, source: str
) -> Review:
    """Write a review and say so; the caller has checked it."""
    review = Review(
        **recorded(ctx),
        **asdict(facts),
        person_id=order.person_id,
        order=order,
        requirement=requirement,
        source=source,
    )
    create(ctx, review)
    due = rules.review_due(review.on, review.at).isoformat() if review.on else None
    tell_review(ctx, "sentence.review_set", review, source, due_at=due, where=review.court)
    return review


def end_review(ctx: Context, *, review_id: UUID, version: int, how: str) -> Review:
    """The review was held, or did not go ahead."""
    require_writer(ctx)
    review: Review = locked(ctx, Review, review_id)
    if review.status != Review.Status.PLANNED:
        raise MoveNotAllowed(f"a review that is [{review.status}] is no longer to come")
    if how not in (Review.Status.HELD, Review.Status.NOT_HELD):
        raise ReasonMissing("say whether the review was held")
    close_review(ctx, review, how=how, by=Source.HAND, version=version)
    return review


def close_review(
    ctx: Context, review: Review, *, how: str, by: str, version: int | None = None
) -> None:
    save(ctx, review, review.version if version is None else version, status=how)
    tell_review(ctx, "sentence.review_ended", review, by, how=how)
