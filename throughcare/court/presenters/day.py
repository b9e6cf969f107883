"""The day in the order in which it is worked through, and what is said above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.court import rules
from throughcare.court.models import CourtList, Custody, ListEntry, Outcome
from throughcare.court.presenters.lines import LineRow, line_row
from throughcare.design import words
from throughcare.design.parts import Group

if TYPE_CHECKING:
    from throughcare.court.selectors import CourtDay, Coverage

#: Parts of the list that can be shown alone.
PARTS = (
    ("custody", gettext_lazy("In custody")),
    ("to_see", gettext_lazy("To see")),
    ("unmatched", gettext_lazy("Without a record")),
)


def _is_in(part: str, entry: ListEntry) -> bool:
    tests = {
        "custody": entry.custody == Custody.IN_CUSTODY,
        "to_see": rules.wants_screen(entry),
        "unmatched": entry.person_id is None,
    }
    return tests.get(part, True)


def line_groups(day: CourtDay, query: str = "", part: str = "") -> list[Group]:
    """The day in the order in which it is worked through: custody first, then by time."""
    wanted = query.casefold().split()
    entries = [entry for entry in day.entries if _is_in(part, entry)]
    rows = [line_row(entry, day.hearings.get(entry.pk)) for entry in entries]
    rows = [row for row in rows if all(word in row.find for word in wanted)]
    rest = rows
    groups = []
    for title, belongs in _sections():
        held = [row for row in rest if belongs(row)]
        rest = [row for row in rest if not belongs(row)]
        if held:
            groups.append(Group(title, held))
    return groups


def _sections() -> tuple[tuple[str, Callable[[LineRow], bool]], ...]:
    """Title and test of each section; a line stands in the first that it fits.

    What is over stands last: whoever comes to the list comes for what is to be done.
    """

    def is_dealt_with(row: LineRow) -> bool:
        status = row.entry.status == ListEntry.Status.PASSED_ON
        return status or row.entry.outcome in rules.SETTLED or row.is_heard

    def is_open(row: LineRow) -> bool:
        return not row.entry.gone and not is_dealt_with(row)

    def is_to_see(row: LineRow) -> bool:
        return is_open(row) and not row.entry.outcome

    return (
        (_("Under 18: pass to the youth service"), lambda r: _is_child_waiting(r.entry)),
        (_("Do first"), lambda r: is_to_see(r) and bool(r.entry.worry)),
        (
            _("In custody, to see"),
            lambda r: is_to_see(r) and r.entry.custody == Custody.IN_CUSTODY,
        ),
        (_("Asked for, to see"), lambda r: is_to_see(r) and bool(r.entry.asked_by)),
        (_("Try again"), lambda r: is_open(r) and r.entry.outcome in rules.TRY_AGAIN),
        (
            _("Seen, hearing to come"),
            lambda r: r.entry.outcome == Outcome.SEEN and not r.is_heard and not r.entry.gone,
        ),
        (_("No longer on the list"), lambda r: r.entry.gone and not is_dealt_with(r)),
        (_("Also listed"), lambda r: not is_dealt_with(r)),
        (_("Heard, declined or dealt with"), lambda _r: True),
    )


def _is_child_waiting(entry: ListEntry) -> bool:
    return entry.under_18 and entry.status == ListEntry.Status.WAITING and not entry.gone


def coverage_words(found: Coverage, organisations: int) -> list[str]:
    """One phrase for each count; nobody is left out, so they add up to the people listed."""
    other = found.count(*rules.TRY_AGAIN, Outcome.LEFT)
    counts = [
        (found.listed, ngettext("%(n)s person listed", "%(n)s people listed", found.listed)),
        (found.in_custody, _("%(n)s in custody")),
        (found.count(Outcome.SEEN), _("%(n)s seen")),
        (found.count(Outcome.DECLINED), _("%(n)s declined")),
        (other, _("%(n)s tried, not seen")),
        (found.count(Outcome.UNDER_18), _("%(n)s under 18, passed on")),
        (found.count(""), _("%(n)s not tried yet")),
    ]
    said = [phrase % {"n": words.thousands(number)} for number, phrase in counts]
    if organisations:
        phrase = ngettext("%(n)s organisation", "%(n)s organisations", organisations)
        said.append(phrase % {"n": words.thousands(organisations)})
    return said


def list_words(taken: CourtList) -> str:
    """``Taken in at 8:05am by Priya Nair: 12 new, 2 changed, 1 gone``."""
    counts = taken.counts
    said = [
        phrase % {"n": words.thousands(counts.get(name, 0))}
        for name, phrase in (
            ("new", _("%(n)s new")),
            ("changed", _("%(n)s changed")),
            ("gone", _("%(n)s gone")),
            ("same", _("%(n)s the same")),
        )
        if counts.get(name)
    ]
    at = words.moment(taken.recorded_at, now=clock.now())
    who = taken.recorded_by.user.name
    line = _("%(time)s, %(who)s") % {"time": at, "who": who}
    if taken.status == CourtList.Status.UNDONE:
        said = [_("taken back")]
    return f"{line}: {words.and_list(said)}" if said else line
