"""What Today shows to those who do not screen: the people in custody and what they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel
from throughcare.people.presenters import full_name
from throughcare.screening import presenters
from throughcare.screening.models import CustodyAdvice

if TYPE_CHECKING:
    from throughcare.core.context import Context

LINES = 50


def works_with_health(ctx: Context) -> bool:
    """Whoever reads both the custody list and the health summary of their own agency, to work
    with people: not who answers requests for a record or checks who looked.
    """
    if ctx.purpose in ("subject_rights", "audit"):
        return False
    return ctx.allows("read", "justice") and ctx.allows("read", "health_summary")


def reads_advice(ctx: Context) -> bool:
    """Custody staff: another agency told them something, where the person agreed."""
    return ctx.agency_type == "police" and ctx.allows("read", "identity")


def advice(ctx: Context, page: int) -> PanelContent:
    """What health staff told custody and may be shown: newest first."""
    start = (page - 1) * LINES
    rows = list(
        CustodyAdvice.visible_to(ctx)
        .select_related("person")
        .order_by("-told_at")[start : start + LINES + 1]
    )
    ctx.shown.people(*(row.person_id for row in rows[:LINES]))
    ctx.shown.objects(*(row.pk for row in rows[:LINES]))
    return PanelContent(
        heading=_("Told by the health team"),
        intro=_("Shown where the person agreed that custody staff may be told."),
        lines=tuple(
            PanelLine(
                text=full_name(row.person),
                url=reverse("person", args=[row.person.reference]),
                note=presenters.advice_words(row),
            )
            for row in rows[:LINES]
        ),
        empty=_("Nothing that you may see."),
        more=len(rows) > LINES,
    )


def register() -> None:
    offer_panel(TodayPanel("custody_advice", 5, reads_advice, advice))
