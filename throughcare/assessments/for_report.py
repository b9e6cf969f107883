"""What a report to the court is filled from: one assessment, area by area.

Nothing about safety, no plan and no third party is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, Value, When

from throughcare.assessments.area_sets import AreaSet, all_sets
from throughcare.assessments.models import Assessment, AssessmentArea, ContactMade
from throughcare.assessments.selectors import areas_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

#: Of an area, what a report may use.
_USED = (
    "area",
    "asked",
    "said",
    "found",
    "need",
    "is_history",
    "flagged",
    "flag_source",
    "flag_who",
)
_USED_OF_EARLIER = tuple(f"earlier__{name}" for name in _USED)


@dataclass(frozen=True)
class ReportArea:
    """One area as a report may use it.

    asked        asked, declined, not_known or not_asked: four different answers.
    found        what the assessor found; ``said`` is the person's own words, never in by default.
    default_in   whether a draft carries ``found`` unless the author takes it out. Clinical
                 areas, history, and areas where nothing was found are out.
    """

    area: str
    title: str
    group: str
    asked: str
    said: str
    found: str
    need: str
    is_history: bool
    flagged: bool
    flag_source: str
    flag_who: str
    default_in: bool


@dataclass(frozen=True)
class ReportSource:
    """What a report to the court may be filled from: one assessment of the author's agency."""

    assessment_id: UUID
    status: str
    seen_on: datetime
    by_name: str
    areas: tuple[ReportArea, ...]
    contacts: tuple[ContactMade, ...]


def for_report(ctx: Context, person_ids: Iterable[UUID]) -> ReportSource | None:
    """The newest assessment of the author's own agency, area by area; None when there is none.

    A completed one comes before one that is still open. What was carried over from an earlier
    assessment is told from there.
    """
    people = list(person_ids)
    assessment: Assessment | None = _best_first(ctx, people).first()
    if assessment is None:
        return None
    ctx.shown.objects(assessment.pk)
    contacts = ContactMade.visible_to(ctx).filter(
        person_id__in=people, agency_id=ctx.agency_id, reached=True
    )
    return ReportSource(
        assessment_id=assessment.pk,
        status=assessment.status,
        seen_on=assessment.started_at,
        by_name=assessment.by_name,
        areas=_areas(assessment, areas_of(ctx, assessment)),
        contacts=tuple(contacts.order_by("at")),
    )


def areas_for_report(ctx: Context, person_ids: Iterable[UUID]) -> tuple[ReportArea, ...]:
    """The areas of :func:`for_report` alone, in one statement; none where nothing was answered."""
    newest = _best_first(ctx, list(person_ids)).values("pk")[:1]
    rows = list(
        AssessmentArea.visible_to(ctx)
        .filter(assessment_id=newest)
        .select_related("earlier", "assessment")
        .only("assessment__set_id", "assessment__set_version", *_USED, *_USED_OF_EARLIER)
    )
    if not rows:
        return ()
    assessment = rows[0].assessment
    ctx.shown.objects(assessment.pk)
    ctx.shown.objects(*(row.pk for row in rows), *(row.earlier_id for row in rows))
    return _areas(assessment, {row.area: row for row in rows})


def _best_first(ctx: Context, people: list[UUID]) -> QuerySet[Assessment]:
    """Assessments that a report may be filled from: completed before open, the newest first."""
    usable = (Assessment.Status.COMPLETED, Assessment.Status.STARTED)
    rows = Assessment.visible_to(ctx).filter(
        person_id__in=people, agency_id=ctx.agency_id, status__in=usable
    )
    open_last = Case(When(status=Assessment.Status.COMPLETED, then=Value(0)), default=Value(1))
    return rows.order_by(open_last, "-started_at")  # type: ignore[no-any-return]


def _areas(assessment: Assessment, kept: dict[str, AssessmentArea]) -> tuple[ReportArea, ...]:
    """Every area of the assessment's set, with what was kept of it."""
    return tuple(_report_areas(all_sets()[assessment.set_id, assessment.set_version], kept))


def _report_areas(areas: AreaSet, kept: dict[str, AssessmentArea]) -> Iterable[ReportArea]:
    for group in areas.groups:
        for area in group.areas:
            row = kept.get(area.id)
            held = row.earlier if row is not None and row.earlier is not None else row
            history = bool(held and held.is_history)
            text = held.found if held else ""
            yield ReportArea(
                area=area.id,
                title=area.title,
                group=group.title,
                asked=held.asked if held else AssessmentArea.Asked.NOT_ASKED,
                said=held.said if held else "",
                found=text,
                need=held.need if held else AssessmentArea.Needed.NOT_KNOWN,
                is_history=history,
                flagged=bool(held and held.flagged),
                flag_source=held.flag_source if held else "",
                flag_who=held.flag_who if held else "",
                default_in=area.report == "in" and bool(text) and not history,
            )
