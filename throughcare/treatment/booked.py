"""A session that was booked: with its appointment and what was written of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from throughcare.appointments.models import Appointment
from throughcare.treatment import rules
from throughcare.treatment.models import Session, SessionNote


@dataclass(frozen=True)
class Booked:
    """One session with its appointment, that of today's time, and what was written of it."""

    session: Session
    appointment: Appointment | None
    note: SessionNote | None = None

    @property
    def held(self) -> bool:
        return bool(self.session.held) or (
            self.session.held is None and rules.was_held(self.appointment)
        )


def of_programme(booked: Sequence[Booked], programme_id: UUID) -> list[Booked]:
    """Those of one programme, in the same order."""
    return [each for each in booked if each.session.programme_id == programme_id]
