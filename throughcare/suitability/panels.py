"""What Today shows of suitability: those of whom a court has decided meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.access import CARE_TYPES
from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel
from throughcare.people.presenters import full_name
from throughcare.suitability import presenters, selectors

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.suitability.models import Suitability

LINES = 20


def settles(ctx: Context) -> bool:
    """Those who settle whether a requirement is suitable."""
    return ctx.agency_type in CARE_TYPES and ctx.allows("amend", "health_summary")


def court_decided(ctx: Context, _page: int) -> PanelContent:
    """Still considered though a court has decided; left out when there are none.

    Where probation or another care team entered the order, nobody closes what is this agency's:
    its own staff are told, and say what came of it.
    """
    rows = selectors.decided(ctx)
    ctx.shown.people(*(row.person_id for row in rows[:LINES]))
    ctx.shown.objects(*(row.pk for row in rows[:LINES]))
    return PanelContent(
        heading=_("The court decided: say what came of the suitability"),
        lines=tuple(_line(row) for row in rows[:LINES]),
        more=len(rows) > LINES,
        first=True,
    )


def _line(row: Suitability) -> PanelLine:
    return PanelLine(
        text=full_name(row.person),
        url=reverse("suitability_close", args=[row.person.reference, row.pk]),
        note=presenters.decided_words(row),
    )


def register() -> None:
    offer_panel(TodayPanel("suitability_decided", 5, settles, court_decided))
