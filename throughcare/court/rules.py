"""What the words of a court's day mean: moments, periods, what a line asks for. No database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from evidence import disclosure
from throughcare.core.access import CARE_TYPES
from throughcare.core.clock import LONDON
from throughcare.court.listed import ListDocument
from throughcare.court.models import Custody, ListEntry, Outcome
from throughcare.screening.rules import court_sits_at

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Nothing more is owed about a line with one of these.
SETTLED = (Outcome.SEEN, Outcome.DECLINED, Outcome.LEFT, Outcome.UNDER_18)
TRY_AGAIN = (Outcome.ASLEEP, Outcome.INTERPRETER, Outcome.NOT_SEEN)
#: Messages about one case: they say nothing of the others that are listed that day.
ONE_CASE_FORMATS = ("common-platform",)


def begins(on: date, starts_at: time | None) -> datetime:
    """When a line is heard; without a time, when court sits."""
    return datetime.combine(on, starts_at or court_sits_at(), tzinfo=LONDON)


def room_words(room: str) -> str:
    """``court 2`` for a number, else as the list gives it."""
    if not room:
        return _("court room not known")
    return _("court %(room)s") % {"room": room} if room.isdigit() else room


def room_key(room: str) -> str:
    """What makes two rooms one and puts them in order: "court 01" is "Court 1", 2 before 10."""
    plain = re.sub(r"\b0+(?=\d)", "", " ".join(room.casefold().split()))
    return re.sub(r"\d+", lambda found: found[0].zfill(6), plain.removeprefix("court "))


def wants_screen(entry: ListEntry) -> bool:
    """Is this line on somebody's list of work? Everybody in custody, and whoever was asked for.

    Setting COURT_SCREEN_EVERYBODY: a service that offers a screening to all who are listed.
    """
    if entry.kind != ListEntry.Kind.PERSON or entry.gone or entry.outcome in SETTLED:
        return False
    if entry.status not in (ListEntry.Status.WAITING, ListEntry.Status.LINKED):
        return False
    asked = entry.custody == Custody.IN_CUSTODY or entry.asked_by or entry.worry
    return bool(asked or settings.COURT_SCREEN_EVERYBODY)


def court_link(on: date) -> tuple[datetime, datetime]:
    """From when to when the court sees who is before it.

    Source: security.md, court officer: from two days before the hearing until a week after.
    Settings COURT_LINK_DAYS_BEFORE and COURT_LINK_DAYS_AFTER.
    """
    day = datetime.combine(on, time(0), tzinfo=LONDON)
    before = timedelta(days=settings.COURT_LINK_DAYS_BEFORE)
    return day - before, day + timedelta(days=settings.COURT_LINK_DAYS_AFTER + 1)


def outcome_due(on: date, starts_at: time | None) -> datetime:
    """When we ask what came of a hearing."""
    wait = timedelta(minutes=settings.COURT_OUTCOME_MINUTES)
    return begins(on, starts_at) + wait


def next_day_due(on: date) -> datetime:
    """When we ask to which day a hearing was adjourned that named none."""
    return begins(on + timedelta(days=settings.COURT_NEXT_DAY_DAYS), None)


def answer_due(needed_by: datetime, asked_at: datetime) -> datetime:
    """When a request must be answered: within the setting, never after it is needed."""
    return min(needed_by, asked_at + timedelta(minutes=settings.COURT_REQUEST_MINUTES))


def is_whole(document: ListDocument) -> bool:
    """Does the document list the whole day, so that who is not in it is gone from the list?

    A message about one case does not, nor a list of which something was left out.
    """
    whole = document.whole and document.format not in ONE_CASE_FORMATS
    return whole and len(document.cases) > 1


def protect_row(parts: Sequence[int], total: int) -> tuple[list[int | None], int | None]:
    """Parts and their total with counts of 1 to 4 hidden (None), none of them to be worked out.

    Nobody is nobody: 0 is shown. Where a hidden part would follow from the total, the smallest
    other that is not 0 is hidden with it; where the total itself is small, all of it is.
    Source: security.md 22 and screens.md section 6, as in the figures (evidence.disclosure).
    """
    if disclosure.is_small(total):
        return [None] * len(parts), None
    return disclosure.suppress_row(parts), total


def last_full_week(today: date) -> tuple[date, date]:
    """Monday to Sunday of the last week that has ended. Its counts stand still, so that two
    readings of the page give no single day away."""
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=6)


def says_if_used(ctx: Context) -> bool:
    """Whose word it is whether the court used what it was told: the court's own staff, and care
    staff whom the court told. Police and probation are not the court."""
    return ctx.agency_type == "court" or ctx.agency_type in CARE_TYPES
