"""How attendance, decisions, warnings, reviews and updates are said on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.appointments.models import Appointment, Kind, Status
from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Figure
from throughcare.enforcement import law, rules
from throughcare.enforcement.actions.decided import TO_DECIDE
from throughcare.enforcement.models import Absence
from throughcare.enforcement.selectors import Told
from throughcare.enforcement.statements import Line, counts_of
from throughcare.orders.models import Requirement
from throughcare.orders.models import Status as OrderStatus
from throughcare.orders.rules import requirement_words

#: The chips above the table, and the kinds that each shows.
FILTERS = {
    "": tuple(Kind.values),
    "treatment": ("session", "check_in", "first_appointment", "follow_up"),
    "probation": ("probation",),
    "activity": ("group", "support", "other"),
}


@dataclass(frozen=True)
class AttendanceRow:
    """One line of the table of attendance, and what it counts as."""

    line: Line
    when: str
    kind: str
    what: str
    booked: bool
    counts: str
    strong: bool = False
    note: str = ""
    #: What the officer may do next: words and address.
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ClockWords:
    """The warning clock to its last day."""

    given: str
    how: str
    day: int
    days: int
    until: str
    rule: str


def when_words(line: Line) -> str:
    day = words.near_day(date.fromisoformat(line.on), today=clock.today())
    at = datetime.strptime(line.at, "%H:%M").time()  # noqa: DTZ007
    return f"{day}, {words.clock(at)}"


def attendance_rows(
    lines: Iterable[Line], absences: Sequence[Absence], *, reference: str, order_id: UUID,
    decides: bool,
) -> list[AttendanceRow]:  # fmt: skip
    """Newest first; what was moved is not shown."""
    decided = {str(row.appointment_id): row for row in absences}
    wanted = [line for line in lines if line.status != Status.MOVED]
    return [
        _row(line, decided.get(line.appointment), reference, order_id, decides)
        for line in sorted(wanted, key=lambda line: (line.on, line.at), reverse=True)
    ]


def _row(
    line: Line, absence: Absence | None, reference: str, order_id: UUID, decides: bool
) -> AttendanceRow:
    counts, strong = counts_as(line, absence)
    return AttendanceRow(
        line=line,
        when=when_words(line),
        kind=str(Kind(line.kind).label),
        what=str(Status(line.status).label),
        booked=line.status == Status.PLANNED,
        counts=counts,
        strong=strong,
        note=_note(absence),
        steps=tuple(_steps(line, absence, reference, order_id)) if decides else (),
    )


def counts_as(line: Line, absence: Absence | None) -> tuple[str, bool]:
    """Kept, does not count, or what the officer decided; and whether it stands out."""
    if absence is not None:
        acceptable = absence.status == Absence.Status.ACCEPTABLE
        return (_("Acceptable"), False) if acceptable else (_("Not acceptable"), True)
    if line.status == Status.PLANNED:
        return "–", False
    if line.status in (Status.CAME, Status.CAME_LATE):
        return _("Kept"), False
    if line.status == Status.WE_CANCELLED:
        return _("Does not count"), False
    return _("Not decided yet"), False


def _note(absence: Absence | None) -> str:
    if absence is None:
        return ""
    today = clock.today()
    parts = [absence.reason.rstrip(".")]
    if absence.warned_on:
        day = words.short_date(absence.warned_on, today=today)
        parts.append(_("Warning given %(day)s") % {"day": day})
    if absence.referred_on:
        day = words.short_date(absence.referred_on, today=today)
        parts.append(_("Sent to the enforcement officer %(day)s") % {"day": day})
    return ". ".join(parts)


def _steps(
    line: Line, absence: Absence | None, reference: str, order_id: UUID
) -> Iterable[tuple[str, str]]:
    if absence is None:
        if line.status in TO_DECIDE:
            page = reverse("absence_new", args=[reference, order_id, line.appointment])
            yield _("Decide"), page
        return
    if absence.status == Absence.Status.NOT_ACCEPTABLE:
        yield _("Record the warning"), reverse("absence_warn", args=[reference, absence.pk])
        yield _("Refer"), reverse("absence_refer", args=[reference, absence.pk])
    if absence.status in (Absence.Status.NOT_ACCEPTABLE, Absence.Status.WARNED):
        yield _("Decide again"), reverse("absence_reconsider", args=[reference, absence.pk])


def figures(
    requirements: Sequence[Requirement],
    rows: Sequence[Appointment],
    lines: Sequence[Line],
    told: Told,
) -> list[Figure]:
    """Headline counts: one a requirement in force, probation's own, and what was missed."""
    found = [
        _requirement_figure(row, rows) for row in requirements if row.status == OrderStatus.ACTIVE
    ][:2]
    own = counts_of(line for line in lines if line.kind == Kind.PROBATION)
    if own.expected:
        kept = _("%(came)s of %(of)s") % {"came": own.came, "of": own.expected}
        now = clock.now()
        coming = [
            row
            for row in rows
            if row.kind == Kind.PROBATION and row.status == Status.PLANNED and row.starts_at >= now
        ]
        found.append(Figure(_("Probation appointments kept"), kept, next_words(coming)))
    wrong = [row for row in told.absences if row.status != Absence.Status.ACCEPTABLE]
    note = ""
    if wrong:
        note = words.short_date(max(row.on for row in wrong), today=clock.today())
    found.append(Figure(_("Missed without a good reason"), str(len(wrong)), note, warn=bool(wrong)))
    return found


def next_words(coming: Sequence[Appointment]) -> str:
    """``Next: Friday 27 November, 11am``; "" where nothing is booked."""
    if not coming:
        return ""
    first = min(coming, key=lambda row: row.starts_at)
    return _("Next: %(when)s") % {"when": when_words(Line.of(first))}


def _requirement_figure(requirement: Requirement, rows: Sequence[Appointment]) -> Figure:
    """Came so far; of the most days, where the court set days."""
    mine = [row for row in rows if row.requirement_id == requirement.pk]
    came = sum(row.status in (Status.CAME, Status.CAME_LATE) for row in mine)
    days = requirement.period_unit.casefold().startswith("day")
    value = requirement.period_value
    said = _("%(came)s of %(of)s") % {"came": came, "of": value} if days and value else str(came)
    now = clock.now()
    coming = [row for row in mine if row.status == Status.PLANNED and row.starts_at >= now]
    note = next_words(coming)
    label = requirement_words(requirement.kind, requirement.label)
    what = _("%(requirement)s: days came") if days else _("%(requirement)s: times came")
    return Figure(what % {"requirement": label}, said, note)


def clock_words(absences: Sequence[Absence], order_id: UUID, kind: str) -> ClockWords | None:
    """The warning that counts today, with its day and its last day; None where none does."""
    today = clock.today()
    absence = rules.counting_warning(absences, order_id, today)
    if absence is None or absence.warned_on is None or absence.last_day is None:
        return None
    stands = law.clock_of(absence.warned_on, absence.last_day, today)
    rule = law.rule_for(kind, absence.warned_on)
    if stands is None:
        return None
    how = [str(absence.get_warned_how_display()).lower()]
    if absence.easy_read:
        how.append(_("in easy read"))
    return ClockWords(
        given=words.full_date(stands.given_on),
        how=", ".join(how),
        day=stands.day,
        days=stands.days,
        until=words.full_date(stands.last_day),
        rule=rule.source if rule else "",
    )


def unclocked_words(absences: Sequence[Absence], order_id: UUID) -> str:
    """A warning under an order for which no rule is confirmed here; "" where there is none."""
    given = [
        row.warned_on
        for row in absences
        if row.order_id == order_id and row.warned_on and row.last_day is None
    ]
    if not given:
        return ""
    return _("Warning given %(day)s. For how long it counts is not confirmed at this site.") % {
        "day": words.full_date(max(given))
    }
