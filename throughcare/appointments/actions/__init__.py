"""Every write of appointments."""

from throughcare.appointments.actions.booked import book_appointment
from throughcare.appointments.actions.ended import (
    cancel_appointment,
    move_appointment,
    record_attendance,
)

__all__ = ["book_appointment", "cancel_appointment", "move_appointment", "record_attendance"]
