"""A connection keeps its plans: through a refusal and many savepoints, until a table changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from tests.database import as_owner
from throughcare.core.kept_plans import KEPT, KeptPlans


def prepared() -> set[str]:
    """What the server has prepared on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


def ask(sql: str, *values: Any, times: int = 1) -> Any:
    with connection.cursor() as cursor:
        for _each in range(times):
            cursor.execute(sql, values)
            row = cursor.fetchone()
    return row


@pytest.fixture(autouse=True)
def as_the_product_does(make: Any, monkeypatch: Any) -> None:
    """The tests keep plans through a whole rollback as well (tests/database.py)."""
    make.agency()  # the connection is open
    monkeypatch.setattr(connection.connection._prepared, "__class__", KeptPlans)


def test_a_connection_keeps_more_statements_than_one_page_has() -> None:
    assert connection.connection.prepared_max == KEPT


def test_what_is_asked_twice_is_still_prepared_after_a_refusal(make: Any, client_of: Any) -> None:
    asked = "SELECT %s::int + 4711"
    assert ask(asked, 1, times=2) == (4712,)
    assert client_of(make.member("clinician")).get("/people/AAAA-AAAA/").status_code == 404
    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError
    assert "SELECT $1::int + 4711" in prepared()
    assert ask(asked, 2) == (4713,)


def test_savepoints_push_nothing_out() -> None:
    asked = "SELECT %s::int + 4712"
    ask(asked, 1)
    for _each in range(KEPT):
        with transaction.atomic():
            pass
    ask(asked, 1)
    assert "SELECT $1::int + 4712" in prepared()


def test_a_table_that_changed_is_asked_anew() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE changing AS SELECT 1 AS a")
        ask("SELECT * FROM changing", times=2)
        assert "SELECT * FROM changing" in prepared()
        cursor.execute("ALTER TABLE changing ADD COLUMN b int DEFAULT 2")
        assert ask("SELECT * FROM changing") == (1, 2)
