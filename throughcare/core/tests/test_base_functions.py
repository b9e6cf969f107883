"""What every policy asks has its names bound when it is made, and is part of the statement."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.database import as_owner

ASKED = (
    "app.my_agency()", "app.my_membership()", "app.my_user()", "app.my_agency_type()",
    "app.my_role()", "app.my_purpose()", "app.now()", "app.uuids('principals')",
    "app.ints('masks')",
)  # fmt: skip


def one(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return "\n".join(str(row[0]) for row in cursor.fetchall())


@pytest.mark.django_db
def test_no_search_path_leads_it_elsewhere() -> None:
    with as_owner(), transaction.atomic():
        one("SELECT set_config('app.role', 'clinician', true)")
        for statement in (
            "CREATE SCHEMA forged",
            "CREATE FUNCTION forged.current_setting(text, boolean) "
            "RETURNS text LANGUAGE sql AS $$ SELECT 'admin' $$",
            "SET LOCAL search_path = forged, pg_catalog",
        ):
            connection.cursor().execute(statement)
        assert one("SELECT current_setting('app.role', true)") == "admin"
        assert one("SELECT app.my_role()") == "clinician"
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ASKED)
def test_it_is_part_of_the_statement(asked: str) -> None:
    plan = one(f"EXPLAIN (VERBOSE) SELECT {asked}")
    assert asked.partition("(")[0].removeprefix("app.") + "(" not in plan
    assert "current_setting" in plan
