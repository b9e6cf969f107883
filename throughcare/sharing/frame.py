"""What this folder puts into the menu, the settings, the parts of a record and Today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from throughcare.agencies.frame import SettingsTab, offer_settings_tab
from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
from throughcare.core.worklist import (
    PanelContent,
    PanelLine,
    TodayPanel,
    offer_draft,
    offer_panel,
)
from throughcare.design import words as say
from throughcare.sharing import emergency_selectors as emergencies

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Lines of the panel on Today; the page itself holds them all.
PANEL_LINES = 20


def offer() -> None:
    """Register everything (when the apps start)."""
    offer_tab(
        PersonTab(
            "sharing", _l("Sharing"), "person_sharing", 80, "read", "health_summary", lesser=True
        )
    )
    offer_menu(MenuEntry(_l("Emergency openings"), "privacy", 50, emergencies.may_review))
    offer_settings_tab(SettingsTab(_l("Agreements"), "settings_agreements", 40))
    offer_draft("sharing.ask", _l("Answers about sharing not kept yet"), "person_sharing_ask")
    offer_panel(TodayPanel("break_glass", 10, emergencies.may_review, waiting_for_review))


def waiting_for_review(ctx: Context, page: int) -> PanelContent:
    """The alert: codes alone, the earliest due first. One statement."""
    start = (page - 1) * PANEL_LINES
    rows = emergencies.waiting(ctx, start=start, lines=PANEL_LINES + 1)
    return PanelContent(
        heading=_("Opened in an emergency"),
        intro=_("These wait for your review."),
        lines=tuple(
            PanelLine(
                text=row.code,
                url=reverse("privacy_review", args=[row.pk]),
                note=_("Review by %(moment)s") % {"moment": say.full_moment(row.review_due_at)},
            )
            for row in rows[:PANEL_LINES]
        ),
        empty=_("Nothing waits for review."),
        more=len(rows) > PANEL_LINES,
    )
