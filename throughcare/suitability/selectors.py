"""Every read of suitability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from throughcare.agencies.models import Membership
from throughcare.core.models import Event
from throughcare.pathways.definition import Criterion
from throughcare.pathways.facts import gather, said_of
from throughcare.pathways.predicates import Answer, Verdict, judge
from throughcare.pathways.running import site_settings
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Willingness
from throughcare.suitability import models, rules

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person


@dataclass(frozen=True)
class Point:
    """One question of the pathway, how it stands, and what was answered."""

    criterion: Criterion
    answer: Answer
    kept: models.CriterionAnswer | None = None

    @property
    def is_open(self) -> bool:
        return self.answer.verdict != Verdict.MET


@dataclass(frozen=True)
class Considered:
    """One requirement with what the reader may see of it; lists may be empty for a reader."""

    row: models.Suitability
    points: list[Point] = field(default_factory=list)
    said: Willingness | None = None
    #: How the treatments follow each other, and why.
    sequence: tuple[str, str] | None = None
    advice: list[models.Advice] = field(default_factory=list)


def rows(ctx: Context, group: Sequence[UUID], action: str = "read") -> QuerySet[models.Suitability]:
    """Rows of the person, with the name of who sent it and, for those who read clinical detail,
    how the treatments follow each other.
    """
    name = Membership.objects.filter(pk=OuterRef("sent_by_id")).values("user__name")
    found = models.Suitability.visible_to(ctx, action).filter(person_id__in=group)
    order = models.Sequence.visible_to(ctx).filter(suitability_id=OuterRef("pk"))
    named: QuerySet[models.Suitability] = found.annotate(
        sent_by=Subquery(name),
        decided_at=Subquery(_decided(ctx).values("happened_at")[:1]),
        sequence_place=Subquery(order.values("place")),
        sequence_why=Subquery(order.values("why")),
    )
    return named


EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
#: Events that say that a court has decided.
DECIDED = ("sentence.made", "sentence.requirement_made", "hearing.outcome_recorded")


class _SameHuman(Func):
    """Is the one person the other, as far as the asker may know it?"""

    template = "(%(expressions)s))))"
    arg_joiner = " = ANY (ARRAY(SELECT app.group_of("
    output_field = BooleanField()


def _decided(ctx: Context) -> QuerySet[Event]:
    """What the asker may read of what a court decided since a suitability was begun."""
    said = Event.visible_to(ctx).filter(
        _SameHuman(F("person_id"), OuterRef("person_id")),
        Q(payload__disposal__isnull=False) | ~Q(type="hearing.outcome_recorded"),
        type__in=DECIDED,
        recorded_at__gte=OuterRef("recorded_at"),
        recorded_at__gt=Coalesce(OuterRef("again_at"), Value(EARLIEST)),
    )
    newest: QuerySet[Event] = said.order_by("-recorded_at")
    return newest


def waiting_decided(ctx: Context) -> QuerySet[models.Suitability]:
    """Of the asker's agency, what is still considered though a court has decided."""
    said = Subquery(_decided(ctx).values("happened_at")[:1])
    rows = models.Suitability.visible_to(ctx, "amend").filter(agency_id=ctx.agency_id)
    going_on = rows.exclude(status=models.Suitability.Status.CLOSED)
    found: QuerySet[models.Suitability] = going_on.annotate(decided_at=said).filter(
        decided_at__isnull=False
    )
    return found


def decided(ctx: Context, most: int) -> list[models.Suitability]:
    """The same with the people, the longest waiting first."""
    waiting = waiting_decided(ctx).select_related("person")
    found = list(waiting.order_by("decided_at")[:most])  # type: ignore[misc]
    ctx.shown.people(*(row.person_id for row in found))
    ctx.shown.objects(*(row.pk for row in found))
    return found


def all_of(ctx: Context, group: Sequence[UUID]) -> list[models.Suitability]:
    """What is and was considered, what goes on first: one statement."""
    found = list(rows(ctx, group).order_by("-recorded_at"))
    ctx.shown.objects(*(row.pk for row in found))
    return sorted(found, key=lambda row: row.status == models.Suitability.Status.CLOSED)


def considered(
    ctx: Context, row: models.Suitability, person: Person, group: Sequence[UUID], *, clinical: bool
) -> Considered:
    """All about one: 2 statements, and 3 more for those who read clinical detail."""
    advice = models.Advice.visible_to(ctx).filter(suitability_id=row.pk)
    found = list(advice.select_related("recorded_by__user", "agency").order_by("-number"))
    said = newest_willingness(ctx, group, row.requirement)
    if not clinical:
        return Considered(row, said=said, advice=found)
    return Considered(
        row,
        points=points_of(ctx, row, person, group, said),
        said=said,
        sequence=_sequence(row),
        advice=found,
    )


def _sequence(row: models.Suitability) -> tuple[str, str] | None:
    """From the row as ``rows`` gave it."""
    place = getattr(row, "sequence_place", None)
    return (str(models.Sequence.Place(place).label), row.sequence_why) if place else None  # type: ignore[attr-defined]


def points_of(
    ctx: Context,
    row: models.Suitability,
    person: Person,
    group: Sequence[UUID],
    said: Willingness | None,
) -> list[Point]:
    """Each question in force here, judged; those that are open first.

    What the page has read already is not read again: the birth date, unless another record of
    the same human may know it better, and the newest willingness.
    """
    pinned = rules.pinned(row)
    if pinned is None:
        return []
    if row.agency_id == ctx.agency_id:
        set_to = rules.settings_here(ctx, row.pathway)
    else:
        set_to = site_settings(row.agency_id, row.pathway)
    active = pinned[0].active_criteria(set_to)
    kept = answers_of(ctx, row)
    exact = person.born_on is not None and not person.born_about
    known = {"willing_to_comply", *(("age_from", "age_to") if exact else ())}
    facts = gather(
        ctx,
        group=list(group),
        conditions=tuple(c.condition for c in active if c.condition.predicate not in known),
        place_id=ctx.place_id,
        answers={id: each.said for id, each in kept.items()},
    )
    facts = replace(facts, willing={row.requirement: said_of(said)} if said else {})
    if exact:
        facts = replace(facts, born_on=person.born_on, born_about=False)
    points = [
        Point(each, judge(each.condition, facts, criterion=each.id), kept.get(each.id))
        for each in active
    ]
    return sorted(points, key=lambda point: not point.is_open)


def answers_of(ctx: Context, row: models.Suitability) -> Mapping[str, models.CriterionAnswer]:
    rows = models.CriterionAnswer.visible_to(ctx).filter(suitability_id=row.pk)
    return {each.criterion: each for each in rows.select_related("recorded_by__user")}


def newest_willingness(ctx: Context, group: Sequence[UUID], requirement: str) -> Willingness | None:
    """The newest answer that the asker may see."""
    rows = Willingness.visible_to(ctx).filter(person_id__in=group, requirement=requirement)
    found: Willingness | None = rows.select_related("taken_by__user").order_by("-at").first()
    return found


def has_answered(ctx: Context, group: Sequence[UUID], requirement: str) -> bool:
    """Did the person say yes or no, and not take it back?"""
    newest = newest_willingness(ctx, group, requirement)
    return newest is not None and newest.withdrawn_at is None


def is_willing(ctx: Context, row: models.Suitability) -> bool:
    newest = newest_willingness(ctx, sharing.group_of(row.person_id), row.requirement)
    return newest is not None and said_of(newest) == "yes"
