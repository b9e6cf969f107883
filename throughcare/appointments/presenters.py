"""How an appointment is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.appointments import rules
from throughcare.appointments.models import Appointment, Mode, Status
from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Colour, Group, Tag, Term
from throughcare.people.presenters import full_name

COLOURS: dict[str, Colour] = {
    Status.PLANNED: "white",
    Status.CAME: "green",
    Status.CAME_LATE: "green",
    Status.DID_NOT_COME: "orange",
    Status.TOLD_US_FIRST: "grey",
    Status.WE_CANCELLED: "grey",
    Status.MOVED: "grey",
}


@dataclass(frozen=True)
class Row:
    """One line of a list of appointments."""

    row: Appointment
    when: str
    kind: str
    what: Tag
    note: str
    who: str
    where: str
    url: str
    name: str = ""
    #: Its time has passed and nobody has said who came.
    waits: bool = False


def page_of(row: Appointment, reference: str) -> str:
    """Where it is recorded: the page of the officer's own, or of a care provider's."""
    name = "appointment" if row.category == "health_summary" else "probation_appointment"
    return reverse(name, args=[reference, row.pk])


def when_words(row: Appointment) -> str:
    """``12 November, 2pm``, with ``Today`` and ``Tomorrow`` in words."""
    at = row.starts_at.astimezone(clock.LONDON)
    return f"{words.near_day(at.date(), today=clock.today())}, {words.clock(at)}"


def outcome_note(row: Appointment) -> str:
    """What stands beside an outcome: how long, what next, which day was offered."""
    parts = []
    if row.came_minutes is not None and row.came_minutes != row.minutes:
        parts.append(words.duration(row.came_minutes * 60))
    if row.next_step:
        parts.append(str(row.get_next_step_display()))
    if row.offered_on:
        day = words.short_date(row.offered_on, today=clock.today())
        parts.append(_("Next offered for %(day)s") % {"day": day})
    return ". ".join(parts)


def where_words(row: Appointment) -> str:
    if row.mode == Mode.IN_PERSON:
        return row.place
    return ". ".join(part for part in (str(row.get_mode_display()), row.place) if part)


def row_of(row: Appointment, names: Mapping[UUID, str], reference: str, *, name: str = "") -> Row:
    who = names.get(row.with_member_id) if row.with_member_id else None
    over = row.starts_at + timedelta(minutes=row.minutes) <= clock.now()
    return Row(
        row=row,
        when=when_words(row),
        kind=str(row.get_kind_display()),
        what=Tag(str(row.get_status_display()), COLOURS[row.status]),
        note=outcome_note(row),
        who=who or names.get(row.with_team_id, ""),
        where=where_words(row),
        url=page_of(row, reference),
        name=name,
        waits=row.status == Status.PLANNED and over,
    )


def week_groups(rows: Sequence[Appointment], names: Mapping[UUID, str]) -> list[Group]:
    """The appointments of a week, a group a day; days without any are left out."""
    days: dict[date, list[Row]] = {}
    for row in rows:
        said = row_of(row, names, row.person.reference, name=full_name(row.person))
        days.setdefault(rules.local_day(row.starts_at), []).append(said)
    today = clock.today()
    return [
        Group(words.day_date(day, today=today), each, _("Today") if day == today else "")
        for day, each in sorted(days.items())
    ]


def appointment_terms(row: Appointment, names: Mapping[UUID, str], belongs: str) -> list[Term]:
    """The facts of one appointment."""
    said = row_of(row, names, row.person.reference)
    length = words.duration(row.minutes * 60)
    found = [
        Term(_("When"), f"{said.when} ({length})"),
        Term(_("Appointment"), said.kind),
        Term(_("With"), said.who or _("Not said")),
        Term(_("Where"), said.where or _("Not said")),
    ]
    if belongs:
        found.append(Term(_("Part of"), belongs))
    if row.status != Status.PLANNED:
        note = f". {said.note}" if said.note else ""
        found.append(Term(_("What happened"), f"{said.what.text}{note}"))
    return found


def time_of(at: datetime) -> str:
    return words.clock(at.astimezone(clock.LONDON))
