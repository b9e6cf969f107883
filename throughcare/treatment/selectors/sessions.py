"""The sessions of a person and of a week, and how many a programme has used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef

from throughcare.appointments import selectors as appointments
from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.treatment import rules
from throughcare.treatment.attached import attached, made
from throughcare.treatment.booked import Booked
from throughcare.treatment.models import (
    Programme,
    Session,
    SessionNote,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context


#: More than a programme ever books.
MOST = 120


def booked_of(ctx: Context, group: Sequence[UUID]) -> list[Booked]:
    """Every session of a human in the order of their time, with its note: one statement."""
    at = Appointment.visible_to(ctx).filter(subject_id=OuterRef("pk")).exclude(status=Came.MOVED)
    notes = SessionNote.visible_to(ctx).filter(session_id=OuterRef("pk"))
    rows = list(
        Session.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("programme__lead__user")
        .annotate(at=attached(at), notes=attached(notes))
        .order_by("number")[:MOST]
    )
    found = [
        Booked(row, _last(made(Appointment, row.at)), _last(made(SessionNote, row.notes)))
        for row in rows
    ]
    ctx.shown.objects(*(row.pk for row in rows))
    ctx.shown.objects(*(each.note.pk for each in found if each.note))
    return sorted(found, key=_when)


def _last(rows: Sequence[Any]) -> Any:
    return max(rows, key=lambda row: row.recorded_at) if rows else None


def _when(each: Booked) -> tuple[float, int]:
    at = each.appointment.starts_at.timestamp() if each.appointment else 0.0
    return at, each.session.number


def appointment_of(ctx: Context, row: Session) -> Appointment | None:
    """The appointment of a session that stands now."""
    rows = Appointment.visible_to(ctx).filter(subject_id=row.pk).exclude(status=Came.MOVED)
    found: Appointment | None = rows.order_by("-recorded_at").first()
    return found


def held_count(ctx: Context, programme: Programme) -> int:
    return Session.visible_to(ctx).filter(programme_id=programme.pk, held=True).count()


def used_count(ctx: Context, programme: Programme) -> int:
    """Sessions of a programme that are planned or were held: those that count to a limit."""
    rows = Session.visible_to(ctx).filter(programme_id=programme.pk)
    return rows.exclude(held=False).count()


def has_sessions_left(ctx: Context, programme: Programme) -> bool:
    """May one more be booked? Always, where the pathway sets no limit."""
    most = rules.most_sessions(programme)
    return most is None or used_count(ctx, programme) < most


@dataclass(frozen=True)
class WeekLine:
    """One session of a week."""

    appointment: Appointment
    session: Session


def sessions_of_week(ctx: Context, monday: date) -> list[WeekLine]:
    """The sessions of the asker's team in a week, in the order of time: two statements."""
    kinds = [str(each) for each in Session.Kind]
    rows = [
        row
        for row in appointments.of_team(ctx, monday, monday + timedelta(days=6))
        if row.kind in kinds and row.subject_id
    ]
    found: Mapping[UUID, Session] = {
        each.pk: each
        for each in Session.visible_to(ctx)
        .filter(pk__in=[row.subject_id for row in rows])
        .select_related("programme__lead__user")
    }
    return [
        WeekLine(row, session)
        for row in rows
        if row.subject_id and (session := found.get(row.subject_id))
    ]
