"""An appointment is booked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.appointments import rules
from throughcare.appointments.actions.told import tell
from throughcare.appointments.models import Appointment, Kind, Mode
from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing

if TYPE_CHECKING:
    from throughcare.core.context import Context


def book_appointment(
    ctx: Context,
    person_id: UUID,
    *,
    kind: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    with_team_id: UUID | None = None,
    with_member_id: UUID | None = None,
    mode: str = Mode.IN_PERSON,
    order_id: UUID | None = None,
    requirement_id: UUID | None = None,
    subject_id: UUID | None = None,
) -> Appointment:
    """Book a meeting of the person with a team, by default the asker's own.

    A time in the past is taken: somebody came without an appointment, or it was written later.
    Raises ReasonMissing for a kind that the agency does not give, or a length that is none.
    """
    if not rules.keeps_appointments(ctx):
        raise NotAllowed("create", "those who treat, support or supervise book appointments")
    if kind not in rules.kinds_of(ctx.agency_type):
        raise ReasonMissing(f"[{kind}] is not an appointment that this agency gives")
    if mode not in Mode.values or not 1 <= minutes <= rules.LONGEST_MINUTES:
        raise ReasonMissing("say how they meet, and for how many minutes")
    appointment = Appointment(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        category=rules.category_of(ctx.agency_type),
        kind=Kind(kind),
        mode=Mode(mode),
        starts_at=starts_at,
        minutes=minutes,
        place=place.strip(),
        with_team_id=with_team_id or ctx.team_id,
        with_member_id=with_member_id,
        order_id=order_id,
        requirement_id=requirement_id,
        subject_id=subject_id,
    )
    ctx.require("create", appointment)
    appointment.save(force_insert=True)
    due = rules.outcome_due(starts_at).isoformat()
    tell(ctx, "appointment.booked", appointment, before="", mode=appointment.mode, due_at=due)
    return appointment
