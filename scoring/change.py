"""Reliable and clinically significant change between two scores of one instrument version.

Jacobson NS, Truax P. J Consult Clin Psychol 1991;59:12-19. A change is reliable when it is at
least as large as the instrument's reliable change; it is clinically significant when it is a
reliable improvement that also crosses the cut-off out of the clinical range. Without a
comparison group neither says that treatment was the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from scoring.instruments import Instrument, NotUsable

IMPROVED, NO_CHANGE, DETERIORATED = "improved", "none", "deteriorated"


@dataclass(frozen=True)
class Change:
    """``reliable`` is improved, none, deteriorated, or None when there is no rule with a source."""

    reliable: str | None
    clinically_significant: bool | None


def score_range(instrument: Instrument) -> tuple[Decimal, Decimal]:
    """The lowest and highest score that the instrument can have."""
    if instrument.entry_only:
        return Decimal(instrument.total[0]), Decimal(instrument.total[1])
    if conversion := instrument.rule("conversion"):
        table = [Decimal(str(value)) for value in conversion["metric"]]
        return table[0], table[-1]
    if instrument.method == "mean_times_10":
        values = [value for item in instrument.items for value in item.values]
        return Decimal(min(values) * 10), Decimal(max(values) * 10)
    counted = instrument.items if instrument.method == "sum" else instrument.items[:12]
    lowest, highest = (sum(pick(item.values) for item in counted) for pick in (min, max))
    return Decimal(lowest), Decimal(highest)


def parse(instrument: Instrument, given: str) -> Decimal:
    """A score as typed. Raises NotUsable when the instrument cannot have it."""
    lowest, highest = score_range(instrument)
    try:
        value = Decimal(given.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not lowest <= value <= highest:
        raise NotUsable(f"a score of {instrument.id} is {lowest} to {highest}, not [{given[:20]}]")
    return value


def change(
    instrument: Instrument,
    first: Decimal,
    last: Decimal,
    *,
    enabled: frozenset[str] = frozenset(),
) -> Change:
    """What came between the first and the last score."""
    rule = instrument.rule("change", enabled)
    if rule is None:
        return Change(None, None)
    better = (first - last) if instrument.worse == "high" else (last - first)
    size = Decimal(str(rule["reliable"]))
    reliable = IMPROVED if better >= size else DETERIORATED if -better >= size else NO_CHANGE
    if "cutoff" not in rule:
        return Change(reliable, None)
    cutoff = Decimal(str(rule["cutoff"]))
    crossed = _clinical(instrument, first, cutoff) and not _clinical(instrument, last, cutoff)
    return Change(reliable, reliable == IMPROVED and crossed)


def _clinical(instrument: Instrument, value: Decimal, cutoff: Decimal) -> bool:
    return value >= cutoff if instrument.worse == "high" else value <= cutoff
