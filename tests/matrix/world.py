"""The world of the matrix: one user a role, one person a state, one row a table and owner.

For each person the world remembers what the naive oracle needs to know: links, bases, guards,
exclusions; it never asks the code under test. ``making`` writes it, as the owner.
"""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models

from tests.matrix.states import NOW, PAST, State
from throughcare.agencies.models import Agency, Membership
from throughcare.core.access import CATEGORIES
from throughcare.sharing.policy import oracle
from throughcare.sharing.policy.vocabulary import ROLE_PURPOSES

#: What each giver shares with everybody else; who is not named shares nothing.
ALL = CATEGORIES[:7]
PURPOSES_OF_WORK = sorted({p for found in ROLE_PURPOSES.values() for p in found})
SHARED_BY = {"nhs_provider": ALL, "charity_provider": ("identity", "justice")}


def shared(giver: str, taker: str) -> tuple[str, ...]:
    """The categories of the agreement from one type of agency to another."""
    if giver == taker:
        return ()
    if (giver, taker) == ("charity_provider", "nhs_provider"):
        return ALL
    return SHARED_BY.get(giver, ())


@dataclass
class Row:
    """One row under test, as the oracle sees it."""

    id: Any
    person: uuid.UUID | None
    agency: uuid.UUID
    category: str
    team: uuid.UUID | None = None
    author: uuid.UUID | None = None
    sealed_to: tuple[uuid.UUID, ...] | None = None
    audience: str = ""
    # The team that alone holds it within its agency; who is named as a reader.
    author_team: uuid.UUID | None = None
    readers: tuple[uuid.UUID, ...] = ()
    # What the person's own pages may do with their own rows of this table.
    self_may: tuple[str, ...] = ()


@dataclass(eq=False)
class World:
    """Users, people and rows, and the answers of the oracle about them."""

    members: list[Membership] = field(default_factory=list)
    agencies: dict[str, Agency] = field(default_factory=dict)
    teams: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    people: dict[uuid.UUID, State] = field(default_factory=dict)
    rows: dict[type[models.Model], list[Row]] = field(default_factory=lambda: defaultdict(list))
    cells: oracle.Cells = frozenset()
    _alike: dict[type[models.Model], list[tuple[Row, set[Any]]]] = field(default_factory=dict)
    # The oracle's answers to the asker of now, by action and the number of what it was told.
    _told: dict[type[models.Model], list[int]] = field(default_factory=dict)
    _numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _answers: dict[tuple[str, int], bool] = field(default_factory=dict)
    _answered_for: tuple[Any, str] = (None, "")

    def contexts(self) -> list[tuple[Membership, str]]:
        return [(m, purpose) for m in self.members for purpose in ROLE_PURPOSES[m.role]]

    def alike(self, model: type[models.Model]) -> list[tuple[Row, set[Any]]]:
        """The rows of one table, grouped by everything that the oracle is told of a row."""
        if model not in self._alike:
            groups: dict[tuple[Any, ...], tuple[Row, set[Any]]] = {}
            for row in self.rows[model]:
                state = self.people.get(row.person) if row.person else None
                key = (row.category, row.agency, state, row.team, row.author)
                key += (row.sealed_to, row.audience, row.author_team, row.readers, row.self_may)
                groups.setdefault(key, (row, set()))[1].add(row.id)
            self._alike[model] = list(groups.values())
            # What the oracle is told is the same in many tables: each gets a number once.
            self._told[model] = [
                self._numbers.setdefault(key, len(self._numbers)) for key in groups
            ]
        return self._alike[model]

    def allowed_rows(
        self, member: Membership, purpose: str, action: str, model: type[models.Model]
    ) -> set[Any]:
        """The rows of one table on which the oracle allows the action."""
        allowed: set[Any] = set()
        alike = self.alike(model)
        if self._answered_for != (asked := (member.pk, purpose)):
            self._answered_for, self._answers = asked, {}
        for (row, same), told in zip(alike, self._told[model], strict=True):
            answer = self._answers.get((action, told))
            if answer is None:
                answer = self._answers[action, told] = self.may(member, purpose, action, row)
            if answer:
                allowed |= same
        return allowed

    def known(self, model: type[models.Model]) -> set[Any]:
        """The ids of the rows under test."""
        return set().union(*(same for _, same in self.alike(model)))

    def may(self, member: Membership, purpose: str, action: str, row: Row) -> bool:
        """The oracle's answer for one user, purpose, action and row."""
        agency = member.team.agency
        mine = row.agency == agency.pk
        care = agency.type in ("nhs_provider", "charity_provider")
        if not mine and (row.audience == "own" or (row.audience == "care" and not care)):
            return False
        if action == "create" and not mine:
            return False
        if member.role == "person" and action not in row.self_may:
            return False
        state = self.people.get(row.person) if row.person else None
        if state is None:
            links = [oracle.Link("team")] if row.team == member.team_id else []
        else:
            links = state.oracle_links
        return oracle.allowed(
            self.cells,
            agency_type=agency.type,
            role=member.role,
            purpose=purpose,
            action=action,
            category=row.category,
            row_agency=row.agency,
            my_agency=agency.pk,
            agreements=() if mine else self.agreements(purpose),
            bases=() if mine or state is None else state.oracle_bases(agency.pk),
            links=links,
            excluded=bool(state and state.excluded),
            guarded=state.guard if state else "",
            permitted=bool(state and state.permitted),
            sealed_to=row.sealed_to,
            author=row.author,
            author_team=row.author_team,
            readers=row.readers,
            principals=(member.pk, member.team_id),
            me=member.pk,
            now=NOW,
        )

    @cache  # noqa: B019 - one world a run
    def agreements(self, purpose: str) -> list[oracle.Agreement]:
        return [
            oracle.Agreement(giver.pk, taker.pk, purpose, categories, PAST, None)
            for giver, taker in itertools.permutations(self.agencies.values(), 2)
            if (categories := shared(giver.type, taker.type))
        ]
