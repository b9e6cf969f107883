"""What is said of how a hearing ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from throughcare.court.models import Hearing, HearingOutcome

Status = Hearing.Status


@dataclass(frozen=True)
class OutcomeFacts:
    """What came of a hearing. Codes are those of terms.toml on its day.

    ``follow_ups`` are codes with the day by which each is due.
    """

    KEPT: ClassVar = (
        "remand", "adjourned_to", "adjourned_place_id", "adjourned_elsewhere", "reason",
        "disposal", "used", "source",
    )  # fmt: skip

    used: str
    source: str
    went_ahead: bool = True
    remand: str = ""
    adjourned_to: date | None = None
    # Another court than this one: a place, or in words one that is no place here.
    adjourned_place_id: UUID | None = None
    adjourned_elsewhere: str = ""
    reason: str = ""
    disposal: str = ""
    follow_ups: tuple[tuple[str, date], ...] = ()

    def values(self) -> dict[str, Any]:
        """The columns of HearingOutcome."""
        return {name: getattr(self, name) for name in self.KEPT}

    @property
    def status(self) -> str:
        """Which state the hearing moves to."""
        if not self.went_ahead:
            return str(Status.NOT_HEARD)
        return str(Status.ADJOURNED if self.reason or self.adjourned_to else Status.HEARD)

    @property
    def next_day(self) -> tuple[date | None, UUID | None, str]:
        """When and where it goes on; a change of it is another hearing."""
        return self.adjourned_to, self.adjourned_place_id, self.adjourned_elsewhere


def facts_of(outcome: HearingOutcome) -> OutcomeFacts:
    """What a recorded outcome says, without its follow-ups and whether it went ahead."""
    return OutcomeFacts(**{name: getattr(outcome, name) for name in OutcomeFacts.KEPT})
