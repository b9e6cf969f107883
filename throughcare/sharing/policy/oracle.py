"""The naive oracle: the sentence of the access model, as plainly as it can be written.

It reads expanded.csv line by line and shares no code with the compiler, the application
filter or the generated SQL, so that a mistake in any of them cannot hide here as well.

    allow = cell and relationship live and sharing and basis and not excluded
            and (not restricted or permitted) and not sealed       (security.md §2.1)
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Hashable, Iterable, Iterator
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


def allowed(
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

    def cell(link: str, basis: str, share: str) -> bool:
        return (agency_type, role, link, purpose, category, basis, share, action) in cells

    if excluded:
        return False
    named = any(reader in principals for reader in readers)
    if named and action == "read" and cell("recipient", "none", "open"):
        return True
    if guarded == "restricted" and not permitted:
        return False
    if sealed_to is not None and me != author and me not in sealed_to:
        return False
    mine = row_agency == my_agency
    other_team = mine and author_team is not None and author_team not in principals
    shares = ["own"] if mine else ["open"]
    if not mine and any(
        _covers(agreement, row_agency, my_agency, purpose, category, now)
        for agreement in agreements
    ):
        shares = ["open", "agreed"]
    kinds_of_basis = _kinds_of_basis(bases, my_agency, category, now)
    return any(
        cell(kind, basis, share)
        for kind in _kinds_of_link(links, now, sealed=sealed_to is not None, other_team=other_team)
        for basis in kinds_of_basis
        for share in shares
    )


def _covers(  # noqa: PLR0917 - the six things that an agreement says
    agreement: Agreement,
    giver: Hashable,
    taker: Hashable,
    purpose: str,
    category: str,
    now: datetime,
) -> bool:
    """Does an agreement that holds now share this category for this purpose, this way?"""
    parties = (agreement.from_agency, agreement.to_agency) == (giver, taker)
    fits = agreement.purpose == purpose and category in agreement.categories
    return parties and fits and live(agreement, now)


def _kinds_of_basis(
    bases: Iterable[Basis], my_agency: Hashable, category: str, now: datetime
) -> list[str]:
    """The grounds that hold for me; a cell that needs no basis holds without one."""
    return ["none"] + [
        basis.kind
        for basis in bases
        if basis.recipient == my_agency and category in basis.categories and live(basis, now)
    ]


def _kinds_of_link(
    links: Iterable[Link], now: datetime, *, sealed: bool, other_team: bool
) -> Iterator[str]:
    """The links that count: nothing that is sealed opens in an emergency, and what another team
    of my agency holds opens only to who answers the person's request for their record."""
    for link in links:
        if not live(link, now):
            continue
        if sealed and link.kind == "break_glass":
            continue
        if other_team and link.kind != "sar_handler":
            continue
        yield link.kind
