"""Whether what a site's signed rule says can be used: a rule that cannot is named, never bent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from scoring.instruments import Instrument

SEXES: Final = {"male", "female"}


def fault_of(instrument: Instrument, name: str, says: Mapping[str, Any]) -> str:
    """What is wrong with what a rule says of an instrument; "" where it can be used."""
    if instrument.entry_only and name != "change":
        return "only the total is typed, so that no answer, band or cut-off is read"
    check = {
        "bands": _bands,
        "caseness": _caseness,
        "change": _change,
        "conversion": _conversion,
        "missing": _missing,
    }[name]
    return check(instrument, says)


def _is_number(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value)


def _rises(values: list[Any]) -> bool:
    """Numbers only, each greater than the one before."""
    known = all(_is_number(each) for each in values)
    return known and all(a < b for a, b in pairwise(values))


def _bands(_instrument: Instrument, says: Mapping[str, Any]) -> str:
    of = says["of"]
    if not isinstance(of, list) or not of or not all(isinstance(each, Mapping) for each in of):
        return "[of] is a list of bands, each with from and name"
    if any(set(each) != {"from", "name"} or not _is_words(each["name"]) for each in of):
        return "each band has from and name, and nothing else"
    if not _rises([each["from"] for each in of]):
        return "the bands begin at numbers that rise from the lowest on"
    return ""


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _caseness(_instrument: Instrument, says: Mapping[str, Any]) -> str:
    limits = says.get("by_sex", says)
    if not isinstance(limits, Mapping) or not limits:
        return "[by_sex] has a number for male and for female"
    if "by_sex" in says and set(limits) - SEXES:
        return "[by_sex] knows male and female"
    return "" if all(map(_is_number, limits.values())) else "a cut-off is a number"


def _change(_instrument: Instrument, says: Mapping[str, Any]) -> str:
    if not all(map(_is_number, says.values())):
        return "reliable and cutoff are numbers"
    return "" if says["reliable"] > 0 else "a reliable change is more than 0"


def _conversion(instrument: Instrument, says: Mapping[str, Any]) -> str:
    if instrument.method != "sum":
        return "only a total that is a sum can be converted"
    first = sum(min(item.values) for item in instrument.items)
    last = sum(max(item.values) for item in instrument.items)
    table = says["metric"]
    if says["first"] != first:
        return f"the table begins at the lowest total, {first}"
    if not isinstance(table, list) or len(table) != last - first + 1 or not _rises(table):
        return f"the table has {last - first + 1} numbers that rise, for {first} to {last}"
    return ""


def _missing(instrument: Instrument, says: Mapping[str, Any]) -> str:
    allowed = says["allowed"]
    if instrument.method == "itq":
        return "its algorithm needs every answer"
    whole = isinstance(allowed, int) and not isinstance(allowed, bool)
    if not whole or not 0 <= allowed < len(instrument.items):
        return f"[allowed] is a whole number under {len(instrument.items)}"
    return ""
