"""The matrix notices every change of the policy: a cell flipped, a conjunct dropped.

The signature is tried by hand in sharing/tests/test_context.py: the derived tables demand it as
well, so that one policy without it still shows nothing.

A mutant is alive when the matrix would not have noticed it. The sample runs in CI; `make
mutants` runs all.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.database import as_owner
from tests.matrix.test_matrix import begin, shown_by_database, world
from tests.matrix.world import MADE, World
from throughcare.core import context
from throughcare.core.access import CATEGORIES
from throughcare.core.database.policies import ACTIONS, BASES, RELATIONSHIPS, policies_of
from throughcare.people.models import KnowFirst, PersonName

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


def cell_mutants(world: World) -> Iterator[tuple[Any, str, str, int, int]]:
    """Each bit whose change can be seen: (member, purpose, action, index, category).

    Left out are bits that no decision looks at: own and open rows need no basis; a created
    row is always the own agency's; a basis adds nothing where none is needed; an agreed cell
    adds nothing where the rows are open; the mask of an agreement that gives nothing.
    """
    from tests.matrix.world import shared

    for member, purpose in world.contexts():
        type_ = member.team.agency.type
        masks = masks_of(type_, member.role, purpose)
        giver = "charity_provider" if type_ == "nhs_provider" else "nhs_provider"
        given = shared(giver, type_)
        for action in ("read", "create", "amend", "destroy"):
            for category in range(7):
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
                    for basis in range(1, BASES):
                        yield member, purpose, action, place(action, 2, kind, basis), category


def tables_of(world: World, category: int) -> list[Any]:
    """The tables with rows of a category, the ones that name it first."""
    name = CATEGORIES[category]
    found = [
        model
        for model in world.rows
        if model not in MADE
        and model.access.audience not in ("own", "care")
        and getattr(model, "web_writes", True)
        and any(row.category == name for row, _ in world.alike(model))
    ]
    return sorted(found, key=lambda m: (m.access.category != name, len(world.rows[m])))[:1]


def is_noticed(world: World, mutant: tuple[Any, str, str, int, int]) -> bool:
    """Flip one bit, then compare the tables of its category as that user."""
    member, purpose, action, index, category = mutant
    key = (member.team.agency.type, member.role, purpose)
    masks = masks_of(*key)
    masks[index] ^= 1 << category
    atom = transaction.atomic()
    with atom:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE app.policy_masks SET masks = %s "
                "WHERE agency_type = %s AND role = %s AND purpose = %s",
                ["{" + ",".join(map(str, masks)) + "}", *key],
            )
        begin(member, purpose)
        # What is read is what the flipped action can be seen on.
        noticed = any(
            shown_by_database(model, action) & world.known(model)
            != world.allowed_rows(member, purpose, action, model)
            for model in tables_of(world, category)
        )
        context.end()
        transaction.set_rollback(True)
    return noticed


def run_cells(world: World, mutants: list[Any]) -> None:
    started = time.monotonic()
    alive = [m for m in mutants if not is_noticed(world, m)]
    print(
        f"\ncell mutants: {len(mutants) - len(alive):,} of {len(mutants):,} noticed, "
        f"{time.monotonic() - started:.1f} s"
    )
    assert [(m[0].role, *m[1:]) for m in alive] == []


def test_a_flipped_cell_is_noticed(world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        everything = list(cell_mutants(world))
        chosen = random.Random(SEED).sample(everything, SAMPLE)
        run_cells(world, chosen)


@pytest.mark.slow
def test_every_flipped_cell_is_noticed(world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        run_cells(world, list(cell_mutants(world)))


#: Whose link and for whom a basis is are asked by the policies of the derived tables as well, so
#: that weakening one of the two places shows nothing: they are not in this list.
#: (what is weakened, text of the policy, what stands there instead)
CONJUNCTS = [
    ("exclusion", "<> ALL (((SELECT app.uuids('excl')))::uuid[])", "IS NOT NULL"),
    ("restriction", "AND (NOT l.guarded OR l.person_id = ANY", "AND (true OR l.person_id = ANY"),
    ("permission", "OR l.person_id = ANY (((SELECT app.uuids('perm')))::uuid[])", ""),
    ("whose record", 'l.person_id = "{table}".person_id AND', "true AND"),
    ("link not begun", "AND l.starts_at <= (SELECT app.now())", ""),
    ("link ended", "AND (l.ends_at IS NULL OR l.ends_at > (SELECT app.now()))", ""),
    ("link ended at once", "l.ends_at > (SELECT app.now())", "l.ends_at >= (SELECT app.now())"),
    ("basis not for this", "AND g.purposes ? (SELECT app.my_purpose())", ""),
    ("basis ended", "AND (g.ends_at IS NULL OR g.ends_at > (SELECT app.now()))", ""),
    ("basis of another giver", 'g.giver_id = "{table}".agency_id AND', "true AND"),
    ("basis of another person", 'WHERE g.person_id = "{table}".person_id AND', "WHERE true AND"),
    ("own agency", 'WHEN "{table}".agency_id = (SELECT app.my_agency()) THEN', "WHEN true THEN"),
    ("nothing allowed", None, "false"),
    ("everything allowed", None, "(SELECT app.ok())"),
]


@pytest.mark.parametrize(("what", "text", "instead"), CONJUNCTS, ids=[c[0] for c in CONJUNCTS])
def test_a_weakened_policy_is_noticed(
    world: World, django_db_blocker: Any, what: str, text: str | None, instead: str
) -> None:
    # Identity is open to every agency, so what depends on whose row it is shows elsewhere.
    model = KnowFirst if text and ("g." in text or "WHEN" in text) else PersonName
    table = model._meta.db_table
    condition = " ".join(policies_of(model).read.split())
    if text is not None:
        wanted = text.replace("{table}", table)
        assert wanted in condition, f"the policy no longer says [{wanted}]"
        mutant = condition.replace(wanted, instead.replace("{table}", table))
    else:
        mutant = instead
    with django_db_blocker.unblock(), transaction.atomic():
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"ALTER POLICY tc_read ON {table} USING ({mutant})".replace("%", "%%"))
        noticed = False
        for member, purpose in world.contexts():
            begin(member, purpose)
            shown = shown_by_database(model, "read") & world.known(model)
            context.end()
            if shown != world.allowed_rows(member, purpose, "read", model):
                noticed = True
                break
        transaction.set_rollback(True)
    assert noticed, f"nobody noticed: {what}"
