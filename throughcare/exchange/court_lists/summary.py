"""The one document that says what a list holds: for the command, and for whoever calls it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from throughcare.court.listed import ListDocument


def summary(document: ListDocument) -> dict[str, Any]:
    """Counts are of entries as the list shows them, not of distinct ones."""
    counts = document.counts
    return {
        "format": document.format,
        "accepted": document.accepted,
        "dates": [day.isoformat() for day in document.dates],
        "courts": list(document.courts),
        "hearings": counts.hearings,
        "cases": counts.cases,
        "people": counts.people,
        "organisations": counts.organisations,
        "offences": counts.offences,
        "in_custody": counts.in_custody,
        "restrictions": counts.restrictions,
        "problems": [asdict(problem) for problem in document.problems],
    }
