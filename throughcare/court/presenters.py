"""How the day at court is said on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.court import rules, terms
from throughcare.court.doubts import doubt_words
from throughcare.court.models import (
    CourtList,
    CourtRequest,
    Custody,
    Hearing,
    HearingOutcome,
    ListEntry,
    Outcome,
)
from throughcare.design import words
from throughcare.design.parts import Group, Tag, Term
from throughcare.people.presenters import born_words, full_name
from throughcare.screening.presenters import entry_name

if TYPE_CHECKING:
    from throughcare.court.selectors import CourtDay, Coverage, PlaceCount

HIDDEN = "[c]"


def column_words(name: str) -> str:
    """What staff call a column of a line, for "what changed"."""
    found = {
        "starts_at": _("time"),
        "room": _("court room"),
        "custody": _("custody"),
        "case_number": _("case"),
        "urn": _("URN"),
        "hearing_type": _("kind of hearing"),
        "born_on": _("date of birth"),
        "age_about": _("age"),
        "role": _("role"),
        "restricted": _("reporting restriction"),
        "restriction": _("reporting restriction"),
        "under_18": _("age"),
        "gone": _("back on the list"),
        "pnc": _("PNC"),
        "cro": _("CRO"),
    }
    return found.get(name, _("name"))


def line_name(entry: ListEntry) -> str:
    """The name as the list said it; words where it is masked or missing."""
    if entry.masked:
        return _("Name kept back by the court")
    if entry.given_name or entry.family_name:
        return entry_name(entry)  # type: ignore[arg-type]
    return entry.name_given or _("Name not known")


def line_age(entry: ListEntry | CourtRequest) -> str:
    """Age as it was said: a birth date, an age, or not known."""
    if entry.born_on:
        return _("born %(born)s") % {"born": words.born(entry.born_on, today=clock.today())}
    if entry.age_about is not None:
        return str(entry.age_about)
    return _("age not known")


def time_words(starts_at: time | None) -> str:
    return words.clock(starts_at) if starts_at else _("No time")


def custody_tag(custody: str) -> Tag | None:
    if custody == Custody.IN_CUSTODY:
        return Tag(_("In custody"), "grey")
    return Tag(_("On bail"), "white") if custody == Custody.ON_BAIL else None


def line_tag(entry: ListEntry, hearing: Hearing | None) -> Tag:
    """Where a line stands: what came of the hearing, else of trying to see the person."""
    if hearing is not None and hearing.status != Hearing.Status.LISTED:
        return Tag(str(Hearing.Status(hearing.status).label), "green")
    outcome = Outcome(entry.outcome)
    begun = getattr(entry, "started", False)
    states: tuple[tuple[bool, Tag], ...] = (
        (entry.status == ListEntry.Status.PASSED_ON, Tag(_("Passed on"), "green")),
        (outcome == Outcome.SEEN, Tag(_("Seen"), "green")),
        (outcome != Outcome.WAITING, Tag(str(outcome.label), "white")),
        (entry.gone, Tag(_("No longer listed"), "white")),
        (begun, Tag(_("Draft"), "white")),
        (bool(entry.worry), Tag(_("Urgent"), "red")),
        (rules.wants_screen(entry), Tag(_("Not started"), "blue")),
    )
    return next((tag for holds, tag in states if holds), Tag(_("Listed"), "white"))


def line_task(entry: ListEntry, hearing: Hearing | None) -> tuple[str, str]:
    """What to do next about a line, and where."""
    slug = entry.place.slug
    if entry.status == ListEntry.Status.PASSED_ON:
        return _("Passed to the youth service"), ""
    if entry.under_18:
        return _("Pass to the youth service"), reverse("court_entry_youth", args=[slug, entry.pk])
    if entry.person is None:
        return _("Find the record"), reverse("court_entry_match", args=[slug, entry.pk])
    reference = entry.person.reference
    is_open = hearing is not None and hearing.status == Hearing.Status.LISTED
    if is_open and rules.wants_screen(entry):
        return _("Screen"), reverse("screening_new", args=[reference])
    if is_open and hearing is not None:
        return _("Record the outcome"), reverse("hearing_outcome", args=[reference, hearing.pk])
    return _("Open the record"), reverse("person_court", args=[reference])


@dataclass(frozen=True)
class LineRow:
    """One line of the court list as the page shows it."""

    entry: ListEntry
    name: str
    url: str
    about: str
    time: str
    room: str
    task: str
    task_url: str
    also: tuple[tuple[str, str], ...]
    note: str
    #: Why the record may be the wrong one now.
    doubt: str
    custody: Tag | None
    tag: Tag
    find: str


def line_row(entry: ListEntry, hearing: Hearing | None) -> LineRow:
    """A line under the name of the record where it is linked, else as the list said."""
    task, task_url = line_task(entry, hearing)
    person = entry.person
    change = reverse("court_entry", args=[entry.place.slug, entry.pk])
    name = full_name(person) if person else line_name(entry)
    notes = [entry.worry, _asked(entry), entry.hearing_type, changed_words(entry)]
    room = rules.room_words(entry.room)
    return LineRow(
        entry=entry,
        name=name,
        url=reverse("person_court", args=[person.reference]) if person else change,
        about=born_words(person) if person else line_age(entry),
        time=time_words(entry.starts_at),
        room=room,
        task=task,
        task_url=task_url,
        also=tuple(_also(entry, hearing, task_url)),
        note=" · ".join(note for note in notes if note),
        doubt=doubt_words(entry),
        custody=custody_tag(entry.custody),
        tag=line_tag(entry, hearing),
        find=f"{name} {entry.case_number} {entry.urn} {room}".casefold(),
    )


def _asked(entry: ListEntry) -> str:
    if not entry.asked_by:
        return ""
    return _("Asked for by %(who)s") % {"who": terms.label("asked_by", entry.asked_by).lower()}


def _also(entry: ListEntry, hearing: Hearing | None, task_url: str) -> list[tuple[str, str]]:
    """What else can be done about a linked line."""
    if entry.person is None:
        return []
    reference = entry.person.reference
    found = []
    if hearing is not None and hearing.status == Hearing.Status.LISTED:
        outcome = reverse("hearing_outcome", args=[reference, hearing.pk])
        if outcome != task_url:
            found.append((_("Outcome"), outcome))
        advice = reverse("court_advice_new", args=[reference])
        found.append((_("Spoken advice"), f"{advice}?hearing={hearing.pk}"))
    return found


def changed_words(entry: ListEntry) -> str:
    """``Changed: time was 10am``, from the newest list that changed the line."""
    if not entry.before:
        return ""
    said = []
    for name, value in entry.before.items():
        if name in ("starts_at", "room", "custody"):
            said.append(
                _("%(what)s was %(old)s") % {"what": column_words(name), "old": _old(name, value)}
            )
        elif column_words(name) not in said:
            said.append(column_words(name))
    return _("Changed: %(what)s") % {"what": words.and_list(said)}


def _old(name: str, value: object) -> str:
    if name == "starts_at":
        return time_words(time.fromisoformat(str(value)) if value else None)
    if name == "custody":
        return str(Custody(str(value)).label).lower()
    return str(value) or _("not known")


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
    """Title and test of each section; a line stands in the first that it fits."""

    def is_dealt_with(row: LineRow) -> bool:
        status = row.entry.status == ListEntry.Status.PASSED_ON
        return status or row.entry.outcome in rules.SETTLED or row.tag.colour == "green"

    return (
        (_("Under 18: pass to the youth service"), lambda r: _is_child_waiting(r.entry)),
        (_("No longer on the list"), lambda r: r.entry.gone and not is_dealt_with(r)),
        (_("Do first"), lambda r: bool(r.entry.worry) and not r.entry.outcome),
        (
            _("In custody, to see"),
            lambda r: (
                r.entry.custody == Custody.IN_CUSTODY
                and not r.entry.outcome
                and not is_dealt_with(r)
            ),
        ),
        (
            _("Asked for, to see"),
            lambda r: bool(r.entry.asked_by) and not r.entry.outcome and not is_dealt_with(r),
        ),
        (_("Try again"), lambda r: r.entry.outcome in rules.TRY_AGAIN and not is_dealt_with(r)),
        (_("Seen, declined or dealt with"), is_dealt_with),
        (_("Also listed"), lambda _r: True),
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


# -- Hearings -----------------------------------------------------------------------------------


def hearing_title(hearing: Hearing) -> str:
    """``19 November, 10am, Northfield magistrates, court 2``."""
    parts = [words.short_date(hearing.on, today=clock.today())]
    if hearing.starts_at:
        parts.append(words.clock(hearing.starts_at))
    parts.append(hearing.court)
    if hearing.room:
        parts.append(rules.room_words(hearing.room))
    return ", ".join(parts)


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


# -- Requests -----------------------------------------------------------------------------------


def request_name(request: CourtRequest) -> str:
    name = f"{request.given_name} {request.family_name}".strip()
    return name or _("Case %(number)s") % {"number": request.case_number}


def request_tag(request: CourtRequest) -> Tag:
    if request.status == CourtRequest.Status.SENT:
        urgent = terms.is_urgent("why", request.why)
        return Tag(_("Urgent"), "red") if urgent else Tag(_("Not seen yet"), "blue")
    colours = {CourtRequest.Status.ACCEPTED: "green"}
    colour = colours.get(CourtRequest.Status(request.status), "white")
    return Tag(str(CourtRequest.Status(request.status).label), colour)  # type: ignore[arg-type]


def asked_words(request: CourtRequest) -> str:
    """``Legal adviser, Miriam Price, asked at 9:05am``."""
    return _("%(who)s, %(name)s, asked at %(time)s") % {
        "who": terms.label("asked_by", request.asked_by),
        "name": request.asker_name,
        "time": words.moment(request.recorded_at, now=clock.now()),
    }


def answer_words(request: CourtRequest) -> str:
    """What became of a request, for whoever asked."""
    status = CourtRequest.Status(request.status)
    if status in (CourtRequest.Status.SENT, CourtRequest.Status.WITHDRAWN):
        return str(status.label)
    at = request.answered_at or request.acknowledged_at
    said = _("%(what)s by %(who)s") % {"what": status.label, "who": request.answered_by}
    if at is not None:
        said = f"{said}, {words.moment(at, now=clock.now())}"
    return f"{said}. {request.answer}" if request.answer else f"{said}."


@dataclass(frozen=True)
class RequestRow:
    """One request as the pages of both sides show it."""

    request: CourtRequest
    name: str
    url: str
    about: str
    why: str
    asked: str
    answer: str
    needed: str
    tag: Tag


def request_row(request: CourtRequest) -> RequestRow:
    return RequestRow(
        request=request,
        name=request_name(request),
        url=reverse("court_request", args=[request.place.slug, request.pk]),
        about=line_age(request),
        why=terms.label("why", request.why),
        asked=asked_words(request),
        answer=answer_words(request),
        needed=words.moment(request.needed_by, now=clock.now()),
        tag=request_tag(request),
    )


# -- Counts without people ------------------------------------------------------------------------


@dataclass(frozen=True)
class CountRow:
    """One court's counts as they may leave the team; small ones are hidden."""

    place: str
    listed: str
    in_custody: str
    seen: str
    declined: str
    not_seen: str


def count_row(count: PlaceCount) -> CountRow:
    """Counts of 1 to 4 as [c], and another where the first would follow from the total."""
    parts, total = rules.protect_row((count.seen, count.declined, count.not_seen), count.listed)
    rest = count.listed - count.in_custody
    (custody, _rest), _total = rules.protect_row((count.in_custody, rest), count.listed)
    seen, declined, not_seen = parts
    return CountRow(
        count.place, *(_shown(each) for each in (total, custody, seen, declined, not_seen))
    )


def _shown(count: int | None) -> str:
    return HIDDEN if count is None else words.thousands(count)
