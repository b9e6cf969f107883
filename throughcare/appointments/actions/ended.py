"""What came of an appointment: attendance, another time, cancelled."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from throughcare.appointments import rules
from throughcare.appointments.actions.booked import book_appointment
from throughcare.appointments.actions.told import own_row, save, tell
from throughcare.appointments.models import Appointment, NextStep, Status
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Who made it not happen.
BY = {"us": Status.WE_CANCELLED, "person": Status.TOLD_US_FIRST}


def record_attendance(
    ctx: Context,
    appointment: Appointment,
    *,
    status: str,
    at: datetime | None = None,
    next_step: str = "",
    offered_on: date | None = None,
    came_minutes: int | None = None,
) -> Appointment:
    """Say who came. Said again it corrects what was said; the old row stays in the history.

    ``at`` is when it was known, by default now. Raises MoveNotAllowed for an appointment that
    was moved, or an outcome that can only be known on the day.
    """
    if status not in rules.OUTCOMES or (next_step and next_step not in NextStep.values):
        raise ReasonMissing(f"[{status}] is not what can come of an appointment")
    row = own_row(ctx, appointment, until=(Status.PLANNED, *rules.OUTCOMES))
    if status not in rules.IN_ADVANCE and not rules.has_come(row.starts_at):
        raise MoveNotAllowed("whether somebody came is known on the day")
    before = row.status
    save(
        ctx,
        row,
        status=Status(status),
        outcome_at=at or clock.now(),
        next_step=next_step,
        offered_on=offered_on,
        came_minutes=came_minutes if status in rules.ATTENDED else None,
    )
    again = before != Status.PLANNED
    tell(ctx, "appointment.attended", row, before=before, status=status, corrected=again)
    return row


def cancel_appointment(ctx: Context, appointment: Appointment, *, by: str) -> Appointment:
    """It will not happen: ``us``, or the ``person`` who told us first."""
    if by not in BY:
        raise ReasonMissing("say who cancelled: us or the person")
    row = own_row(ctx, appointment, until=(Status.PLANNED,))
    save(ctx, row, status=BY[by], outcome_at=clock.now())
    tell(ctx, "appointment.cancelled", row, before=Status.PLANNED, by=by)
    return row


def move_appointment(
    ctx: Context,
    appointment: Appointment,
    *,
    starts_at: datetime,
    place: str | None = None,
    by: str = "us",
) -> Appointment:
    """Give it another time; returns the new appointment, the old one says where it went."""
    if by not in BY:
        raise ReasonMissing("say who asked for another time: us or the person")
    row = own_row(ctx, appointment, until=(Status.PLANNED,))
    new = book_appointment(
        ctx,
        row.person_id,
        kind=row.kind,
        starts_at=starts_at,
        minutes=row.minutes,
        place=row.place if place is None else place,
        with_team_id=row.with_team_id,
        with_member_id=row.with_member_id,
        mode=row.mode,
        order_id=row.order_id,
        requirement_id=row.requirement_id,
        subject_id=row.subject_id,
    )
    save(ctx, row, status=Status.MOVED, outcome_at=clock.now(), moved_to_id=new.pk)
    tell(ctx, "appointment.moved", row, before=Status.PLANNED, by=by, to=starts_at.isoformat())
    return new
