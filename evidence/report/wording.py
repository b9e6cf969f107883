"""Numbers, names and days as a report writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from evidence.charts.base import number
from evidence.disclosure import is_small
from evidence.report.folder import Results

OUTCOMES = {
    "rate": "Reoffended",
    "frequency": "Number of reoffences",
    "time_to_first": "Days to the first reoffence",
    "rate_indictable": "Indictable-only reoffence",
    "rate_either_way": "Either-way reoffence",
    "rate_summary": "Summary reoffence",
    "frequency_indictable": "Number of indictable-only reoffences",
    "frequency_either_way": "Number of either-way reoffences",
    "frequency_summary": "Number of summary reoffences",
    "custody_rate": "Reoffence led to custody",
    "custody_frequency": "Number of reoffences that led to custody",
}


def refused(found: Results) -> bool:
    """No figure of outcomes is shown where the study may give no headline."""
    return bool(found.results["status"] == "refused")


def hidden(row: Mapping[str, Any]) -> bool:
    """A share that stands for 1 to 4 people on either side, or is not to be reported at all."""
    if not row or row.get("state") == "not_reported" or row.get("difference") is None:
        return True
    if row["kind"] != "share":
        return False
    sides = ((row["treated"], row["treated_n"]), (row["control"], row["control_n"]))
    return any(is_small(round(share * n)) or is_small(round((1 - share) * n)) for share, n in sides)


def said(row: Mapping[str, Any]) -> str:
    if row.get("state") != "not_reported" and hidden(row):
        return "Not shown: it happened, or did not happen, to fewer than 5 people of a group."
    return str(row["words"])


def unit(row: Mapping[str, Any]) -> str:
    return "100" if row["kind"] in ("share", "count") else "own"


def name(row: Mapping[str, Any]) -> str:
    return OUTCOMES.get(row["name"], spaced(row["name"]))


def without_status(words: str) -> str:
    """The heading above has said that it is inconclusive."""
    rest = words.removeprefix("Inconclusive: ")
    return rest[:1].upper() + rest[1:]


def day(text: str) -> str:
    """15 January 2026; what is no date stays as it is."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found.day} {found:%B %Y}"


def spaced(name: str) -> str:
    words = str(name).replace("_", " ")
    return words[:1].upper() + words[1:]


def times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def reach(row: Mapping[str, Any], scale: float) -> str:
    if row["low"] is None or row["high"] is None:
        return ""
    return f"{number(row['low'] * scale)} to {number(row['high'] * scale)}"


def p(p: float | None) -> str:
    if p is None:
        return ""
    return "under .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def of_100(share: float | None) -> str:
    return number(None if share is None else 100 * share, 0)


def commas(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text
