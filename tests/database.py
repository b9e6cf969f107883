"""The database of the tests: real PostgreSQL, the role without rights, cloned from a template.

The controlling process starts the server (or attaches to one that runs), makes the template
once for each state of models, policies and SQL, and each worker clones it. Everything under
test runs as ``throughcare_web``; factories write inside ``as_owner()``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from throughcare.core import kept_plans

ROOT = Path(__file__).resolve().parents[1]
OWNER, WEB, TEST = "throughcare_owner", "throughcare_web", "throughcare_test"
BUILT_FROM = (
    "*/migrations/*.py",
    "*/database/*",
    "core/access.py",
    "*/models.py",
    "*/models/*.py",
    "*/policy/*",
)


def admin_conninfo() -> str:
    """Who makes and drops databases here."""
    return os.environ.get("THROUGHCARE_TEST_ADMIN_URL") or os.environ["THROUGHCARE_TEST_ADMIN"]


def passwords() -> dict[str, str]:
    """The passwords of the logins: the same for every process of one home."""
    from throughcare.config import postgres_home

    stored = postgres_home.stored_secrets(Path(os.environ["THROUGHCARE_HOME"]))
    return {name.removesuffix("_password"): value for name, value in stored.items()}


def template_name() -> str:
    """Changes whenever anything that the template is made from does."""
    digest = hashlib.sha256()
    for pattern in BUILT_FROM:
        for path in sorted((ROOT / "throughcare").glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.read_bytes())
    return f"tc_template_{digest.hexdigest()[:12]}"


def make_template(admin: psycopg.Connection[Any], name: str) -> None:
    """Make the template unless it is there; two processes never make it at once."""
    admin.execute("SELECT pg_advisory_lock(727274)")
    try:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        building = f"{name}_building"
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(building)))
        from throughcare.config import databases

        databases.prepare(
            admin_conninfo(),
            database=building,
            passwords={login: passwords()[login] for login in databases.LOGINS},
            test_role=True,
        )
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"],
            env={**os.environ, "THROUGHCARE_TEST_DATABASE": building, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the template could not be made:\n{done.stdout}{done.stderr}")
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(building), sql.Identifier(name)
            )
        )
    finally:
        admin.execute("SELECT pg_advisory_unlock(727274)")


def clone(template: str) -> str:
    """A new database like the template; the caller drops it."""
    name = f"tc_test_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(admin_conninfo(), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(727274)")
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
        admin.execute(
            sql.SQL("ALTER DATABASE {} SET search_path = public").format(sql.Identifier(name))
        )
    return name


def drop(name: str) -> None:
    with psycopg.connect(admin_conninfo(), autocommit=True) as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


@pytest.fixture(scope="session")
def template() -> str:
    name = template_name()
    with psycopg.connect(admin_conninfo(), autocommit=True) as admin:
        make_template(admin, name)
    return name


CHANGES_TABLES = re.compile(rb"(?:DROP|ALTER)\b")


class PlansOfTests(kept_plans.KeptPlans):
    """Plans last from one test to the next, though each is rolled back: none made a table."""

    def clear(self) -> bool:
        return False

    def _should_discard(self, _prep: Any, results: Any, *_search: Any) -> bool:
        changed = any(CHANGES_TABLES.match(each.command_status or b"") for each in results)
        return changed and super().clear()


def keep_plans(connection: Any, **_signal: Any) -> None:
    kept_plans.use(connection, PlansOfTests())


@pytest.fixture(scope="session", autouse=True)
def _plans_of_tests() -> Iterator[None]:
    from django.db.backends.signals import connection_created

    connection_created.connect(keep_plans)
    yield
    connection_created.disconnect(keep_plans)


def use(name: str) -> None:
    """Point Django's connection at a database, as the web role."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name
    if hasattr(connection, "close_pool"):
        connection.close_pool()


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's: a clone of the template, dropped at the end."""
    name = clone(template)
    with django_db_blocker.unblock():
        use(name)
    yield
    with django_db_blocker.unblock():
        from django.db import connection

        connection.close()
    drop(name)


@pytest.fixture
def own_database(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test's own, for what really commits (threads, kills, browsers)."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    name = clone(template)
    with django_db_blocker.unblock():
        use(name)
        try:
            yield name
        finally:
            use(before)
            drop(name)


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Write what a test needs, past every policy; back to the web role afterwards."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
    failed = True
    try:
        yield
        failed = False
    finally:
        # After an error the transaction is spent; its rollback restores the role as well.
        if not failed or connection.get_autocommit():
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {WEB}")


@pytest.fixture(autouse=True)
def _never_as_owner(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves the connection with rights of its own."""
    yield
    from django.db import connection

    if connection.connection is not None and not connection.connection.closed:
        if connection.needs_rollback or connection.connection.info.transaction_status == 3:
            return
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone()[0] == WEB, "the test left the web role"
        except RuntimeError:
            return  # pytest-django has already blocked the database
