"""One person at court: hearings, what came of them, what the court was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.court.models import (
    AdviceDetail,
    AdviceToCourt,
    CourtFeedback,
    CourtFollowUp,
    Hearing,
    HearingOutcome,
)
from throughcare.court.selectors.hearings import MOST_HEARINGS, standing_hearings

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass
class AtCourt:
    """What one person's page of the court shows, as far as the asker may read it."""

    hearings: list[Hearing]
    outcomes: dict[UUID, HearingOutcome]
    feedback: list[CourtFeedback]
    advice: list[AdviceToCourt]
    details: dict[UUID, AdviceDetail]
    follow_ups: dict[UUID, list[CourtFollowUp]]


def at_court(ctx: Context, group: Sequence[UUID], *, clinical: bool, summary: bool) -> AtCourt:
    """Everything of the person at court, the newest first; at most 6 statements.

    ``clinical`` and ``summary`` say whether the asker could read rows of those categories.
    """
    people = list(group)
    hearings = list(
        standing_hearings(ctx, person_id__in=people)
        .select_related("place")
        .order_by("-on", "-starts_at")[:MOST_HEARINGS]
    )
    outcomes = list(
        HearingOutcome.visible_to(ctx)
        .filter(person_id__in=people)
        .select_related("adjourned_place")
    )
    feedback = list(
        CourtFeedback.visible_to(ctx)
        .filter(person_id__in=people)
        .order_by("-recorded_at")[:MOST_HEARINGS]
    )
    advice = _advice(ctx, people) if summary else []
    spoken = [row.pk for row in advice if row.clinical]
    details = (
        list(AdviceDetail.visible_to(ctx).filter(advice_id__in=spoken))
        if clinical and spoken
        else []
    )
    follow_ups: dict[UUID, list[CourtFollowUp]] = defaultdict(list)
    if summary:
        for row in CourtFollowUp.visible_to(ctx).filter(person_id__in=people).order_by("due_on"):
            follow_ups[row.hearing_id].append(row)
    made = [row for rows in follow_ups.values() for row in rows]
    ctx.shown.objects(
        *(row.pk for rows in (hearings, outcomes, feedback, advice, details, made) for row in rows)
    )
    return AtCourt(
        hearings=hearings,
        outcomes={row.hearing_id: row for row in outcomes},
        feedback=feedback,
        advice=advice,
        details={row.advice_id: row for row in details},
        follow_ups=follow_ups,
    )


def _advice(ctx: Context, people: list[UUID]) -> list[AdviceToCourt]:
    rows = AdviceToCourt.visible_to(ctx).filter(person_id__in=people).select_related("place")
    return list(rows.order_by("-given_at")[:MOST_HEARINGS])
