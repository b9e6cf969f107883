"""The first appointment after a yes: an appointment like any other, told to who referred.

Booking, moving and attendance are actions of ``appointments``; ``handlers.py`` tells the sender,
also where a colleague does it from the appointment's own page.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from throughcare.appointments import actions as appointments
from throughcare.appointments import selectors
from throughcare.appointments.models import Appointment, Kind, Status
from throughcare.core.errors import MoveNotAllowed
from throughcare.referrals import states
from throughcare.referrals.models import Referral

if TYPE_CHECKING:
    from throughcare.core.context import Context


def book_first(ctx: Context, *, referral: Referral, at: datetime, place: str) -> Appointment:
    """Book the first appointment of an accepted referral, or give it another time."""
    if referral.status != states.ACCEPTED:
        raise MoveNotAllowed(f"a referral that is [{referral.status}] has no first appointment")
    planned = _planned(ctx, referral)
    if planned is not None:
        return appointments.move_appointment(ctx, planned, starts_at=at, place=place)
    return appointments.book_appointment(
        ctx,
        referral.person_id,
        kind=Kind.FIRST_APPOINTMENT,
        starts_at=at,
        minutes=settings.FIRST_APPOINTMENT_MINUTES,
        place=place,
        with_member_id=referral.assigned_to_id or ctx.membership_id,
        subject_id=referral.pk,
    )


def record_first(ctx: Context, *, referral: Referral, came: str) -> Appointment:
    """Came, or did not. Raises MoveNotAllowed where none is booked, or its day has not come."""
    planned = _planned(ctx, referral)
    if planned is None:
        raise MoveNotAllowed("no first appointment is booked")
    return appointments.record_attendance(ctx, planned, status=came)


def _planned(ctx: Context, referral: Referral) -> Appointment | None:
    rows = selectors.of_subject(ctx, referral.pk)
    return next((row for row in reversed(rows) if row.status == Status.PLANNED), None)
