"""Counts without people, as they may leave the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.court import rules
from throughcare.design import words

if TYPE_CHECKING:
    from throughcare.court.selectors import PlaceCount

HIDDEN = "[c]"


@dataclass(frozen=True)
class CountRow:
    """One court's counts as they may leave the team; small ones are hidden."""

    place: str
    listed: str
    in_custody: str
    seen: str
    declined: str
    not_seen: str


def count_row(count: PlaceCount) -> CountRow:
    """Counts of 1 to 4 as [c], and another where the first would follow from the total."""
    parts, total = rules.protect_row((count.seen, count.declined, count.not_seen), count.listed)
    rest = count.listed - count.in_custody
    (custody, _rest), _total = rules.protect_row((count.in_custody, rest), count.listed)
    seen, declined, not_seen = parts
    return CountRow(
        count.place, *(_shown(each) for each in (total, custody, seen, declined, not_seen))
    )


def _shown(count: int | None) -> str:
    return HIDDEN if count is None else words.thousands(count)
