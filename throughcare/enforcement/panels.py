"""What Today shows to officers: what to decide, and what the court waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel
from throughcare.design import words
from throughcare.enforcement import deciding, rules, selectors
from throughcare.people.presenters import full_name

if TYPE_CHECKING:
    from throughcare.core.context import Context

LINES = 20


def is_officer(ctx: Context) -> bool:
    return rules.decides(ctx)


def updates(ctx: Context, _page: int) -> PanelContent:
    """Updates that the court waits for; left out when there are none."""
    rows = selectors.waiting_updates(ctx)
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    now = clock.now()
    return PanelContent(
        heading=_("The court wants an update"),
        lines=tuple(
            PanelLine(
                text=full_name(row.person),
                url=reverse("update", args=[row.person.reference, row.pk]),
                note=_("Due %(when)s. %(agency)s")
                % {"when": words.moment(row.needed_by, now=now), "agency": row.by_agency}
                + (f". {_('You were reminded')}" if row.reminded_at else ""),
            )
            for row in rows[:LINES]
        ),
        first=True,
    )


def to_decide(ctx: Context, page: int) -> PanelContent:
    """Appointments that were missed and of which nobody has said what they count as."""
    found = deciding.undecided(ctx)
    start = (page - 1) * LINES
    ctx.shown.people(*(each.person_id for each in found[start : start + LINES]))
    return PanelContent(
        heading=_("Missed appointments to decide"),
        intro=_("The treatment team reports attendance. Only you decide what counts."),
        lines=tuple(
            PanelLine(text=each.name, url=each.url, note=each.note)
            for each in found[start : start + LINES]
        ),
        empty=_("No missed appointment waits for your decision."),
        more=len(found) > start + LINES,
    )


def register() -> None:
    offer_panel(TodayPanel("updates_wanted", 4, is_officer, updates))
    offer_panel(TodayPanel("absences_to_decide", 4, is_officer, to_decide))
