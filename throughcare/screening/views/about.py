"""What every page about a screening stands on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.design import words
from throughcare.screening import presenters, selectors
from throughcare.screening.models import CustodyEntry, Screen


class ScreenPage:
    """What every page about a screening reads: the person's screenings and where they are."""

    ctx: Any
    group: tuple[UUID, ...]
    person: Any

    @cached_property
    def screens(self) -> list[Screen]:
        return selectors.screens_of(self.ctx, self.group)

    @cached_property
    def entry(self) -> CustodyEntry | None:
        return selectors.open_entry(self.ctx, self.group)

    def facts(self) -> tuple[tuple[str, str], ...]:
        entry = self.entry
        if entry is None:
            return ()
        found = [
            (_("Place"), presenters.place_words(entry.place, entry)),
            (_("In custody since"), words.moment(entry.arrived_at, now=clock.now())),
        ]
        if entry.worry:
            found.append((_("Police flag"), presenters.worry_words(entry)))
        return tuple(found)


def told(screens: Iterable[Screen]) -> list[tuple[Screen, str, str]]:
    """Screenings with their title and how they ended, in words."""
    return [(s, presenters.screen_title(s), presenters.screen_outcome(s)) for s in screens]


def screen_or_404(ctx: Any, screens: list[Screen], pk: UUID) -> Screen:
    found = next((s for s in screens if s.pk == pk), None)
    if found is None:
        raise Http404
    return found
