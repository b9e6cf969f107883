"""How a list that is about to be taken in is said: counts that add up, each problem, the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.court.listed import ListDocument, ListedCase, ListedPerson, Problem
from throughcare.court.models import ListEntry
from throughcare.court.presenters import column_words, line_name
from throughcare.design import words
from throughcare.design.parts import Figure, Group, Tag, Term
from throughcare.exchange.forms import FORMATS
from throughcare.exchange.previews import Preview

if TYPE_CHECKING:
    from throughcare.court.actions import Day, Taken
    from throughcare.court.actions.comparing import Change

#: Lines that one page shows of each kind; the rest are counted.
MOST_LINES = 100
MOST_NAMES = 20
MOST_DAYS = 5
LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Trouble:
    """One line of the list with something to look at."""

    where: str
    number: str
    name: str
    wrong: Sequence[str]
    happens: Sequence[str]
    tag: Tag


@dataclass(frozen=True)
class Checked:
    """Every line of the list is one of three: ready, to check, left out."""

    ready: list[str]
    to_check: list[Trouble]
    left_out: list[Trouble]
    about_file: list[Problem]

    @property
    def taken(self) -> int:
        """How many lines would be taken in."""
        return len(self.ready) + len(self.to_check)


def checked(document: ListDocument) -> Checked:
    """Sort the lines of a list by what must be looked at."""
    problems: dict[str, list[Problem]] = defaultdict(list)
    for problem in document.problems:
        if problem.severity != "info":
            problems[problem.where].append(problem)
    ready, to_check, seen = [], [], set()
    for where, case, person in lines(document):
        seen |= {where, case.where}
        found = [*problems.get(case.where, ()), *(problems.get(where, ()) if person else ())]
        if found:
            tag = Tag(_("Will import"))
            to_check.append(_trouble(where, case.number, _name(person), found, tag))
        else:
            ready.append(_line(case, person))
    left_out = [
        _trouble(where, "", _("Not read"), found, Tag(_("Left out"), "orange"))
        for where, found in problems.items()
        if any(each.code.startswith(LEFT_OUT) for each in found)
    ]
    about_file = [
        each
        for where, found in problems.items()
        if where not in seen and not any(each.code.startswith(LEFT_OUT) for each in found)
        for each in found
    ]
    return Checked(ready, to_check, left_out, about_file)


def lines(document: ListDocument) -> Iterator[tuple[str, ListedCase, ListedPerson | None]]:
    """Each person listed with the place in the file; a case in which nobody is named is a line."""
    for case in document.cases:
        for place, person in enumerate(case.people, start=1):
            yield f"{case.where}, party {place}", case, person
        if not case.people:
            yield case.where, case, None


def _name(person: ListedPerson | None) -> str:
    if person is None:
        return _("Nobody is named")
    return _("Name kept back by the court") if person.masked else person.name or _("Not given")


def _line(case: ListedCase, person: ListedPerson | None) -> str:
    parts = [_name(person), case.starts_at and words.clock(case.starts_at)]
    parts.append(case.room and _("room %(room)s") % {"room": case.room})
    return ", ".join(str(part) for part in parts if part)


def _trouble(where: str, number: str, name: str, problems: Sequence[Problem], tag: Tag) -> Trouble:
    parts = [problem.message.partition(". ") for problem in problems]
    return Trouble(
        where=where,
        number=number,
        name=name,
        wrong=[first.rstrip(".") + "." for first, _dot, _rest in parts],
        happens=[rest for _first, _dot, rest in parts if rest] or [_("Taken in as it is.")],
        tag=tag,
    )


def trouble_groups(found: Checked) -> list[Group]:
    """The lines to look at, those left out first."""
    titled = [
        (found.left_out, _("Cannot be read, so left out (%(count)s)")),
        (found.to_check, _("Will be imported, with something to check (%(count)s)")),
    ]
    return [
        Group(title % {"count": len(rows)}, rows[:MOST_LINES], note=_more(len(rows)))
        for rows, title in titled
        if rows
    ]


def _more(number: int) -> str:
    if number <= MOST_LINES:
        return ""
    return _("The first %(shown)s are shown.") % {"shown": MOST_LINES}


def ready_heading(found: Checked) -> str:
    """What opens the list of lines with nothing to check."""
    number = len(found.ready)
    return ngettext(
        "The %(count)s line with nothing to check",
        "The %(count)s lines with nothing to check",
        number,
    ) % {"count": number}


def ready_lines(found: Checked) -> list[str]:
    """The lines with nothing to check, and how many more there are."""
    return _at_most(MOST_LINES, found.ready)


def _at_most(most: int, lines: list[str]) -> list[str]:
    """What fits a page; what is left out is counted."""
    more = len(lines) - most
    return [*lines[:most], _("and %(count)s more") % {"count": more}] if more > 0 else lines


def file_terms(preview: Preview, document: ListDocument, choose_url: str) -> list[Term]:
    """What was recognised."""
    days = [words.day_date(day, today=clock.today()) for day in document.dates[:MOST_DAYS]]
    if len(document.dates) > MOST_DAYS:
        days.append(_("%(count)s days more") % {"count": len(document.dates) - MOST_DAYS})
    added = words.moment(preview.added_at, now=clock.now())
    return [
        Term(_("File"), _("%(name)s, added %(when)s") % {"name": preview.file_name, "when": added}),
        Term(_("Looks like"), FORMATS[document.format], _("This is not right"), choose_url),
        Term(_("For"), words.and_list(days)),
        Term(_("Courts"), words.and_list(list(document.courts)) or _("Not named")),
        Term(_("Published"), _published(document)),
    ]


def _published(document: ListDocument) -> str:
    if document.published_at is None:
        return _("The list does not say")
    return words.full_moment(document.published_at)


def tiles(document: ListDocument, found: Checked) -> list[Figure]:
    """Ready, to check and left out are all lines of the list."""
    counts = document.counts
    return [
        Figure(_("Ready"), str(len(found.ready)), _("lines with nothing to check")),
        Figure(_("Ready, but check"), str(len(found.to_check)), _("lines with something to check")),
        Figure(
            _("Left out"),
            str(counts.left_out),
            _("lines that cannot be read"),
            warn=bool(counts.left_out),
        ),
        Figure(_("In custody"), str(counts.in_custody), _("as far as the list says")),
    ]


def changes(taken: Taken) -> list[tuple[str, int]]:
    """What taking the list in would do."""
    named = [
        (_("New on the list"), "new"),
        (_("Changed"), "changed"),
        (_("No change"), "same"),
        (_("No longer listed"), "gone"),
    ]
    found = [(label, taken.total(name)) for label, name in named]
    return [*found, (_("Records deleted"), 0)]


def kinds(taken: Taken) -> list[tuple[str, int]]:
    """Those among the lines that are handled in a way of their own; only what there is."""
    named = [
        (_("Under 18, for the youth service"), "under_18"),
        (_("Organisations, counted only"), "organisations"),
        (_("With a reporting restriction, kept out of prints"), "restricted"),
        (_("In applications"), "applications"),
    ]
    found = [(label, taken.total(name)) for label, name in named]
    return [(label, count) for label, count in found if count]


def changed_lines(days: Sequence[Day]) -> list[str]:
    """Who is listed otherwise than before, and in what."""
    return _at_most(MOST_NAMES, [_changed(change) for day in days for change in day.changed])


def _changed(change: Change) -> str:
    """``Ann Gray: time``; whoever has another name now under both."""
    after = change.after
    said = {
        "name": _listed_name(change.entry),
        "what": words.and_list(list(dict.fromkeys(map(column_words, after)))),
    }
    if not {"name_given", "given_name", "family_name"} & after.keys():
        return _("%(name)s: %(what)s") % said
    names = [after.get(part, getattr(change.entry, part)) for part in ("given_name", "family_name")]
    now = " ".join(filter(None, names)) or str(after.get("name_given", ""))
    return _("%(name)s, now %(now)s: %(what)s") % {**said, "now": now or _("without a name")}


def gone_lines(days: Sequence[Day]) -> list[str]:
    """People who were listed before and are not now."""
    return _at_most(MOST_NAMES, [line_name(each) for each in _gone(days, ListEntry.Kind.PERSON)])


def _gone(days: Sequence[Day], kind: str) -> list[ListEntry]:
    return [entry for day in days for entry in day.gone if entry.kind == kind]


def _listed_name(entry: ListEntry) -> str:
    """As on the list of the day, where organisations stand without a name."""
    if entry.kind == ListEntry.Kind.ORGANISATION:
        return entry.name_given or _("An organisation")
    return line_name(entry)


def gone_heading(taken: Taken) -> str:
    """How many people are no longer listed."""
    number = len(_gone(taken.days, ListEntry.Kind.PERSON))
    return ngettext(
        "%(count)s person is no longer listed", "%(count)s people are no longer listed", number
    ) % {"count": number}


def gone_organisations(taken: Taken) -> str:
    """Those that are counted and named nowhere; empty where there are none."""
    number = len(_gone(taken.days, ListEntry.Kind.ORGANISATION))
    said = ngettext(
        "%(count)s organisation is no longer listed. It is counted, not named.",
        "%(count)s organisations are no longer listed. They are counted, not named.",
        number,
    )
    return said % {"count": number} if number else ""


def button_words(number: int) -> str:
    """What the button does."""
    return ngettext("Import %(count)s line", "Import %(count)s lines", number) % {"count": number}


def undo_words() -> str:
    """How it can be taken back."""
    until = clock.now() + timedelta(hours=settings.COURT_LIST_UNDO_HOURS)
    return _(
        "All lines go in together, or none do. The same file twice changes nothing. You can take"
        " it back until %(until)s, except for people you work with by then."
    ) % {"until": words.full_moment(until)}


def done_words(taken: Taken) -> str:
    """What was done."""
    return _("Taken in: %(new)s new, %(changed)s changed, %(gone)s no longer listed.") % {
        name: taken.total(name) for name in ("new", "changed", "gone")
    }


def only_day(taken: Taken) -> tuple[str, date] | None:
    """The court and day, if the list was about one."""
    found = {(day.place.slug, day.on) for day in taken.days}
    return found.pop() if len(found) == 1 else None
