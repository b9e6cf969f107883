"""How one line of the court list is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.court import rules, terms
from throughcare.court.doubts import doubt_words
from throughcare.court.models import CourtRequest, Custody, Hearing, ListEntry, Outcome
from throughcare.design import words
from throughcare.design.parts import Tag
from throughcare.people.presenters import born_words, full_name
from throughcare.screening.presenters import entry_name

if TYPE_CHECKING:
    pass


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
    is_heard: bool
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
        is_heard=hearing is not None and hearing.status != Hearing.Status.LISTED,
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
        if name == "corrected":
            continue
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
