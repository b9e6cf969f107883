"""The annex of an agreement between agencies: which role reads what, worked out from the policy."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, RELATIONSHIPS

_NAMES = {number: name for name, number in RELATIONSHIPS.items()}


@dataclass(frozen=True)
class AnnexRow:
    """What one role reads through one kind of link: at once, and with a ground for the person.

    Both are bit masks of categories.
    """

    role: str
    relationship: int
    freely: int
    with_ground: int


def annex_rows(agency_type: str, purpose: str, categories: int) -> list[AnnexRow]:
    """Every row that the agreement opens, in the order of roles and links."""
    rows = []
    for role in AGENCY_ROLES[agency_type]:
        cells = load().masks(agency_type, role, purpose, "read")
        for relationship in sorted(_NAMES):
            freely = with_ground = 0
            for (share, kind, basis), mask in cells.items():
                if share != "agreed" or kind != relationship:
                    continue
                if basis:
                    with_ground |= mask & categories
                else:
                    freely |= mask & categories
            with_ground &= ~freely
            if freely or with_ground:
                rows.append(AnnexRow(role, relationship, freely, with_ground))
    return rows


def possible_mask(agency_type: str, purpose: str) -> int:
    """All categories that an agreement for this purpose could ever open there."""
    everything = (1 << 9) - 1
    mask = 0
    for row in annex_rows(agency_type, purpose, everything):
        mask |= row.freely | row.with_ground
    # Who the person is needs no agreement, and an annex may say so.
    return mask | 1 if mask else 0
