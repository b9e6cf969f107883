"""What the events about an order say: one place for every action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.orders import rules, terms
from throughcare.orders.models import Order, Requirement, Review, Status

if TYPE_CHECKING:
    from datetime import date

    from throughcare.core.context import Context


def require_writer(ctx: Context) -> None:
    """Those who treat or supervise enter orders, or NotAllowed."""
    if not rules.enters_orders(ctx):
        raise NotAllowed("create", "orders are entered by health teams and probation")


def require_term(kind: str, code: str, on: date) -> None:
    """Refuse a code that is not offered on that day."""
    if not terms.is_offered(kind, code, on):
        raise ReasonMissing(f"[{kind}] [{code}] is not one of those offered on [{on}]")


def require_active(row: Order | Requirement) -> None:
    if row.status != Status.ACTIVE:
        raise MoveNotAllowed(f"what is [{row.status}] is no longer in force")


def require_past(on: date) -> None:
    if on > clock.today():
        raise ReasonMissing("what happened is not later than today")


def tell_order(ctx: Context, event: str, order: Order, by: str, **payload: Any) -> None:
    """Say what happened to an order; where it runs on, when it comes on the list of work."""
    runs = event in ("sentence.made", "sentence.changed")
    if runs and order.ends_on:
        payload["ends_on"] = order.ends_on.isoformat()
        payload["due_at"] = rules.end_due(order.ends_on).isoformat()
    record(
        ctx,
        event,
        subject=order,
        person_id=order.person_id,
        status_from="" if event == "sentence.made" else Status.ACTIVE,
        payload={**payload, "by": by},
    )


def tell_requirement(
    ctx: Context, event: str, requirement: Requirement, by: str, **payload: Any
) -> None:
    record(
        ctx,
        event,
        subject=requirement,
        person_id=requirement.person_id,
        status_from="" if event == "sentence.requirement_made" else Status.ACTIVE,
        payload={"kind": requirement.kind, "label": requirement.label, **payload, "by": by},
    )


def tell_review(ctx: Context, event: str, review: Review, by: str, **payload: Any) -> None:
    on = review.on
    record(
        ctx,
        event,
        subject=review,
        person_id=review.person_id,
        status_from="" if event == "sentence.review_set" else Review.Status.PLANNED,
        payload={"on": on.isoformat() if on else None, **payload, "by": by},
    )
