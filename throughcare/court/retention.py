"""Lines of court lists and requests that were never linked are destroyed; counts stay."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from throughcare.core import registry
from throughcare.court.models import CourtCoverage, CourtRequest, ListEntry
from throughcare.design import words
from throughcare.screening.retention import Cleared


def _counted(entry: ListEntry) -> dict[str, Any] | None:
    """Under which values a line is counted; a list that was taken back listed nobody."""
    if entry.status == ListEntry.Status.WITHDRAWN or (entry.gone and not entry.outcome):
        return None
    return {
        "place_id": entry.place_id,
        "team_id": entry.team_id,
        "on": entry.on,
        "kind": entry.kind,
        "custody": entry.custody,
        "outcome": "under_18" if entry.under_18 else entry.outcome,
    }


ENTRIES = Cleared(
    model=ListEntry,
    older_than=lambda at: Q(on__lt=words.local(at).date()),
    event="court.entry_cleared",
    coverage=CourtCoverage,
    counted=_counted,
)
REQUESTS = Cleared(
    model=CourtRequest,
    older_than=lambda at: Q(needed_by__lt=at),
    event="court_request.cleared",
)


def register() -> None:
    registry.offer("cleared_entries", "court list", ENTRIES)
    registry.offer("cleared_entries", "court request", REQUESTS)
