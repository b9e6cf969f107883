"""Constraints and indexes put aside while millions of rows are written, and put back checked.

Each foreign key, unique, exclusion and index comes back by its own definition, over all rows:
what would break it fails there. CHECK and NOT NULL never go away.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

CONSTRAINTS = """
    SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid),
           c.contype::text
      FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.conrelid AND t.relkind = 'r'
     WHERE t.relnamespace = 'public'::regnamespace AND c.contype IN ('f', 'p', 'u', 'x')
       AND c.conparentid = 0
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indrelid::regclass::text
      FROM pg_index i
      JOIN pg_class t ON t.oid = i.indrelid AND t.relkind = 'r'
     WHERE t.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
       AND NOT EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)
"""
NOT_CHECKED = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated"
#: What a session that builds an index may use.
MEMORY = "512MB"


@dataclass(frozen=True)
class Aside:
    """What was dropped: the statements that bring it back, in order of their dependence."""

    keys: list[str]
    indexes: list[str]
    references: list[str]


def put_aside(admin: psycopg.Connection[Any], tables: set[str]) -> Aside:
    """Drop the keys, references and indexes of these tables."""
    found = admin.execute(CONSTRAINTS).fetchall()
    references = [row for row in found if row[3] == "f" and _touches(row, tables)]
    keys = [row for row in found if row[3] != "f" and row[0] in tables]
    indexes = [row for row in admin.execute(INDEXES).fetchall() if row[2] in tables]
    with admin.transaction():
        for table, name, _definition, _kind in (*references, *keys):
            admin.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for index, _definition, _table in indexes:
            admin.execute(f"DROP INDEX {index}")
    add = "ALTER TABLE {0} ADD CONSTRAINT {1} {2}"
    return Aside(
        keys=[add.format(*row) for row in keys],
        indexes=[row[1] for row in indexes],
        references=[add.format(*row) for row in references],
    )


def _touches(row: Any, tables: set[str]) -> bool:
    """Of these tables, or pointing at a key of theirs that is about to be dropped."""
    to = row[2].partition("REFERENCES ")[2].partition("(")[0]
    return row[0] in tables or to in tables


def put_back(conninfo: str, aside: Aside, *, workers: int = 2) -> None:
    """Build and check all of it again; raises what PostgreSQL raises for rows that break it."""
    for statements in (aside.keys, aside.indexes, aside.references):
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda statement: _run(conninfo, statement), statements))


def _run(conninfo: str, statement: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(f"SET maintenance_work_mem = '{MEMORY}'")
        # Two references to one table would wait for each other's lock in either order.
        for _attempt in range(20):
            try:
                connection.execute(statement)
                return
            except psycopg.errors.DeadlockDetected:
                continue
        connection.execute(statement)


@contextmanager
def without_checks(
    admin: psycopg.Connection[Any], conninfo: str, tables: set[str]
) -> Iterator[None]:
    """Write inside; afterwards every constraint is there again, valid."""
    aside = put_aside(admin, tables)
    yield
    put_back(conninfo, aside)
    if left := admin.execute(NOT_CHECKED).fetchall():
        raise RuntimeError(f"not validated: {left}")
