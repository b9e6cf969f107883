"""What pathways put into the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import registry
from throughcare.design import words
from throughcare.pathways import presenters, selectors
from throughcare.pathways.models import Episode
from throughcare.pathways.presenters import Strip

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person

MOST_STRIPS = 3


def register() -> None:
    registry.offer("journey_strips", "pathways", strips)


def strips(ctx: Context, person: Person, group: Sequence[UUID]) -> list[Strip]:
    """The open pathways of a person in steps, in one statement; else the last that ended."""
    found = selectors.episodes_with_clocks(ctx, group)
    running = [each for each in found if each[0].status == Episode.Status.OPEN]
    shown = running[:MOST_STRIPS] or found[:1]
    return [
        Strip(
            heading=presenters.title_of(each.pathway, each.pathway_version),
            url=reverse("episode", args=[person.reference, each.pk]),
            steps=presenters.steps(each, owed),
            note=_ended_note(each) or presenters.next_owed(each, owed),
        )
        for each, owed in shown
    ]


def _ended_note(episode: Episode) -> str:
    if episode.ended_at is None:
        return ""
    return _("Ended %(day)s: %(how)s") % {
        "day": words.full_date(episode.ended_at),
        "how": presenters.ending_title(presenters.definition_of(episode), episode.ended_how),
    }
