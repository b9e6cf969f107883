"""Each table says how it is protected, and the database does what it says."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from tests.database import OWNER
from throughcare.core.access import CATEGORIES, Access, ProtectedModel, protected_models
from throughcare.core.database import policies
from throughcare.core.errors import ContextMissing
from throughcare.core.models import Category
from throughcare.sharing.policy import vocabulary

OURS = [m for m in apps.get_models() if m.__module__.startswith("throughcare.")]
PROTECTED = protected_models()
KINDS = {"person", "own", "staff", "written", "definer", "custom", "same_as"}
#: What a subject-access request does with a row of a table.
SUBJECT_ACCESS = {"give", "list", "review", "leave_out"}
#: Sign-in belongs to nobody's record: accounts, their sessions and second factors.
WITHOUT_ACCESS = {"accounts"}


def rows(statement: str, *words: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return list(cursor.fetchall())


def test_every_table_of_ours_says_how_it_is_protected() -> None:
    bare = {m.__name__ for m in OURS if not hasattr(m, "access")}
    allowed = {m.__name__ for m in OURS if m._meta.app_label in WITHOUT_ACCESS}
    assert bare <= allowed


def names_a_person(model: type[models.Model]) -> bool:
    return any(
        field.name in ("person", "person_id", "person_ids")
        or getattr(field.related_model, "__name__", "") == "Person"
        for field in model._meta.concrete_fields
    )


@pytest.mark.parametrize("model", [m for m in OURS if names_a_person(m)], ids=lambda m: m.__name__)
def test_every_table_with_a_person_says_everything(model: Any) -> None:
    access: Access = model.access
    assert access.kind in KINDS
    assert access.retention
    assert access.subject_access in SUBJECT_ACCESS
    if access.kind == "person":
        assert bool(access.category) != bool(access.category_column)
        columns = {field.column for field in model._meta.concrete_fields}
        for column in (access.person, access.agency, access.team, access.category_column):
            assert not column or column in columns, column
        if access.category:
            assert access.category in CATEGORIES


def test_the_categories_are_those_of_the_policy_in_the_same_order() -> None:
    numbered = sorted(vocabulary.CATEGORIES.items(), key=lambda entry: entry[1])
    assert [name for name, _number in numbered] == list(CATEGORIES)
    assert [number for _name, number in numbered] == list(range(len(CATEGORIES)))
    assert list(CATEGORIES[: len(Category.values)]) == Category.values


def test_the_generated_policies_count_as_the_policy_does() -> None:
    assert len(vocabulary.RELATIONSHIPS) == policies.RELATIONSHIPS
    assert len(vocabulary.BASES) == policies.BASES
    assert vocabulary.RELATIONSHIPS["team"] == policies.TEAM
    assert set(policies.ACTIONS) <= set(vocabulary.ACTIONS)


@pytest.mark.parametrize("model", PROTECTED, ids=lambda m: m.__name__)
def test_every_protected_table_has_its_policies_forced_in_the_database(
    db: None, model: Any
) -> None:
    table = model._meta.db_table
    [(enabled, forced, owner)] = rows(
        "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) "
        "FROM pg_class WHERE oid = %s::regclass",
        f"public.{table}",
    )
    assert (enabled, forced, owner) == (True, True, OWNER)
    there = {
        name for (name,) in rows("SELECT policyname FROM pg_policies WHERE tablename = %s", table)
    }
    made = policies.policies_of(model)
    wanted = {f"tc_{n}" for n in ("read", "create", "amend", "destroy") if getattr(made, n)}
    assert wanted <= there


@pytest.mark.parametrize("model", PROTECTED, ids=lambda m: m.__name__)
def test_the_web_role_holds_no_more_rights_than_there_are_policies(db: None, model: Any) -> None:
    made, table = policies.policies_of(model), f"public.{model._meta.db_table}"
    for right, policy in (
        ("SELECT", made.read),
        ("INSERT", made.create),
        ("UPDATE", made.amend),
        ("DELETE", made.destroy),
    ):
        if not policy:
            [(held,)] = rows("SELECT has_table_privilege(current_user, %s, %s)", table, right)
            assert not held, right
    for right in ("TRUNCATE", "TRIGGER", "REFERENCES"):
        [(held,)] = rows("SELECT has_table_privilege(current_user, %s, %s)", table, right)
        assert not held, right


@pytest.mark.parametrize(
    "model", [m for m in PROTECTED if issubclass(m, ProtectedModel)], ids=lambda m: m.__name__
)
def test_nothing_is_read_without_saying_who_asks(model: Any) -> None:
    for ask in ("all", "filter", "get", "count", "create"):
        with pytest.raises(ContextMissing, match="without saying who asks"):
            getattr(model.objects, ask)()
    with pytest.raises(ContextMissing):
        model.visible_to(None)
