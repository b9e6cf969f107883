"""Counts what a request asks the database: every statement but those of the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

NOT_COUNTED = (
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    # That somebody sits at the screen is kept now and then, not by each page.
    'UPDATE "DJANGO_SESSION"',
)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent inside, session, user, context and audit among them."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.lstrip().upper().startswith(NOT_COUNTED):
            sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield sent
