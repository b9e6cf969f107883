"""The ways in which an action says no. Views turn each into words beside the right field."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class ThroughcareError(Exception):
    """Base of everything that an action refuses."""


class ContextMissing(ThroughcareError):
    """Something about a person was asked without saying who asks."""


class NotAllowed(ThroughcareError, PermissionDenied):
    """The policy refuses this action on a record that the viewer can already read.

    ``words`` are shown on the page; without them it says what holds for every refusal.
    """

    def __init__(self, action: str, because: str, words: str = "") -> None:
        super().__init__(f"[{action}] is not allowed: {because}")
        self.action = action
        self.because = because
        self.words = words


class StaleVersion(ThroughcareError):
    """Somebody else saved in between; the merge screen shows both."""

    def __init__(self, *, row_id: object, theirs: object) -> None:
        super().__init__(f"[{row_id}] changed in between")
        self.row_id = row_id
        self.theirs = theirs


class MoveNotAllowed(ThroughcareError):
    """The row is not in a state from which this move starts."""


class ReasonMissing(ThroughcareError):
    """This move is only taken with a reason."""


class UnknownEvent(ThroughcareError):
    """The event is not in evidence/shape/events.toml, or its payload does not fit."""
