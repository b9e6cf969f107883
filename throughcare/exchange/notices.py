"""What must be known before a court list is taken in: which day, which issue, whose courts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.court.actions import Day, Taken
from throughcare.court.listed import ListDocument
from throughcare.court.rules import is_whole
from throughcare.design import words
from throughcare.exchange.forms import FORMATS, court_named
from throughcare.exchange.presenters import Checked


def notices(document: ListDocument, found: Checked, taken: Taken) -> list[str]:
    """What must be known before the button is pressed."""
    said = [problem.message for problem in found.about_file]
    for day in taken.days:
        said += _of_day(day)
    for unplaced in taken.unplaced:
        said.append(
            ngettext(
                "%(court)s is none of your team's courts: %(count)s line is not taken in.",
                "%(court)s is none of your team's courts: %(count)s lines are not taken in.",
                unplaced.entries,
            )
            % {"court": court_named(unplaced), "count": unplaced.entries}
        )
    if not is_whole(document):
        said.append(
            _("This is not the whole list of a day, so nobody is marked as no longer listed.")
        )
    return said


def _of_day(day: Day) -> list[str]:
    """What must be known of one court and day."""
    at = {"court": day.place.name, "day": words.full_date(day.on)}
    said = []
    if day.on < clock.today():
        said.append(_("%(court)s, %(day)s: this day has passed.") % at)
    if day.repeated:
        return [*said, _("%(court)s, %(day)s: this very list was taken in before.") % at]
    if day.older:
        older = _(
            "%(court)s, %(day)s: a newer list was taken in before, so this one is not. Is this one"
            " right? Take the newer back first."
        )
        return [*said, older % at]
    if day.other_kind:
        other = _(
            "%(court)s, %(day)s: the last list was of another kind (%(kind)s). Nobody is found"
            " again across kinds: whoever is on both stands on two lines."
        )
        said.append(other % {**at, "kind": FORMATS.get(day.other_kind, day.other_kind)})
    if day.undated_after is not None and (day.changed or day.gone):
        undated = _(
            "%(court)s, %(day)s: the lists do not say when they were made. Is this one newer than"
            " the one taken in on %(moment)s?"
        )
        said.append(undated % {**at, "moment": words.full_moment(day.undated_after)})
    return said
