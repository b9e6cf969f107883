"""What the words of a plan mean: who writes what, what holds in a version, what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed
from throughcare.court.rules import begins
from throughcare.pathways.presenters import definition_of
from throughcare.plans.models import JusticeLine, JusticeSignature, PlanLine, PlanSignature
from throughcare.support.rules import reads_support

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.pathways.models import Episode

#: The one kind of agency outside care that writes on a plan, in rows of its own.
OUTSIDE = "probation"


def is_care(ctx: Context) -> bool:
    return ctx.agency_type in CARE_TYPES


def signs_plans(ctx: Context) -> bool:
    """Care and probation write their own lines and sign; others read where it was agreed."""
    return is_care(ctx) or ctx.agency_type == OUTSIDE


def reads_plans(ctx: Context) -> bool:
    """Those with something to do in plans: care staff who write what helps, and probation."""
    return reads_support(ctx) or ctx.agency_type == OUTSIDE


def require_care(ctx: Context) -> None:
    if not is_care(ctx):
        raise NotAllowed("create", "goals, drivers and roadmaps are kept by care providers")


def require_hand(ctx: Context) -> None:
    if not signs_plans(ctx):
        raise NotAllowed("create", "plans are written by care providers and probation")


def category_of(ctx: Context) -> str:
    """The category of what this asker writes on a plan."""
    return "health_summary" if is_care(ctx) else "justice"


def line_model(ctx: Context) -> type[PlanLine] | type[JusticeLine]:
    return PlanLine if is_care(ctx) else JusticeLine


def signature_model(ctx: Context) -> type[PlanSignature] | type[JusticeSignature]:
    return PlanSignature if is_care(ctx) else JusticeSignature


def holds_in(since: int, until: int | None, number: int) -> bool:
    """Does a part of a plan hold in this version?"""
    return since <= number and (until is None or number < until)


def number_in_force(signed: Mapping[int, Iterable[bool]]) -> int | None:
    """The newest version of which every party has signed; one without a party is not in force.

    ``signed``: for each version, whether each of its parties has.
    """
    whole = [
        number for number, parties in signed.items() if (found := list(parties)) and all(found)
    ]
    return max(whole, default=None)


def direction(first: int | None, now: int | None) -> str:
    """How the person's rating moved; a lower one is less of a problem."""
    if first is None or now is None:
        return "not_rated"
    if now == first:
        return "same"
    return "better" if now < first else "worse"


def review_due(on: date) -> datetime:
    return begins(on, None)


def most_drivers(episodes: Iterable[Episode]) -> int:
    """How many drivers may be chosen: the least that a pathway of the person's says, else the
    setting (services.md C32).
    """
    programmes = [found.programme for each in episodes if (found := definition_of(each))]
    said = [each.drivers for each in programmes if each is not None and each.drivers is not None]
    return min(said, default=settings.PLAN_DRIVERS_AT_MOST)
