"""Every user, purpose and row: what the database shows is what a naive reading allows.

Printed: how many decisions, how long. Issue: at least two million in at most a minute.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction

from tests.database import as_owner
from tests.matrix.making import build
from tests.matrix.rows import person_models
from tests.matrix.states import NOW
from tests.matrix.world import World
from throughcare.core import context
from throughcare.core.access import protected_models
from throughcare.sharing.policy.vocabulary import AGENCY_ROLES

ENFORCED = ("read", "create", "amend", "destroy")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for the module, rolled back at its end; the clock stands still in it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        atom = transaction.atomic()
        atom.__enter__()
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            atom.__exit__(None, None, None)
            connection.close()


def ids(sql: str) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def begin(member: Any, purpose: str) -> context.Context:
    return context.begin(membership_id=member.pk, purpose=purpose, session_ref="matrix", at=NOW)


@cache
def policy_text(table: str, action: str) -> str:
    """The condition of one action as it is installed, from the catalogue of the database.

    Kept: no test changes a policy of creating, amending or destroying.
    """
    column = "with_check" if action == "create" else "qual"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM pg_policies WHERE tablename = %s AND policyname = %s",
            [table, f"tc_{action}"],
        )
        found = cursor.fetchone()
    return found[0] if found else "false"


def shown_by_database(model: Any, action: str, where: str = "true") -> set[Any]:
    """The rows on which the database lets the context do the action, among those of ``where``."""
    table = model._meta.db_table
    pk = model._meta.pk.column
    if action == "read":
        return ids(f'SELECT "{pk}" FROM "{table}" WHERE {where}')
    with as_owner():
        return ids(f'SELECT "{pk}" FROM "{table}" WHERE {where} AND ({policy_text(table, action)})')


def difference(
    world: World, member: Any, purpose: str, action: str, model: Any, shown: Any, expected: Any
) -> str:
    """One line about one row on which database and oracle differ."""
    one = next(iter(shown ^ expected))
    row = next(r for r in world.rows[model] if r.id == one)
    return (
        f"{member.role} {purpose} {action} {model.__name__} "
        f"{'shown' if one in shown else 'hidden'}: {row.category} own="
        f"{row.agency == member.team.agency_id} {world.people.get(row.person)}"
        f" ({len(shown - expected)} too many, {len(expected - shown)} too few)"
    )


def test_every_table_with_a_person_is_in_the_world(world: World) -> None:
    assert {m.__name__ for m in person_models()} == {m.__name__ for m in world.rows}


def shown_by_application(ctx: context.Context, model: Any, action: str) -> set[Any]:
    """The rows that the application's filter lets through, past every policy."""
    with as_owner():
        return set(model.visible_to(ctx, action).values_list("pk", flat=True))


def is_tried_twice(member: Any) -> bool:
    """Oversight roles are the same in every type of agency: the filter is tried in one."""
    oversight = member.role not in AGENCY_ROLES[member.team.agency.type][:-5]
    return not oversight or member.team.agency.type == "nhs_provider"


def test_both_layers_allow_what_a_naive_reading_allows(
    world: World, django_db_blocker: Any
) -> None:
    """Row by row: the database equals the oracle, and the application equals the database."""
    started, decisions, allowed, wrong = time.monotonic(), 0, 0, []
    known = {model: world.known(model) for model in world.rows}
    with django_db_blocker.unblock():
        for member, purpose in world.contexts():
            ctx = begin(member, purpose)
            for model, rows in world.rows.items():
                for action in ENFORCED:
                    if action != "read" and getattr(model, "web_writes", True) is False:
                        assert not shown_by_database(model, action)
                        continue
                    expected = world.allowed_rows(member, purpose, action, model)
                    everything = shown_by_database(model, action)
                    shown = everything & known[model]
                    decisions += len(rows)
                    allowed += len(expected)
                    if shown != expected:
                        wrong.append(
                            difference(world, member, purpose, action, model, shown, expected)
                        )
                    if is_tried_twice(member) and everything != shown_by_application(
                        ctx, model, action
                    ):
                        wrong.append(f"the layers differ: {member.role} {action} {model.__name__}")
            context.end()
    seconds = time.monotonic() - started
    print(f"\nmatrix: {decisions:,} decisions, {allowed:,} allowed, {seconds:.1f} s")
    assert wrong == []
    assert decisions >= 2_000_000


def test_nothing_is_shown_without_a_context(world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        for model in protected_models():
            if model.access.kind in ("person", "own", "custom"):  # type: ignore[attr-defined]
                column = model._meta.concrete_fields[0].column
                with transaction.atomic():
                    assert ids(f'SELECT "{column}" FROM "{model._meta.db_table}"') == set()
