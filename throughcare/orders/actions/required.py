"""What an order requires: added, amended, ended. One requirement of a kind in an order."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.design import words
from throughcare.orders import rules, terms
from throughcare.orders.actions import reviewed
from throughcare.orders.actions.told import (
    require_active,
    require_past,
    require_term,
    require_writer,
    tell_requirement,
)
from throughcare.orders.models import Order, Requirement, Review, Source, Status
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Willingness

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Why a requirement is amended: the court changed it, or what is written here was not right.
BY_COURT, RECORD = "court", "record"


class WillingnessMissing(ReasonMissing):
    """The person has not said since the requirement was made that they are willing to comply."""


@dataclass(frozen=True)
class RequirementFacts:
    """What the court requires, as it was said. ``period_value`` may be words."""

    residential: bool | None = None
    period_value: str = ""
    period_unit: str = ""
    director: str = ""
    place: str = ""
    care: str = ""
    also: str = ""

    def values(self) -> dict[str, Any]:
        """The columns of Requirement."""
        months = rules.whole_months(self.period_value, self.period_unit)
        return {**asdict(self), "months": months}


def add_requirement(
    ctx: Context, *, order_id: UUID, kind: str, facts: RequirementFacts, label: str = ""
) -> Requirement:
    """MoveNotAllowed when the order has one of this kind in force, or is over."""
    require_writer(ctx)
    order: Order = locked(ctx, Order, order_id)
    require_active(order)
    require_term("requirement", kind, order.made_on)
    label = rules.label_of(kind, label)
    if kind == "other" and not label:
        raise ReasonMissing("say what the other requirement is")
    same = Requirement.visible_to(ctx).filter(
        order_id=order.pk, kind=kind, label=label, status=Status.ACTIVE
    )
    if same.exists():
        raise MoveNotAllowed("the order has one requirement of a kind")
    return keep_requirement(ctx, order, (kind, label), facts.values(), Source.HAND)


def keep_requirement(
    ctx: Context, order: Order, key: tuple[str, str], values: dict[str, Any], source: str
) -> Requirement:
    """Write a requirement and say so; the caller has checked it. ``key``: kind and label."""
    kind, label = key
    row = Requirement(
        **recorded(ctx),
        **values,
        person_id=order.person_id,
        order=order,
        kind=kind,
        label=label,
        source=source,
    )
    create(ctx, row)
    made = {"months": row.months, "made_on": order.made_on.isoformat()}
    tell_requirement(ctx, "sentence.requirement_made", row, source, **made)
    return row


def amend_requirement(
    ctx: Context,
    *,
    requirement_id: UUID,
    version: int,
    facts: RequirementFacts,
    why: str,
    changed_on: date | None = None,
) -> Requirement:
    """Amend a requirement that the court changed, or correct what is written of it.

    A treatment requirement that the court changed rests on willingness said anew: else
    WillingnessMissing (Sentencing Act 2020, Schedule 9; domain notes on amendment).
    """
    require_writer(ctx)
    row: Requirement = locked(ctx, Requirement, requirement_id)
    require_active(row)
    if why not in (BY_COURT, RECORD):
        raise ReasonMissing("say whether the court changed it or the record was wrong")
    new = facts.values()
    if why == BY_COURT:
        if changed_on is None:
            raise ReasonMissing("say when the court changed it")
        _require_court_change(ctx, row, changed_on)
        new["changed_on"] = changed_on
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    typed = sorted({*row.typed, *changed} - {"changed_on"})
    save(ctx, row, version, **new, typed=typed)
    if changed:
        what = changed[0]
        tell_requirement(ctx, "sentence.requirement_amended", row, Source.HAND, why=why, what=what)
    return row


def _require_court_change(ctx: Context, row: Requirement, changed_on: date) -> None:
    require_past(changed_on)
    if changed_on < (row.changed_on or row.order.made_on):
        raise ReasonMissing("the court changed it after it was made")
    of = terms.willingness_of(row.kind)
    if of and not is_willing_anew(ctx, row, of, changed_on):
        raise WillingnessMissing("the person has not said anew that they are willing to comply")


def is_willing_anew(ctx: Context, row: Requirement, of: str, changed_on: date) -> bool:
    """Is the person's newest answer, after the requirement was last set and by the day of the
    change, that they are willing?"""
    since = row.changed_on or row.order.made_on
    said = Willingness.visible_to(ctx).filter(
        person_id__in=sharing.group_of(row.person_id), requirement=of, at__lte=clock.now()
    )
    days = [(words.local(each.at).date(), each) for each in said.order_by("at")]
    between = [each for on, each in days if since < on <= changed_on]
    return bool(between) and between[-1].willing and between[-1].withdrawn_at is None


def end_requirement(
    ctx: Context, *, requirement_id: UUID, version: int, reason: str, on: date
) -> Requirement:
    """The requirement is over; the order goes on."""
    require_writer(ctx)
    row: Requirement = locked(ctx, Requirement, requirement_id)
    require_active(row)
    require_past(on)
    require_term("requirement_end", reason, on)
    if on < row.order.made_on:
        raise ReasonMissing("a requirement ends after it was made")
    close_requirement(ctx, row, version, status=Status.ENDED, reason=reason, on=on, by=Source.HAND)
    return row


def close_requirement(
    ctx: Context, row: Requirement, version: int, *, status: str, reason: str, on: date, by: str
) -> None:
    """Move a requirement out of force, and the reviews of it that were to come."""
    back = status == Status.TAKEN_BACK
    how = Review.Status.TAKEN_BACK if back else Review.Status.NOT_NEEDED
    planned = (
        Review.visible_to(ctx, "amend")
        .lock()
        .filter(requirement_id=row.pk, agency_id=ctx.agency_id, status=Review.Status.PLANNED)
    )
    for review in planned:
        reviewed.close_review(ctx, review, how=how, by=by)
    save(ctx, row, version, status=status, ended_reason=reason, ended_on=on)
    tell_requirement(ctx, "sentence.requirement_ended", row, by, reason=reason, on=on.isoformat())
