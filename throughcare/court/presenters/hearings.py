"""How a hearing and what came of it are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.court import rules, terms
from throughcare.court.models import Custody, Hearing, HearingOutcome
from throughcare.design import words
from throughcare.design.parts import Tag, Term

if TYPE_CHECKING:
    pass


def hearing_title(hearing: Hearing) -> str:
    """``19 November, 10am, Northfield magistrates, court 2``."""
    parts = [words.short_date(hearing.on, today=clock.today())]
    if hearing.starts_at:
        parts.append(words.clock(hearing.starts_at))
    parts.append(hearing.court)
    if hearing.room:
        parts.append(rules.room_words(hearing.room))
    return ", ".join(parts)


def twin_words(listed: Hearing, *, by_hand: bool = False) -> str:
    """Asks about a hearing that stands here under a typed name."""
    if by_hand:
        return _("A list has a hearing on the same day at %(court)s. Is it this one?") % {
            "court": listed.court
        }
    return _(
        "A list has a hearing on the same day at %(court)s. Is it this one? Then correct the"
        " outcome that named this court, and choose %(court)s there: one hearing stays."
    ) % {"court": listed.court}


def hearing_titles(hearings: Sequence[Hearing]) -> dict[UUID, str]:
    """A title for each, by id: two at the same court and time say their case, or which they are."""
    titles = {each.pk: hearing_title(each) for each in hearings}
    for tell_apart in (_case_of, _which_of(hearings)):
        twice = {title for title, number in Counter(titles.values()).items() if number > 1}
        for each in hearings:
            if titles[each.pk] in twice:
                titles[each.pk] = f"{titles[each.pk]}, {tell_apart(each)}"
    return titles


def _case_of(hearing: Hearing) -> str:
    if not hearing.case_number:
        return _("no case number")
    return _("case %(number)s") % {"number": hearing.case_number}


def _which_of(hearings: Sequence[Hearing]) -> Callable[[Hearing], str]:
    numbers = {each.pk: str(number) for number, each in enumerate(hearings, start=1)}
    return lambda each: _("number %(number)s here") % {"number": numbers[each.pk]}


def custody_words(hearing: Hearing) -> str:
    """In custody or on bail; a hearing that is on no list cannot say what a list says."""
    if hearing.custody == Custody.NOT_SAID and hearing.entry_id is None:
        return _("Custody or bail not known")
    return str(Custody(hearing.custody).label)


def hearing_tag(hearing: Hearing) -> Tag:
    if hearing.status != Hearing.Status.LISTED:
        return Tag(str(Hearing.Status(hearing.status).label), "green")
    late = rules.begins(hearing.on, hearing.starts_at) < clock.now()
    return Tag(_("Outcome not known"), "orange") if late else Tag(_("Listed"), "blue")


def outcome_terms(outcome: HearingOutcome) -> list[Term]:
    """What came of a hearing, a line each; what was not said is left out but for the use."""
    found = []
    if outcome.disposal:
        found.append(Term(_("How it ended"), terms.label("disposal", outcome.disposal)))
    if outcome.remand:
        found.append(Term(_("Remand or bail"), terms.label("remand", outcome.remand)))
    if outcome.reason:
        found.append(Term(_("Adjourned"), terms.label("reason", outcome.reason)))
    if going_on := next_hearing_words(outcome):
        found.append(Term(_("Next hearing"), going_on))
    used = str(HearingOutcome.Used(outcome.used).label)
    found.append(Term(_("Did the court use our information?"), used))
    source = str(HearingOutcome.Source(outcome.source).label)
    found.append(Term(_("How we know"), f"{source} · {outcome.by_name}"))
    return found


def next_hearing_words(outcome: HearingOutcome) -> str:
    """``Thu 3 Dec, Northfield Crown Court``; the court only where it is another one."""
    on, other = outcome.adjourned_to, outcome.adjourned_place
    day = words.short_date(on, today=clock.today()) if on else ""
    court = outcome.adjourned_elsewhere or (other.name if other else "")
    if court and not day:
        return _("%(court)s, day not known") % {"court": court}
    return ", ".join(part for part in (day, court) if part)
