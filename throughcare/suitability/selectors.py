"""Every read of suitability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.pathways.definition import Criterion
from throughcare.pathways.facts import gather, said_of
from throughcare.pathways.predicates import Answer, Verdict, judge
from throughcare.pathways.running import site_settings
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Willingness
from throughcare.suitability import models, rules

if TYPE_CHECKING:
    from throughcare.core.context import Context


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
    sequence: models.Sequence | None = None
    advice: list[models.Advice] = field(default_factory=list)


def all_of(ctx: Context, group: Sequence[UUID]) -> list[models.Suitability]:
    """What is and was considered, what goes on first: one statement."""
    rows = models.Suitability.visible_to(ctx).filter(person_id__in=group)
    found = list(rows.select_related("agency").order_by("-recorded_at"))
    ctx.shown.objects(*(row.pk for row in found))
    return sorted(found, key=lambda row: row.status == models.Suitability.Status.CLOSED)


def considered(
    ctx: Context, row: models.Suitability, group: Sequence[UUID], *, clinical: bool
) -> Considered:
    """All about one: 3 statements, and 4 more for those who read clinical detail."""
    advice = models.Advice.visible_to(ctx).filter(suitability_id=row.pk)
    found = list(advice.select_related("recorded_by__user", "agency").order_by("-number"))
    said = newest_willingness(ctx, group, row.requirement)
    if not clinical:
        return Considered(row, said=said, advice=found)
    return Considered(
        row,
        points=points_of(ctx, row, group),
        said=said,
        sequence=models.Sequence.visible_to(ctx).filter(suitability_id=row.pk).first(),
        advice=found,
    )


def points_of(ctx: Context, row: models.Suitability, group: Sequence[UUID]) -> list[Point]:
    """Each question in force here, judged; those that are open first."""
    pinned = rules.pinned(row)
    if pinned is None:
        return []
    active = pinned[0].active_criteria(site_settings(row.agency_id, row.pathway))
    kept = answers_of(ctx, row)
    facts = gather(
        ctx,
        group=list(group),
        conditions=tuple(each.condition for each in active),
        place_id=ctx.place_id,
        answers={id: each.said for id, each in kept.items()},
    )
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
