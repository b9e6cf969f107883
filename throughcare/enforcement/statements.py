"""What an attendance statement may say: codes, days and minutes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from throughcare.appointments import rules
from throughcare.appointments.models import Appointment, Kind, Status
from throughcare.core import clock


@dataclass(frozen=True)
class Line:
    """One appointment: when, which kind, what happened, and minutes that the person was there.

    There is no field for words: no note, no place and no reason can be put into a statement.
    """

    appointment: str
    on: str
    at: str
    kind: str
    status: str
    minutes: int

    @classmethod
    def of(cls, row: Appointment) -> Line:
        at = row.starts_at.astimezone(clock.LONDON)
        came = row.status in rules.ATTENDED
        length = row.minutes if row.came_minutes is None else row.came_minutes
        return cls(
            appointment=str(row.pk),
            on=at.date().isoformat(),
            at=f"{at:%H:%M}",
            kind=Kind(row.kind).value,
            status=Status(row.status).value,
            minutes=length if came else 0,
        )

    @classmethod
    def read(cls, data: dict[str, Any]) -> Line:
        """A line as it was kept; a code that is not ours is refused."""
        line = cls(**data)
        UUID(line.appointment)
        Kind(line.kind)
        Status(line.status)
        date.fromisoformat(line.on)
        return line

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Counts:
    """How many appointments were kept and missed, and for how many minutes the person was there."""

    came: int = 0
    told_us_first: int = 0
    did_not_come: int = 0
    we_cancelled: int = 0
    minutes: int = 0

    @property
    def expected(self) -> int:
        """Those that counted on the person: not the ones that we cancelled."""
        return self.came + self.told_us_first + self.did_not_come

    def as_data(self) -> dict[str, int]:
        return asdict(self)


def counts_of(lines: Iterable[Line]) -> Counts:
    """Counts of what has been; what is booked, moved or unknown counts as nothing."""
    found = list(lines)

    def of(*statuses: str) -> int:
        return sum(line.status in statuses for line in found)

    return Counts(
        came=of(*rules.ATTENDED),
        told_us_first=of(Status.TOLD_US_FIRST),
        did_not_come=of(Status.DID_NOT_COME),
        we_cancelled=of(Status.WE_CANCELLED),
        minutes=sum(line.minutes for line in found),
    )


def lines_of(rows: Sequence[Appointment]) -> list[Line]:
    """The lines of a statement, oldest first; what was moved is told by where it went."""
    kept = [row for row in rows if row.status != Status.MOVED]
    return [Line.of(row) for row in sorted(kept, key=lambda row: row.starts_at)]
