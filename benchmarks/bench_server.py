"""A PostgreSQL server and a database of the benchmarks' own, kept from run to run.

The server is the product's (``throughcare.config.postgres``): it gives up durability while the
data are written and keeps all of it while pages are measured, because each page commits the
audit of what it showed. The database is named after the code that it was made with.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo


def prepare_environment() -> Path:
    """Django with the settings of the tests, on a home of the benchmarks' own."""
    default = Path(tempfile.gettempdir()) / f"tc-bench-{os.getuid()}"
    home = Path(os.environ.get("THROUGHCARE_BENCH_HOME", default))
    os.environ["THROUGHCARE_ENVIRONMENT"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughcare.config.settings.test"
    os.environ["THROUGHCARE_HOME"] = str(home)
    # Settings name the folder of the socket: the server runs before they are read.
    with running(home, fast=True):
        import django

        django.setup()
    return home


@contextmanager
def running(home: Path, *, fast: bool) -> Iterator[Any]:
    """The server of this home; its administrator is who ``tests.database`` makes clones as."""
    from throughcare.config import postgres

    with postgres.Server(home=home, fast=fast) as server:
        os.environ["THROUGHCARE_TEST_ADMIN"] = server.admin_conninfo
        yield server


@contextmanager
def administrator(name: str) -> Iterator[psycopg.Connection[Any]]:
    """Superuser of one database, each statement its own transaction."""
    from tests.database import admin_conninfo

    with psycopg.connect(make_conninfo(admin_conninfo(), dbname=name), autocommit=True) as admin:
        yield admin


def exists(name: str) -> bool:
    with administrator("postgres") as admin:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def rename(old: str, new: str) -> None:
    with administrator("postgres") as admin:
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )
