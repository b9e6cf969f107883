"""Servers of the launcher's own: none of these tests touches the database of the others."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.launcher import harness
from throughcare.config import databases, postgres, postgres_binaries

KINDS = ("system", "package")


def bin_folder(kind: str) -> Path:
    """The folder of the system's PostgreSQL or of the Python package; skips if it is not here."""
    refused: list[str] = []
    for found in postgres_binaries._candidates(refused):
        if found.source == kind:
            return found.folder
    pytest.skip(f"no {kind} PostgreSQL here: {refused}")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("THROUGHCARE_PG_BIN", "DATABASE_URL", "THROUGHCARE_MIGRATE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "test")


@pytest.fixture
def home() -> Iterator[Path]:
    with harness.a_home() as folder:
        yield folder


@contextlib.contextmanager
def durable(kind: str) -> Iterator[postgres.Server]:
    """A server with all its safety on, of the system's PostgreSQL or of the package's."""
    with pytest.MonkeyPatch.context() as patch, harness.a_home() as folder:
        patch.setenv("THROUGHCARE_PG_BIN", str(bin_folder(kind)))
        with postgres.Server(folder) as started:
            yield started


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest) -> Iterator[postgres.Server]:
    """A durable server to look at, shared by the tests of one file."""
    with durable(request.param) as started:
        yield started


@pytest.fixture(params=KINDS)
def own_server(request: pytest.FixtureRequest) -> Iterator[postgres.Server]:
    """A durable server to kill or spoil."""
    with durable(request.param) as started:
        yield started


@pytest.fixture(scope="module")
def prepared() -> Iterator[postgres.Server]:
    """A quick server with our roles and database, shared by the tests of one file."""
    with harness.a_home() as folder, postgres.Server(folder, fast=True) as started:
        databases.prepare_embedded(started, test_role=True)
        yield started


@pytest.fixture
def admin(prepared: postgres.Server) -> Iterator[psycopg.Connection]:
    """The superuser, in our database."""
    conninfo = psycopg.conninfo.make_conninfo(prepared.admin_conninfo, dbname="throughcare")
    with psycopg.connect(conninfo, autocommit=True) as conn:
        yield conn
