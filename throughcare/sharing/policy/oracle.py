"""The naive oracle: the sentence of the access model, as plainly as it can be written.

It reads expanded.csv line by line and shares no code with the compiler, the application
filter or the generated SQL, so that a mistake in any of them cannot hide here as well.

    allow = cell and relationship live and sharing and basis and not excluded
            and (not restricted or permitted) and not sealed       (security.md §2.1)
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple


class Link(NamedTuple):
    """A link between the person and one of my principals: me, my team or its site."""

    kind: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Agreement(NamedTuple):
    """A sharing agreement: rows of `from_agency` may reach `to_agency`."""

    from_agency: Hashable
    to_agency: Hashable
    purpose: str
    categories: Collection[str]
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Basis(NamedTuple):
    """A basis recorded for this person: why `recipient` may be told about `categories`."""

    recipient: Hashable
    kind: str
    categories: Collection[str]
    starts_at: datetime | None = None
    ends_at: datetime | None = None


HEADER = "agency_type,role,relationship,purpose,category,basis,share,action"

Cells = frozenset[tuple[str, ...]]


def read(path: Path) -> Cells:
    """Every line of expanded.csv, as a tuple of its words in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines)
        if ",".join(header) != HEADER:
            raise ValueError(f"{path.name} has other columns than the oracle knows")
        return frozenset(tuple(line) for line in lines)


def live(dated: Link | Agreement | Basis, now: datetime) -> bool:
    """From its start, up to but not including its end."""
    if dated.starts_at is not None and now < dated.starts_at:
        return False
    return dated.ends_at is None or now < dated.ends_at


def allowed(  # noqa: PLR0912 - one condition after the other is what makes it plain
    cells: Cells,
    *,
    agency_type: str,
    role: str,
    purpose: str,
    action: str,
    category: str,
    row_agency: Hashable,
    my_agency: Hashable,
    agreements: Iterable[Agreement],
    bases: Iterable[Basis],
    links: Iterable[Link],
    excluded: bool,
    guarded: str,
    permitted: bool,
    sealed_to: Collection[Hashable] | None,
    author: Hashable,
    me: Hashable,
    now: datetime,
    author_team: Hashable = None,
    readers: Collection[Hashable] = (),
    principals: Collection[Hashable] = (),
) -> bool:
    """May I do this to this one row?

    `excluded` and `permitted` are about this person and me. `guarded` is "", "limited" or
    "restricted"; *limited* changes only what a search shows, so it changes nothing here.
    `sealed_to` is None for a row that is not sealed. `author_team` is None where the whole
    agency holds the row; `readers` are the members and teams that the row names, and
    `principals` are me and mine.
    """
    if excluded:
        return False
    for named in readers:
        if named in principals and action == "read":
            cell = (agency_type, role, "recipient", purpose, category, "none", "open", action)
            if cell in cells:
                return True
    if guarded == "restricted" and not permitted:
        return False
    if sealed_to is not None and me != author and me not in sealed_to:
        return False

    shares = ["own"] if row_agency == my_agency else ["open"]
    for agreement in agreements:
        if (
            row_agency != my_agency
            and agreement.from_agency == row_agency
            and agreement.to_agency == my_agency
            and agreement.purpose == purpose
            and category in agreement.categories
            and live(agreement, now)
        ):
            shares = ["open", "agreed"]

    # A cell that needs no basis holds without one.
    kinds_of_basis = ["none"]
    for basis in bases:
        if basis.recipient == my_agency and category in basis.categories and live(basis, now):
            kinds_of_basis.append(basis.kind)

    for link in links:
        if not live(link, now):
            continue
        if link.kind == "break_glass" and sealed_to is not None:
            continue
        if (
            row_agency == my_agency
            and author_team is not None
            and author_team not in principals
            and link.kind != "sar_handler"
        ):
            continue
        for basis_kind in kinds_of_basis:
            for share in shares:
                cell = (agency_type, role, link.kind, purpose, category, basis_kind, share, action)
                if cell in cells:
                    return True
    return False
