"""Every state of a person that differs to the policy, one person a state."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property

from throughcare.core.access import CATEGORIES
from throughcare.sharing.policy import oracle
from throughcare.sharing.policy.vocabulary import BASES, RELATIONSHIPS

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=30), NOW + timedelta(days=30)
KINDS = {number: name for name, number in RELATIONSHIPS.items()}
BASIS_NAMES = {number: name for name, number in BASES.items()}


@dataclass(frozen=True)
class State:
    """What is true of one person, for every user alike."""

    kind: int
    dated: str = "live"  # live, ended, future
    guard: str = "none"
    permitted: bool = False
    excluded: bool = False
    basis: int = 0
    basis_live: bool = True
    # What the basis does not fit: it is for another purpose, giver or recipient.
    misfit: str = ""
    # False: the link is somebody else's.
    mine: bool = True

    @property
    def is_plain(self) -> bool:
        """A live link and nothing else: what most cells can be seen on."""
        return self == State(self.kind) or (self.basis > 0 and self.basis_live and not self.misfit)

    @property
    def link_times(self) -> tuple[datetime, datetime | None]:
        return {
            "live": (PAST, None),
            "ended": (PAST, NOW),
            "future": (NOW + timedelta(seconds=1), None),
        }[self.dated]

    @cached_property
    def oracle_links(self) -> list[oracle.Link]:
        return [oracle.Link(KINDS[self.kind], *self.link_times)] if self.mine else []

    @cache  # noqa: B019 - a few hundred states a run
    def oracle_bases(self, recipient: uuid.UUID) -> list[oracle.Basis]:
        if not self.basis or self.misfit:
            return []
        ends = None if self.basis_live else NOW
        return [oracle.Basis(recipient, BASIS_NAMES[self.basis], CATEGORIES, PAST, ends)]


def states() -> list[State]:
    """Every state that differs to the policy."""
    guards = [
        ("none", False, False),
        ("none", False, True),
        ("limited", False, False),
        ("restricted", False, False),
        ("restricted", True, False),
        ("restricted", True, True),
    ]
    plain = [
        State(kind, dated, guard, permitted, excluded)
        for kind, dated, (guard, permitted, excluded) in itertools.product(
            KINDS, ("live", "ended", "future"), guards
        )
        if dated == "live" or guard == "none"
    ]
    based = [
        State(kind, basis=basis, basis_live=live)
        for kind, basis, live in itertools.product(KINDS, range(1, len(BASES)), (True, False))
        if live or basis == 1
    ]
    other = [
        State(kind, basis=1, misfit=misfit)
        for kind in KINDS
        for misfit in ("purpose", "giver", "recipient")
    ]
    other += [State(kind, mine=False) for kind in KINDS]
    return plain + based + other
