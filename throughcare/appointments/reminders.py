"""A text the day before an appointment, taken back with it. Appointments of care agencies only."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from throughcare.core.access import CARE_TYPES
from throughcare.core.events import on_event
from throughcare.messages import reminders

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.core.models import Event


@on_event("appointment.booked")
def remind(ctx: Context, event: Event) -> None:
    """In the transaction of the booking: no appointment without the reminder that it needs."""
    if ctx.agency_type in CARE_TYPES and event.person_id is not None:
        reminders.plan_reminder(
            ctx,
            event.person_id,
            subject_id=event.subject_id,
            starts_at=datetime.fromisoformat(event.payload["starts_at"]),
        )


@on_event("appointment.moved")
@on_event("appointment.cancelled")
@on_event("appointment.attended")
def take_back(ctx: Context, event: Event) -> None:
    """The new time of a moved appointment has a reminder of its own."""
    if ctx.agency_type in CARE_TYPES:
        reminders.withdraw_reminder(ctx, event.subject_id)
