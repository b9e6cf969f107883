"""Every read of orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from throughcare.core import clock
from throughcare.court.models import HearingOutcome
from throughcare.orders import rules
from throughcare.orders.models import Order, Requirement, ResultMatch, Review, Status
from throughcare.people.models import Person

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


@dataclass
class OnCaseload:
    """One order in force, whose it is, what it requires, and the next review."""

    order: Order
    person: Person | None = None
    requirements: list[Requirement] = field(default_factory=list)
    review: Review | None = None


#: Orders that one page of the caseload shows.
A_PAGE = 25
#: What the caseload may be narrowed to.
ALL, TREATMENT, REVIEW_SOON, ENDS_SOON = "all", "treatment", "review", "ends"


def on_caseload(ctx: Context, show: str) -> QuerySet[Order]:
    """Orders in force of the people whom the asker reaches: those that end first come first."""
    rows = Order.visible_to(ctx).filter(status=Status.ACTIVE)
    active = {"status": Status.ACTIVE, "order_id": OuterRef("pk")}
    if show == TREATMENT:
        of_kind = Requirement.visible_to(ctx).filter(**active, kind__in=rules.TREATMENT)
        rows = rows.filter(Exists(of_kind))
    elif show == REVIEW_SOON:
        until = clock.today() + timedelta(days=settings.ORDER_REVIEW_NOTICE_DAYS)
        soon = Review.visible_to(ctx).filter(
            order_id=OuterRef("pk"), status=Review.Status.PLANNED, on__lte=until
        )
        rows = rows.filter(Exists(soon))
    elif show == ENDS_SOON:
        until = clock.today() + timedelta(days=settings.ORDER_END_NOTICE_DAYS)
        rows = rows.filter(ends_on__lte=until)
    return rows.order_by(F("ends_on").asc(nulls_last=True), "made_on", "pk")


def with_what_hangs_on_them(ctx: Context, orders: Sequence[Order]) -> list[OnCaseload]:
    """The people, requirements in force and next reviews of one page: three statements."""
    found = {row.pk: OnCaseload(row) for row in orders}
    people = Person.visible_to(ctx).in_bulk({row.person_id for row in orders})
    for each in found.values():
        each.person = people.get(each.order.person_id)
    about = {"order_id__in": found}
    rows = Requirement.visible_to(ctx).filter(**about, status=Status.ACTIVE)
    for row in rows.order_by("recorded_at"):
        found[row.order_id].requirements.append(row)
    planned = Review.visible_to(ctx).filter(**about, status=Review.Status.PLANNED)
    for review in planned.order_by(F("on").desc(nulls_first=True), F("at").desc(nulls_first=True)):
        found[review.order_id].review = review
    ctx.shown.objects(*found)
    ctx.shown.people(*people)
    return [each for each in found.values() if each.person is not None]


def matches_of(ctx: Context, hearing: str) -> dict[str, UUID]:
    """Whose the results of a hearing were said to be, by the court's number: one statement."""
    rows = ResultMatch.visible_to(ctx).filter(
        agency_id=ctx.agency_id, hearing_ref=hearing, ended_at=None
    )
    return dict(rows.values_list("defendant", "person_id"))


def newest_share(ctx: Context, hearing: str) -> str:
    """When the newest share of a hearing that the agency took in was made; "" for none."""
    rows = Order.visible_to(ctx).filter(agency_id=ctx.agency_id, hearing_ref=hearing)
    found: str | None = rows.aggregate(newest=Max("shared_at"))["newest"]
    return found or ""


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
