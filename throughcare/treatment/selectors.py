"""What the pages of treatment read; each knows who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.agencies.models import Membership
from throughcare.agencies.selectors import live
from throughcare.appointments import selectors as appointments
from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.instruments.models import Administration, Score
from throughcare.treatment import rules
from throughcare.treatment.models import (
    CheckIn,
    FollowUp,
    HandOver,
    Measured,
    Programme,
    Session,
    SessionNote,
    Supervision,
    TeamPlaces,
    Words,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: More than a programme ever books.
MOST = 120


def programmes_of(ctx: Context, group: Sequence[UUID]) -> list[Programme]:
    """Every programme of a human, those that are open first, then the newest."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("team__agency", "lead__user")
        .order_by("-waits_since", "-recorded_at")
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return sorted(rows, key=lambda row: row.status == Programme.Status.ENDED)


def leads(team_id: UUID) -> list[Membership]:
    """The clinicians of a team who work there today, by name."""
    rows = Membership.objects.filter(live(), team_id=team_id, role="clinician")
    return list(rows.filter(user__is_active=True).select_related("user").order_by("user__name"))


# --- Waiting and places --------------------------------------------------------------------


@dataclass(frozen=True)
class Queue:
    """How one person stands in the team's list: who has waited longer, and places free."""

    before: int
    places: int | None
    treated: int

    @property
    def is_full(self) -> bool:
        return self.places is not None and self.treated >= self.places

    @property
    def needs_reason(self) -> bool:
        return self.is_full or self.before > 0


def queue(ctx: Context, row: Programme) -> Queue:
    """First come, first served: by the day that each waits since, then by when it was written."""
    mine = Programme.visible_to(ctx).filter(team_id=row.team_id)
    waiting = mine.filter(status=Programme.Status.WAITING).exclude(pk=row.pk)
    before = [
        each
        for each in waiting.values_list("waits_since", "recorded_at")
        if each < (row.waits_since, row.recorded_at)
    ]
    treated = mine.filter(status=Programme.Status.UNDER_WAY).count()
    return Queue(len(before), places_of(row.team_id), treated)


def places_of(team_id: UUID) -> int | None:
    found = TeamPlaces.objects.filter(team_id=team_id).values_list("places", flat=True).first()
    return found


def waiting_for(ctx: Context) -> list[Programme]:
    """Who waits for the asker's team, the longest first."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(team_id=ctx.team_id, status=Programme.Status.WAITING)
        .select_related("person")
        .order_by("waits_since", "recorded_at")
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def under_way(ctx: Context) -> list[Programme]:
    """Whom the asker's team treats now, by lead."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(team_id=ctx.team_id, status=Programme.Status.UNDER_WAY)
        .select_related("person", "lead__user")
        .order_by("lead__user__name", "began_on")
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


# --- Sessions ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Booked:
    """One session with its appointment: that of today's time, whatever was moved before."""

    session: Session
    appointment: Appointment | None

    @property
    def held(self) -> bool:
        return bool(self.session.held) or (
            self.session.held is None and rules.was_held(self.appointment)
        )


def booked_of(ctx: Context, programmes: Sequence[UUID]) -> list[Booked]:
    """The sessions of these programmes in the order of their time: two statements."""
    sessions = list(
        Session.visible_to(ctx)
        .filter(programme_id__in=list(programmes))
        .select_related("programme")
        .order_by("number")[:MOST]
    )
    at = appointments_of(ctx, sessions)
    ctx.shown.objects(*(row.pk for row in sessions))
    found = [Booked(row, at.get(row.pk)) for row in sessions]
    return sorted(found, key=_when)


def _when(each: Booked) -> tuple[float, int]:
    at = each.appointment.starts_at.timestamp() if each.appointment else 0.0
    return at, each.session.number


def appointments_of(ctx: Context, sessions: Sequence[Session]) -> dict[UUID, Appointment]:
    """The appointment of each session that stands now: one statement."""
    if not sessions:
        return {}
    rows = (
        Appointment.visible_to(ctx)
        .filter(subject_id__in=[row.pk for row in sessions])
        .exclude(status=Came.MOVED)
        .order_by("recorded_at")
    )
    return {row.subject_id: row for row in rows if row.subject_id}


def appointment_of(ctx: Context, row: Session) -> Appointment | None:
    return appointments_of(ctx, [row]).get(row.pk)


def session_at(ctx: Context, group: Sequence[UUID], number: int) -> Session | None:
    """The session with this number that the asker's agency keeps for this human."""
    rows = Session.visible_to(ctx).filter(
        person_id__in=list(group), agency_id=ctx.agency_id, number=number
    )
    found: Session | None = rows.select_related("programme__lead__user").first()
    return found


def held_count(ctx: Context, programme: Programme) -> int:
    return Session.visible_to(ctx).filter(programme_id=programme.pk, held=True).count()


def notes_of(ctx: Context, sessions: Sequence[UUID]) -> dict[UUID, SessionNote]:
    """What was written of these sessions."""
    rows = list(SessionNote.visible_to(ctx).filter(session_id__in=list(sessions)))
    ctx.shown.objects(*(row.pk for row in rows))
    return {row.session_id: row for row in rows}


# --- Questionnaires ------------------------------------------------------------------------


def measured_of(ctx: Context, sessions: Sequence[UUID]) -> list[Measured]:
    """The questionnaires of these sessions that were not taken back."""
    rows = Measured.visible_to(ctx).filter(session_id__in=list(sessions))
    rows = rows.exclude(administration__status=Administration.Status.TAKEN_BACK)
    return list(rows.select_related("administration").order_by("administration__started_at"))


def measured_at(ctx: Context, session: Session) -> list[Measured]:
    return measured_of(ctx, [session.pk])


def answered_on(
    ctx: Context, person_id: UUID, on: date, *, unbound: bool = False
) -> list[Administration]:
    """What the person answered that day, as on a tablet before the session."""
    rows = Administration.visible_to(ctx).filter(
        person_id=person_id,
        agency_id=ctx.agency_id,
        answered_on=on,
        status=Administration.Status.COMPLETED,
    )
    if unbound:
        bound = Measured.visible_to(ctx).filter(person_id=person_id).values("administration_id")
        rows = rows.exclude(pk__in=bound)
    return list(rows.order_by("started_at"))


# --- Around --------------------------------------------------------------------------------


def words_of(ctx: Context, subjects: Sequence[UUID]) -> dict[UUID, Words]:
    """What was said about these rows, the newest of each."""
    rows = Words.visible_to(ctx).filter(subject_id__in=list(subjects)).order_by("recorded_at")
    found = {row.subject_id: row for row in rows}
    ctx.shown.objects(*(row.pk for row in found.values()))
    return found


def check_ins_of(ctx: Context, programmes: Sequence[UUID]) -> list[CheckIn]:
    rows = CheckIn.visible_to(ctx).filter(programme_id__in=list(programmes))
    return list(rows.order_by("-at")[:MOST])


def follow_ups_of(ctx: Context, programmes: Sequence[UUID]) -> list[FollowUp]:
    rows = FollowUp.visible_to(ctx).filter(programme_id__in=list(programmes))
    return list(rows.prefetch_related("tries").order_by("due_on"))


def hand_overs_of(ctx: Context, programmes: Sequence[UUID]) -> list[HandOver]:
    rows = HandOver.visible_to(ctx).filter(programme_id__in=list(programmes))
    rows = rows.select_related("from_member__user", "to_member__user")
    return list(rows.order_by("-recorded_at"))


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
    return [WeekLine(row, found[row.subject_id]) for row in rows if row.subject_id in found]


def latest_supervision(ctx: Context, programmes: Sequence[UUID]) -> dict[UUID, Supervision]:
    """The last time that each case was talked through."""
    rows = Supervision.visible_to(ctx).filter(programme_id__in=list(programmes))
    return {row.programme_id: row for row in rows.order_by("held_on", "recorded_at")}


def supervision_of(ctx: Context, programme: Programme) -> list[Supervision]:
    """Each time that a case was talked through, the newest first."""
    rows = Supervision.visible_to(ctx).filter(programme_id=programme.pk)
    rows = rows.select_related("practitioner__user")
    return list(rows.order_by("-held_on", "-recorded_at")[:MOST])


def scores_of(ctx: Context, measured: Sequence[Measured]) -> dict[UUID, Score]:
    """The score of each questionnaire, where the reader may know it."""
    ids = [each.administration_id for each in measured]
    rows = Score.visible_to(ctx).filter(administration_id__in=ids) if ids else []
    return {row.administration_id: row for row in rows}
