"""Who does what between treatment, officer and court, and when it is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.enforcement import law
from throughcare.enforcement.models import Absence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from throughcare.core.context import Context

#: Whose staff ask the officer how an order goes.
ASKING = ("court", *CARE_TYPES)


def decides(ctx: Context, person_id: UUID | None = None) -> bool:
    """Only the officer decides what counts: the policy lets nobody else sign in this category."""
    return ctx.agency_type == "probation" and ctx.allows("sign", "justice", person_id)


def tells_attendance(ctx: Context, person_id: UUID | None = None) -> bool:
    """Those who treat tell the officer who came; a statement is signed and sent."""
    care = ctx.agency_type in CARE_TYPES
    return care and all(ctx.allows(each, "disclosed", person_id) for each in ("sign", "disclose"))


def asks_officer(ctx: Context, person_id: UUID | None = None) -> bool:
    return ctx.agency_type in ASKING and ctx.allows("create", "justice", person_id)


def reviews_orders(ctx: Context, person_id: UUID | None = None) -> bool:
    """Those who treat and those who supervise look at an order together."""
    together = (*CARE_TYPES, "probation")
    return ctx.agency_type in together and ctx.allows("create", "justice", person_id)


def counting_warning(absences: Iterable[Absence], order_id: UUID, on: date) -> Absence | None:
    """The newest warning under this order that counts on a day, if any."""
    counting = [
        each
        for each in absences
        if each.order_id == order_id
        and each.warned_on
        and each.last_day
        and each.warned_on <= on <= each.last_day
    ]
    return max(counting, key=lambda each: each.warned_on or on, default=None)


def must_refer(absences: Iterable[Absence], absence: Absence) -> bool:
    """Does this failure go to the enforcement officer, because a warning counted on its day?"""
    others = [each for each in absences if each.pk != absence.pk]
    return counting_warning(others, absence.order_id, absence.on) is not None


def warning_ends(order_kind: str, given_on: date) -> date | None:
    """The last day on which a warning counts; None where no rule is known for the order here."""
    rule = law.rule_for(order_kind, given_on)
    return law.last_day(given_on, rule.months) if rule else None


def next_step_due(decided_at: datetime) -> datetime:
    """A warning is recorded as soon as practicable: by the end of the next day."""
    hours = timedelta(hours=settings.ENFORCEMENT_STEP_HOURS)
    return decided_at + hours


def reminder_due(asked_at: datetime, needed_by: datetime) -> datetime:
    """When the asker looks whether the officer has answered: a day before, or at half the time."""
    before = needed_by - timedelta(hours=settings.UPDATE_REMINDER_HOURS)
    return max(before, asked_at + (needed_by - asked_at) / 2)


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(17), tzinfo=clock.LONDON)


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=clock.LONDON)
