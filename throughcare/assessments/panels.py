"""The safety plan on the opening page of a record, for those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.assessments import presenters, selectors
from throughcare.core.worklist import PanelContent, PanelLine, RecordPanel, offer_record_panel

if TYPE_CHECKING:
    from throughcare.core.context import Context


def safety_plan(ctx: Context, reference: str, group: Sequence[UUID]) -> PanelContent | None:
    """What the newest plan says; nothing where there is none."""
    plan = selectors.latest_safety_plan(ctx, group)
    if plan is None:
        return None
    lines = [
        PanelLine(note=title, text=text) for title, text in presenters.plan_parts(plan) if text
    ]
    whole = PanelLine(
        note=presenters.plan_line(plan),
        text=_("Open the safety plan"),
        url=reverse("safety_plan", args=[reference]),
    )
    return PanelContent(heading=_("Safety plan"), lines=(*lines, whole))


def sees_prompts(ctx: Context) -> bool:
    """Whoever signs for a team without writing in its records: the team lead."""
    return ctx.allows("sign", "health_summary") and not ctx.allows("create", "clinical_detail")


def register() -> None:
    offer_record_panel(RecordPanel("safety_plan", 10, "clinical_detail", safety_plan))
