"""The matrix notices every cell of the policy that is flipped (its text: test_policy_text.py).

A mutant is alive when the matrix would not have noticed it. The sample runs in CI; `make
mutants` runs all.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.database import as_owner
from tests.matrix.rows import MADE
from tests.matrix.test_matrix import begin, shown_by_database, world
from tests.matrix.world import World
from throughcare.core import context
from throughcare.core.access import CATEGORIES
from throughcare.core.database.policies import ACTIONS, BASES, RELATIONSHIPS

__all__ = ["world"]

#: How many in CI; the environment may ask for more.
SAMPLE = int(os.environ.get("THROUGHCARE_CELL_MUTANTS", "200"))
SEED = 20261119


def masks_of(agency_type: str, role: str, purpose: str) -> list[int]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT masks::int[] FROM app.policy_masks "
            "WHERE agency_type = %s AND role = %s AND purpose = %s",
            [agency_type, role, purpose],
        )
        return list(cursor.fetchone()[0])


def place(action: str, share: int, kind: int, basis: int) -> int:
    return ((ACTIONS.index(action) * 3 + share) * RELATIONSHIPS + kind) * BASES + basis


#: (member, purpose, action, index in the array of masks, category)
Mutant = tuple[Any, str, str, int, int]


def cell_mutants(world: World) -> Iterator[Mutant]:
    """Each bit whose change can be seen: (member, purpose, action, index, category).

    Left out are bits that no decision looks at: own and open rows need no basis; a created
    row is always the own agency's; a basis adds nothing where none is needed; an agreed cell
    adds nothing where the rows are open; the mask of an agreement that gives nothing; any
    basis on a person's own pages, of which no cell asks for one.
    """
    from tests.matrix.world import shared

    for member, purpose in world.contexts():
        type_ = member.team.agency.type
        masks = masks_of(type_, member.role, purpose)
        giver = "charity_provider" if type_ == "nhs_provider" else "nhs_provider"
        given = shared(giver, type_)
        for action in ("read", "create", "amend", "destroy"):
            for category in range(7):
                if member.role == "person" and not tables_of(world, category, action):
                    continue
                for kind in range(RELATIONSHIPS):
                    yield member, purpose, action, place(action, 0, kind, 0), category
                    if action == "create":
                        continue
                    yield member, purpose, action, place(action, 1, kind, 0), category
                    if masks[place(action, 1, kind, 0)] >> category & 1:
                        continue
                    if CATEGORIES[category] not in given:
                        continue
                    yield member, purpose, action, place(action, 2, kind, 0), category
                    if masks[place(action, 2, kind, 0)] >> category & 1:
                        continue
                    if member.role == "person":
                        continue
                    for basis in range(1, BASES):
                        yield member, purpose, action, place(action, 2, kind, basis), category


def tables_of(world: World, category: int, own_pages: str = "") -> list[Any]:
    """The tables with rows of a category, the ones that name it first.

    ``own_pages``: only those on which a person's own pages may do this action.
    """
    name = CATEGORIES[category]
    found = [
        model
        for model in world.rows
        if model not in MADE
        and model.access.audience not in ("own", "care")
        and getattr(model, "web_writes", True)
        and (not own_pages or own_pages in model.access.self_may)
        and any(row.category == name for row, _ in world.alike(model))
    ]
    return sorted(found, key=lambda m: (m.access.category != name, len(world.rows[m])))[:1]


#: Whose context: the id of the membership, and the purpose.
ContextKey = tuple[Any, str]
#: The rows on which a flipped bit can be seen: (table, condition, their ids, what is allowed).
Sight = tuple[Any, str, set[Any], set[Any]]


class Sights:
    """Where a mutant of one context is looked for, and what the oracle allows there.

    Only rows of the mutant's own category and relationship can change with it: looking at
    fewer rows can only miss a mutant, never notice one that the whole table would not show.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.tables = [tables_of(world, category) for category in range(7)]
        self.rows: dict[tuple[int, int, str], list[tuple[Any, str, set[Any]]]] = {}
        self.allowed: dict[tuple[ContextKey, str, Any], set[Any]] = {}

    def of(self, mutant: Mutant) -> list[Sight]:
        """The tables and rows for one mutant."""
        member, purpose, action, index, category = mutant
        kind = index // BASES % RELATIONSHIPS
        found = []
        own_pages = action if member.role == "person" else ""
        for model, condition, ids in self._rows(category, kind, own_pages):
            key = ((member.pk, purpose), action, model)
            if key not in self.allowed:
                self.allowed[key] = self.world.allowed_rows(member, purpose, action, model)
            found.append((model, condition, ids, self.allowed[key] & ids))
        return found

    def _rows(self, category: int, kind: int, own_pages: str) -> list[tuple[Any, str, set[Any]]]:
        if (category, kind, own_pages) not in self.rows:
            name, found = CATEGORIES[category], []
            tables = self.tables[category]
            if own_pages:
                tables = tables_of(self.world, category, own_pages)
            for model in tables:
                people = {p for p, state in self.world.people.items() if state.kind == kind}
                ids = set().union(
                    *(
                        same
                        for row, same in self.world.alike(model)
                        if row.category == name and row.person in people
                    )
                )
                pk = model._meta.pk.column
                listed = ",".join(f"'{one}'" for one in ids)
                found.append((model, f'"{pk}" IN ({listed})' if ids else "false", ids))
            self.rows[category, kind, own_pages] = found
        return self.rows[category, kind, own_pages]


def flip(masks: list[int], mutant: Mutant) -> None:
    """Give the running context the masks with one bit flipped, signed as the database signs."""
    changed = masks.copy()
    changed[mutant[3]] ^= 1 << mutant[4]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.masks', %s, true)", ["{" + ",".join(map(str, changed)) + "}"]
        )
        cursor.execute("SELECT set_config('app.sig', app.ctx_signature(), true)")


def alive_in_context(sights: Sights, mutants: list[Mutant], done: Progress) -> list[Mutant]:
    """The mutants of one context that nobody would notice."""
    member, purpose = mutants[0][:2]
    masks = masks_of(member.team.agency.type, member.role, purpose)
    begin(member, purpose)
    alive = []
    for mutant in mutants:
        flip(masks, mutant)
        if not any(
            shown_by_database(model, mutant[2], where) & ids != allowed
            for model, where, ids, allowed in sights.of(mutant)
        ):
            alive.append(mutant)
        done.step()
    context.end()
    return alive


class Progress:
    """One line on standard error for each thousand."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.started = total, 0, time.monotonic()

    def step(self) -> None:
        self.done += 1
        if self.done % 1000 == 0:
            seconds = time.monotonic() - self.started
            print(f"{self.done:,} of {self.total:,} mutants, {seconds:.0f} s", file=sys.stderr)


def run_cells(world: World, mutants: list[Mutant]) -> None:
    sights, done = Sights(world), Progress(len(mutants))
    by_context = itertools.groupby(
        sorted(mutants, key=lambda m: (str(m[0].pk), m[1])), key=lambda m: (m[0].pk, m[1])
    )
    alive = [
        mutant for _, found in by_context for mutant in alive_in_context(sights, list(found), done)
    ]
    print(
        f"\ncell mutants: {len(mutants) - len(alive):,} of {len(mutants):,} noticed, "
        f"{time.monotonic() - done.started:.1f} s"
    )
    assert [(m[0].role, *m[1:]) for m in alive] == []


def test_a_mutant_that_changes_nothing_stays_alive(world: World, django_db_blocker: Any) -> None:
    """The comparison says "noticed" only for a reason: unchanged masks are not noticed."""
    with django_db_blocker.unblock():
        chosen = random.Random(SEED).sample(list(cell_mutants(world)), 40)
        sights = Sights(world)
        for member, purpose, action, index, category in chosen:
            begin(member, purpose)
            for model, where, ids, allowed in sights.of((member, purpose, action, index, category)):
                assert shown_by_database(model, action, where) & ids == allowed
            context.end()


def test_a_flipped_cell_is_noticed(world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        everything = list(cell_mutants(world))
        chosen = random.Random(SEED).sample(everything, SAMPLE)
        run_cells(world, chosen)


@pytest.mark.slow
def test_every_flipped_cell_is_noticed(world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        run_cells(world, list(cell_mutants(world)))
