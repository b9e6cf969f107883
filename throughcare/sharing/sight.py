"""What the roles of a team see of a person's record once they are linked to the person.

Worked out from the compiled policy alone, so that a page can say it before anything is saved.
Pure functions; the rows meant are those of the agency that shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import (
    AGENCY_ROLES,
    RELATIONSHIPS,
    ROLE_PURPOSES,
    ROLE_RELATIONSHIPS,
)

_NAMES = {number: name for name, number in RELATIONSHIPS.items()}


@dataclass(frozen=True)
class Ground:
    """A basis for telling an agency: its kind, the categories (bit mask) and the purposes."""

    kind: int
    mask: int
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class Sight:
    """What one role sees while it works for one purpose, as a bit mask of categories."""

    role: str
    purpose: str
    mask: int


def what_roles_see(
    *,
    agency_type: str,
    relationship: int,
    own: bool,
    agreed: Mapping[str, int],
    grounds: Iterable[Ground] = (),
) -> list[Sight]:
    """Each role and purpose through which the link shows anything.

    ``own``: the team is of the agency that shares. ``agreed``: for each purpose, the
    categories of the live agreements from that agency to the team's.
    """
    grounds = tuple(grounds)
    found = []
    for role in AGENCY_ROLES[agency_type]:
        if _NAMES[relationship] not in ROLE_RELATIONSHIPS[role]:
            continue
        for purpose in ROLE_PURPOSES[role]:
            cells = load().masks(agency_type, role, purpose, "read")
            mask = cells.get(("open", relationship, 0), 0)
            if own:
                mask |= cells.get(("own", relationship, 0), 0)
            else:
                free = cells.get(("agreed", relationship, 0), 0)
                for ground in grounds:
                    if purpose in ground.purposes:
                        free |= cells.get(("agreed", relationship, ground.kind), 0) & ground.mask
                mask |= agreed.get(purpose, 0) & free
            if mask:
                found.append(Sight(role, purpose, mask))
    return found


def seen_at_most(
    *,
    agency_type: str,
    relationship: int,
    own: bool,
    agreed: Mapping[str, int],
    grounds: Iterable[Ground] = (),
) -> int:
    """The categories that any role sees through the link, in any purpose, as a bit mask."""
    mask = 0
    for sight in what_roles_see(
        agency_type=agency_type, relationship=relationship, own=own, agreed=agreed, grounds=grounds
    ):
        mask |= sight.mask
    return mask
