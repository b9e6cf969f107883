"""What the words about an order mean. Days of notice are settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from throughcare.core.access import CARE_TYPES
from throughcare.court.rules import begins
from throughcare.orders import terms

if TYPE_CHECKING:
    from throughcare.core.context import Context

IN_MONTHS = {"years": 12, "year": 12, "months": 1, "month": 1}
UNITS = ("days", "weeks", "months", "years")
#: Requirements of treatment.
TREATMENT = ("mental_health_treatment", "drug_rehabilitation", "alcohol_treatment")
#: What the responsible officer says where an order ends early, besides that what it requires of
#: others is complied with, which the record shows (Sentencing Act 2026, sections 38 and 39).
EARLY_END: Mapping[str, object] = {
    "no_instructions": _("No further instructions of probation are needed"),
    "objectives_met": _("The objectives of the sentence plan are met"),
}
#: Requirements that are kept by following instructions: they do not hold an early end up.
BY_INSTRUCTION = frozenset({"rehabilitation_activity", "probation_requirement"})
#: Outcomes of a hearing (court/terms.toml, "disposal") that are an order, and its kind.
ORDER_OF_DISPOSAL = {
    "community_order": "community_order",
    "community_order_treatment": "community_order",
    "suspended": "suspended_sentence_order",
    "suspended_treatment": "suspended_sentence_order",
}


#: The court must review treatment and testing that runs longer; shorter, it may (Sentencing Act
#: 2020, Schedule 9, Part 10).
REVIEWED, REVIEWED_BEYOND_MONTHS = "drug_rehabilitation", 12


def must_be_reviewed(kind: str, months: int | None) -> bool:
    """Does the Act ask the court to review this requirement? Not known for a period in words."""
    return kind == REVIEWED and months is not None and months > REVIEWED_BEYOND_MONTHS


def enters_orders(ctx: Context) -> bool:
    """Those who treat and those who supervise keep the order; police and court read."""
    return ctx.agency_type in (*CARE_TYPES, "probation")


def lists_orders(ctx: Context) -> bool:
    """Those who enter orders and may list what courts decided."""
    return enters_orders(ctx) and ctx.allows("list", "justice")


def whole_months(value: str, unit: str) -> int | None:
    """Whole months, or None: weeks and days are not turned into months."""
    each = IN_MONTHS.get(unit.casefold())
    return int(value) * each if each and re.fullmatch(r"[0-9]{1,4}", value) else None


def is_later_share(new: str, kept: str) -> bool:
    """Is a share at least as new as the one that was taken in? One without a time is."""
    return not new or not kept or new >= kept


def review_due(on: date, at: time | None) -> datetime:
    """When a review hearing comes on the list of work."""
    return begins(_sane(on), at) - timedelta(days=settings.ORDER_REVIEW_NOTICE_DAYS)


def end_due(ends_on: date) -> datetime:
    """When the end of an order comes on the list of work."""
    return begins(_sane(ends_on), None) - timedelta(days=settings.ORDER_END_NOTICE_DAYS)


def _sane(on: date) -> date:
    """A day that a calendar can count from, whatever a file says."""
    return min(max(on, date(1970, 1, 1)), date(9000, 1, 1))


def label_of(kind: str, label: str) -> str:
    """What tells two requirements of one order apart besides their kind."""
    return label.strip()[:200] if kind == "other" else ""


def requirement_words(kind: str, label: str) -> str:
    """What the requirement is called."""
    return label or terms.label("requirement", kind)
