"""What is working in an order and what is not: held together, read by those who work with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.enforcement import rules
from throughcare.enforcement.actions.rows import create, recorded
from throughcare.enforcement.models import OrderReview, ReviewRead
from throughcare.orders.models import Order

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class ReviewFacts:
    """What was said in the review; each line as it was said."""

    held_on: date
    who: str
    working: tuple[str, ...] = ()
    not_working: tuple[str, ...] = ()
    own_words: str = ""
    changes: tuple[str, ...] = ()
    next_on: date | None = None


def hold_review(
    ctx: Context, *, group: Sequence[UUID], order_id: UUID, facts: ReviewFacts
) -> OrderReview:
    """Write down a review of an order; the next one comes on the list of work.

    Raises ReasonMissing for a review that says nothing, or a day that makes no sense.
    """
    order: Order = Order.visible_to(ctx).get(pk=order_id, person_id__in=list(group))
    if not rules.reviews_orders(ctx, order.person_id):
        raise NotAllowed("create", "those who treat and those who supervise review an order")
    if not (facts.working or facts.not_working or facts.own_words.strip()):
        raise ReasonMissing("a review says what is working or what is not")
    if not order.made_on <= facts.held_on <= clock.today():
        raise ReasonMissing("a review is held after the order was made, and not later than today")
    if facts.next_on and facts.next_on < facts.held_on:
        raise ReasonMissing("the next review comes after this one")
    review = OrderReview(
        **recorded(ctx, order.person_id),
        order_id=order.pk,
        held_on=facts.held_on,
        who=facts.who.strip(),
        working=list(facts.working),
        not_working=list(facts.not_working),
        own_words=facts.own_words.strip(),
        changes=list(facts.changes),
        next_on=facts.next_on,
    )
    create(ctx, review)
    record(
        ctx,
        "order_review.held",
        subject=review,
        person_id=review.person_id,
        payload={
            "order": str(order.pk),
            "held_on": facts.held_on.isoformat(),
            "working": len(facts.working),
            "not_working": len(facts.not_working),
            "changes": len(facts.changes),
            "own_words": bool(facts.own_words.strip()),
            "due_at": rules.start_of(facts.next_on).isoformat() if facts.next_on else None,
        },
    )
    return review


def say_read(ctx: Context, *, group: Sequence[UUID], review_id: UUID) -> ReviewRead:
    """Say that I have read a review; who wrote it can see that. Said twice it is said once."""
    review: OrderReview = OrderReview.visible_to(ctx).get(pk=review_id, person_id__in=list(group))
    if review.recorded_by_id == ctx.membership_id:
        raise MoveNotAllowed("who wrote it has read it")
    mine = ReviewRead.visible_to(ctx).filter(review_id=review.pk, recorded_by_id=ctx.membership_id)
    if (known := mine.first()) is not None:
        return known  # type: ignore[no-any-return]
    read = ReviewRead(
        **recorded(ctx, review.person_id),
        review_id=review.pk,
        as_role=f"{ctx.team_name}, {ctx.agency_name}"[:200],
    )
    create(ctx, read)
    record(
        ctx, "order_review.read", subject=read, person_id=read.person_id,
        payload={"review": str(review.pk)},
    )  # fmt: skip
    return read
