"""Panels of Today for roles without a worklist: their people, or what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.menu import entries_for
from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel
from throughcare.design import words
from throughcare.people.presenters import born_words, full_name
from throughcare.screening.panels import works_with_health
from throughcare.today import selectors

if TYPE_CHECKING:
    from throughcare.core.context import Context


def reads_people(ctx: Context) -> bool:
    """Whoever sees people and has no worklist."""
    return ctx.allows("read", "identity") and not works_with_health(ctx)


def reads_nobody(ctx: Context) -> bool:
    """Whoever sees counts, accounts or reviews and no record."""
    return not ctx.allows("read", "identity")


def people(ctx: Context, page: int) -> PanelContent:
    """Those with whom the reader has to do, by name."""
    rows, more = selectors.linked_people(ctx, page)
    return PanelContent(
        heading=_("People you work with"),
        lines=tuple(
            PanelLine(
                text=full_name(person),
                url=reverse("person", args=[person.reference]),
                note=_("Born %(born)s · %(number)s")
                % {"born": born_words(person), "number": words.nhs_number(person.nhs_number)},
            )
            for person in rows
        ),
        empty=_("Nobody is linked to you or your team now."),
        more=more,
    )


def possible(ctx: Context, _page: int) -> PanelContent:
    """The pages that this role may open; no other is offered."""
    lines = [
        PanelLine(text=str(entry.label), url=reverse(entry.url_name))
        for entry in entries_for(ctx)
        if entry.url_name != "today"
    ]
    lines += [
        PanelLine(text=_("How we use information"), url=reverse("information")),
        PanelLine(text=_("Help and contact"), url=reverse("help")),
    ]
    return PanelContent(
        heading=_("What you can do here"),
        intro=_("Your role opens nobody\u2019s record."),
        lines=tuple(lines),
    )


def register() -> None:
    offer_panel(TodayPanel("people", 60, reads_people, people))
    offer_panel(TodayPanel("possible", 90, reads_nobody, possible))
