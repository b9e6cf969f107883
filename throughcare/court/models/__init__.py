"""What a court list said, the hearings of a person, what came of them, what the court heard."""

from throughcare.court.models.hearing import (
    AdviceDetail,
    AdviceToCourt,
    CourtFeedback,
    CourtFollowUp,
    Hearing,
    HearingOutcome,
)
from throughcare.court.models.listing import CourtCoverage, CourtList, Custody, ListEntry, Outcome
from throughcare.court.models.request import CourtRequest

__all__ = [
    "AdviceDetail",
    "AdviceToCourt",
    "CourtCoverage",
    "CourtFeedback",
    "CourtFollowUp",
    "CourtList",
    "CourtRequest",
    "Custody",
    "Hearing",
    "HearingOutcome",
    "ListEntry",
    "Outcome",
]
