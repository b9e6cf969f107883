"""What pathways put into the record and on Today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import registry
from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel
from throughcare.design import words
from throughcare.pathways import presenters, selectors
from throughcare.pathways.models import Episode, PathwayVersion
from throughcare.pathways.presenters import Strip

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person

MOST_STRIPS = 3


def register() -> None:
    registry.offer("journey_strips", "pathways", strips)
    offer_panel(TodayPanel("pathway_signatures", 20, may_sign, waiting_for_signature))


def strips(ctx: Context, person: Person, group: Sequence[UUID]) -> list[Strip]:
    """The open pathways of a person in steps, at most two statements; else the last that ended."""
    episodes = selectors.episodes_of(ctx, group)
    shown = [e for e in episodes if e.status == Episode.Status.OPEN][:MOST_STRIPS] or episodes[:1]
    clocks = selectors.clocks_of(ctx, shown)
    return [
        Strip(
            heading=presenters.title_of(each.pathway, each.pathway_version),
            url=reverse("episode", args=[person.reference, each.pk]),
            steps=presenters.steps(each, [c for c in clocks if c.episode_id == each.pk]),
            note=_ended_note(each),
        )
        for each in shown
    ]


def _ended_note(episode: Episode) -> str:
    if episode.ended_at is None:
        return ""
    return _("Ended %(day)s: %(how)s") % {
        "day": words.full_date(episode.ended_at),
        "how": presenters.ending_title(presenters.definition_of(episode), episode.ended_how),
    }


def may_sign(ctx: Context) -> bool:
    return ctx.allows("sign", "health_summary")


def waiting_for_signature(ctx: Context, _page: int) -> PanelContent:
    """Versions of pathways that the reader was asked to sign. One statement."""
    rows = selectors.signatures(ctx.agency_id).filter(
        lead_id=ctx.membership_id, status=PathwayVersion.Status.ASKED
    )
    return PanelContent(
        heading=_("Pathways to sign"),
        intro=_("You were asked, as clinical lead, whether these may be used for care here."),
        lines=tuple(
            PanelLine(
                text=row.title,
                url=reverse("pathway_sign", args=[row.pk]),
                note=_("Version %(version)s") % {"version": row.pathway_version},
            )
            for row in rows
        ),
        empty=_("Nothing waits for your signature."),
    )
