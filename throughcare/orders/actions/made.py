"""Orders: made, changed, ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core.errors import ReasonMissing
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.orders import early, rules, terms
from throughcare.orders.actions import required, reviewed
from throughcare.orders.actions.told import (
    require_active,
    require_past,
    require_term,
    require_writer,
    tell_order,
)
from throughcare.orders.models import Order, Requirement, Review, Source, Status

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class OrderFacts:
    """What the court ordered. ``kind`` is a code of terms.toml on the day it was made."""

    kind: str
    made_on: date
    court: str
    case_number: str = ""
    ends_on: date | None = None

    def values(self) -> dict[str, Any]:
        """The columns of Order."""
        return {
            "kind": self.kind,
            "made_on": self.made_on,
            "court": self.court,
            "case_number": self.case_number,
            "ends_on": self.ends_on,
        }


def make_order(
    ctx: Context,
    *,
    person_id: UUID,
    facts: OrderFacts,
    hearing_id: UUID | None = None,
    source: str = Source.HAND,
    **shared: str,
) -> Order:
    """Keep an order of the court. ``shared``: hearing_ref and shared_at of the court's results."""
    require_writer(ctx)
    _require_sense(facts)
    order = Order(
        **recorded(ctx),
        **facts.values(),
        **shared,
        person_id=person_id,
        hearing_id=hearing_id,
        source=source,
    )
    create(ctx, order)
    tell_order(
        ctx, "sentence.made", order, source, kind=order.kind, made_on=order.made_on.isoformat()
    )
    return order


def change_order(ctx: Context, *, order_id: UUID, version: int, facts: OrderFacts) -> Order:
    """Change what is kept of an order; a later share of the court leaves what was typed here."""
    require_writer(ctx)
    order: Order = locked(ctx, Order, order_id)
    require_active(order)
    _require_sense(facts)
    new = facts.values()
    changed = [name for name, value in new.items() if getattr(order, name) != value]
    typed = sorted({*order.typed, *changed})
    save(ctx, order, version, **new, typed=typed)
    if changed:
        tell_order(ctx, "sentence.changed", order, Source.HAND, what=changed[0])
    return order


class NotEarlyYet(ReasonMissing):
    """An order cannot end early while something that it requires is not complied with."""


class TooSoon(ReasonMissing):
    """The site has set the first day of an early end (``early``), and it has not come."""

    def __init__(self, first: date) -> None:
        super().__init__(f"an early end may be asked for from [{first}]")
        self.first = first


def end_order(
    ctx: Context,
    *,
    order_id: UUID,
    version: int,
    reason: str,
    on: date,
    officer_said: Collection[str] = (),
) -> Order:
    """The order is over, with what it requires and the reviews that were to come.

    An early end needs all that ``rules.EARLY_END`` names, and no other requirement in force.
    """
    require_writer(ctx)
    order: Order = locked(ctx, Order, order_id)
    require_active(order)
    require_past(on)
    require_term("order_end", reason, on)
    if on < order.made_on:
        raise ReasonMissing("an order ends after it was made")
    if reason == terms.EARLY:
        _require_early_end(ctx, order, officer_said, on)
    close_order(ctx, order, version, status=Status.ENDED, reason=reason, on=on, by=Source.HAND)
    return order


def _require_early_end(ctx: Context, order: Order, officer_said: Collection[str], on: date) -> None:
    if set(rules.EARLY_END) - set(officer_said):
        raise ReasonMissing("an early end needs all that the responsible officer says of it")
    first = early.first_day(order)
    if first is not None and on < first:
        raise TooSoon(first)
    left = Requirement.visible_to(ctx).filter(order_id=order.pk, status=Status.ACTIVE)
    if left.exclude(kind__in=rules.BY_INSTRUCTION).exists():
        raise NotEarlyYet("something that the order requires is not complied with yet")


def close_order(
    ctx: Context, order: Order, version: int, *, status: str, reason: str, on: date, by: str
) -> None:
    """Move an order and all that hangs on it out of force; the caller has checked that it may."""
    taken_back = status == Status.TAKEN_BACK
    mine = {"order_id": order.pk, "agency_id": ctx.agency_id}
    active = Requirement.visible_to(ctx, "amend").lock().filter(**mine, status=Status.ACTIVE)
    for each in active:
        why = reason if taken_back else "order_ended"
        required.close_requirement(ctx, each, each.version, status=status, reason=why, on=on, by=by)
    how = Review.Status.TAKEN_BACK if taken_back else Review.Status.NOT_NEEDED
    planned = Review.visible_to(ctx, "amend").lock()
    for review in planned.filter(**mine, status=Review.Status.PLANNED):
        reviewed.close_review(ctx, review, how=how, by=by)
    save(ctx, order, version, status=status, ended_reason=reason, ended_on=on)
    tell_order(ctx, "sentence.ended", order, by, kind=order.kind, reason=reason, on=on.isoformat())


def _require_sense(facts: OrderFacts) -> None:
    require_past(facts.made_on)
    require_term("order", facts.kind, facts.made_on)
    if not facts.court.strip():
        raise ReasonMissing("say which court made the order")
    if facts.ends_on and facts.ends_on < facts.made_on:
        raise ReasonMissing("an order ends after it was made")
