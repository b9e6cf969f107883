"""What the pages of questionnaires read; each knows who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core.models import Due
from throughcare.instruments.actions import PROMPT
from throughcare.instruments.models import Administration, Answer, PromptAnswered, Score

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: More than a course of treatment with three questionnaires at each session.
MOST = 300


@dataclass(frozen=True)
class Used:
    """One use with what was worked out from it; no score where the reader may not know it."""

    row: Administration
    score: Score | None


def uses_of(ctx: Context, group: Sequence[UUID]) -> list[Used]:
    """Every use that was not taken back, the newest first."""
    rows = list(
        Administration.visible_to(ctx)
        .filter(person_id__in=list(group))
        .exclude(status=Administration.Status.TAKEN_BACK)
        .select_related("agency")
        .order_by("-answered_on", "-started_at")[:MOST]
    )
    scores = {
        score.administration_id: score
        for score in Score.visible_to(ctx).filter(administration_id__in=[row.pk for row in rows])
    }
    ctx.shown.objects(*(row.pk for row in rows), *(score.pk for score in scores.values()))
    return [Used(row, scores.get(row.pk)) for row in rows]


def use_of(ctx: Context, group: Sequence[UUID], pk: UUID) -> Used | None:
    """One use, unless it was taken back."""
    row = (
        Administration.visible_to(ctx)
        .filter(person_id__in=list(group), pk=pk)
        .exclude(status=Administration.Status.TAKEN_BACK)
        .select_related("agency")
        .first()
    )
    if row is None:
        return None
    score = Score.visible_to(ctx).filter(administration_id=row.pk).first()
    ctx.shown.objects(row.pk, *([score.pk] if score else []))
    return Used(row, score)


def answers_of(ctx: Context, row: Administration) -> dict[int, Answer]:
    """The answers of one use by item."""
    found = list(Answer.visible_to(ctx).filter(administration_id=row.pk))
    ctx.shown.objects(*(answer.pk for answer in found))
    return {answer.item: answer for answer in found}


def prompts_answered(ctx: Context, row: Administration) -> list[PromptAnswered]:
    """What was done about the safety answers of one use."""
    found = PromptAnswered.visible_to(ctx).filter(administration_id=row.pk)
    return list(found.order_by("recorded_at"))


def open_prompts(ctx: Context, answers: Iterable[UUID]) -> list[Due]:
    """Safety prompts of these answers that nobody has answered."""
    mine = Due.visible_to(ctx, "amend").filter(kind=PROMPT, status=Due.Status.OPEN)
    return list(mine.filter(subject_id__in=list(answers)).order_by("opened_at"))
