"""Every read of suitability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from throughcare.agencies.models import Membership
from throughcare.core.models import Event
from throughcare.pathways.definition import Criterion
from throughcare.pathways.facts import gather, said_of
from throughcare.pathways.predicates import Answer, Verdict, judge
from throughcare.pathways.running import site_settings
from throughcare.sharing.models import Willingness
from throughcare.suitability import models, rules
from throughcare.suitability.willing import Asked, asked_of

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
    asked: Asked = field(default_factory=Asked)
    #: How the treatments follow each other, and why.
    sequence: tuple[str, str] | None = None
    advice: list[models.Advice] = field(default_factory=list)

    @property
    def said(self) -> Willingness | None:
        """What the person said about complying, of this sentence."""
        return self.asked.said


def rows(ctx: Context, group: Sequence[UUID], action: str = "read") -> QuerySet[models.Suitability]:
    """Rows of the person, with the name of who sent it and, for those who read clinical detail,
    how the treatments follow each other.
    """
    name = Membership.objects.filter(pk=OuterRef("sent_by_id")).values("user__name")
    found = models.Suitability.visible_to(ctx, action).filter(person_id__in=group)
    order = models.Sequence.visible_to(ctx).filter(suitability_id=OuterRef("pk"))
    named: QuerySet[models.Suitability] = found.annotate(
        sent_by=Subquery(name),
        **_how_decided(ctx),
        closed_at=Subquery(_closed(ctx).values("happened_at")[:1]),
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


class _LondonDay(Func):
    """The day of a moment as events write it: ``2026-11-22``."""

    template = "to_char(%(expressions)s AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')"
    output_field = CharField()


def _decided(ctx: Context) -> QuerySet[Event]:
    """What the asker may read of what a court decided since a suitability was begun.

    An order of an earlier day that is entered only now was no decision of this.
    """
    said = (
        Event.visible_to(ctx)
        .annotate(made_on=KT("payload__made_on"))
        .filter(
            _SameHuman(F("person_id"), OuterRef("person_id")),
            Q(payload__disposal__isnull=False) | ~Q(type="hearing.outcome_recorded"),
            Q(made_on__isnull=True) | Q(made_on__gte=_LondonDay(OuterRef("recorded_at"))),
            type__in=DECIDED,
            recorded_at__gte=OuterRef("recorded_at"),
            recorded_at__gt=Coalesce(OuterRef("again_at"), Value(EARLIEST)),
        )
    )
    newest: QuerySet[Event] = said.order_by("-recorded_at")
    return newest


def _how_decided(ctx: Context) -> dict[str, Any]:
    """When a court decided, who entered it, and whether it made this very requirement."""
    newest = _decided(ctx)
    whens = [When(kind=kind, then=Value(said)) for kind, said in rules.RESTS_ON.items()]
    rests_on = Case(*whens, output_field=CharField())
    made = newest.filter(type="sentence.requirement_made").annotate(kind=KT("payload__kind"))
    same = made.annotate(rests_on=rests_on).filter(rests_on=OuterRef("requirement"))
    return {
        "decided_at": Subquery(newest.values("happened_at")[:1]),
        "decided_by": Subquery(newest.values("by_name")[:1]),
        "decided_with": Exists(same),
    }


def _closed(ctx: Context) -> QuerySet[Event]:
    said = Event.visible_to(ctx).filter(type="suitability.closed", subject_id=OuterRef("pk"))
    newest: QuerySet[Event] = said.order_by("-happened_at")
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
    waiting = waiting_decided(ctx).annotate(**_how_decided(ctx)).select_related("person")
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
    asked = asked_of(ctx, row, group)
    if not clinical:
        return Considered(row, asked=asked, advice=found)
    return Considered(
        row,
        points=points_of(ctx, row, person, group, asked.said),
        asked=asked,
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
