"""Audit entries a second with durable commits, beside a plain append of the same row.

    .venv/bin/python -m benchmarks.audit [--seconds 5] [--clients 1 8] [--json]

Starts a PostgreSQL of its own with fsync on, in a folder that is removed afterwards. Each client
is a connection of the web role that inserts one row and commits, over and over; once more inside
the signed context of a request, which is what a page pays. Then all rows are sealed and verified.
The goal is that of security.md G9: 2,000 entries a second at 8 clients.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

GOAL = 2000
COLUMNS = (
    "role, purpose, session_ref, request_id, action, outcome, reason, tried, person_ids,"
    " object_ids, field_set, policy_sha256"
)
ROW = (
    "'', '', '0123456789abcdef', '0123456789abcdef', 'page:GET:person', 'allowed', '200', '',"
    " ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid(), gen_random_uuid()], '', repeat('a', 64)"
)
AUDIT = f"INSERT INTO audit_auditentry ({COLUMNS}) VALUES ({ROW})"
PLAIN = (
    f"INSERT INTO plain_append (at, xact, {COLUMNS}) VALUES (now(), pg_current_xact_id(), {ROW})"
)
MAKE_PLAIN = (
    "CREATE TABLE plain_append (LIKE audit_auditentry)",
    "ALTER TABLE plain_append DROP COLUMN leaf",
    "ALTER TABLE plain_append ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE plain_append ADD PRIMARY KEY (id)",
    "CREATE INDEX ON plain_append USING gin (person_ids)",
    "GRANT INSERT ON plain_append TO throughcare_web",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measurement")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tc-bench-", dir="/tmp") as home, database(home) as web:
        measured = [measure(web, clients, options.seconds) for clients in options.clients]
        told = {"inserts": measured, **seal_and_verify()}
    if options.json:
        print(json.dumps(told))
    else:
        tell(told)
    return 0


@contextmanager
def database(home: str) -> Iterator[str]:
    """A prepared database on a server with durable commits; gives the web role's address."""
    Path(home).chmod(0o755)  # the server's own user passes through it
    os.environ.update(
        THROUGHCARE_ENVIRONMENT="test",
        DJANGO_SETTINGS_MODULE="throughcare.config.settings.test",
        THROUGHCARE_HOME=home,
        THROUGHCARE_SEAL_KEY="42" * 32,
    )
    from throughcare.config import postgres

    print("Starting a server with durable commits…", file=sys.stderr)
    with postgres.Server(home=Path(home), fast=False) as server:
        os.environ["THROUGHCARE_TEST_ADMIN"] = server.admin_conninfo
        import django
        import psycopg
        from psycopg.conninfo import make_conninfo

        django.setup()
        from tests import database as of_tests

        name = of_tests.template_name()
        with psycopg.connect(server.admin_conninfo, autocommit=True) as admin:
            of_tests.make_template(admin, name)
        with psycopg.connect(make_conninfo(server.admin_conninfo, dbname=name)) as admin:
            admin.execute("SET ROLE throughcare_owner")
            for statement in MAKE_PLAIN:
                admin.execute(statement)
        of_tests.use(name)
        password = of_tests.passwords()["web"]
        yield make_conninfo(
            server.admin_conninfo, dbname=name, user="throughcare_web", password=password
        )
        django.db.connections.close_all()


def measure(conninfo: str, clients: int, seconds: float) -> dict[str, Any]:
    plain = rate(conninfo, [PLAIN], clients, seconds)
    audit = rate(conninfo, [AUDIT], clients, seconds)
    whole = rate(conninfo, [f"SELECT app.begin_ctx('{token()}')", AUDIT], clients, seconds)
    ratio = round(audit / plain, 2)
    return {"clients": clients, "plain": plain, "audit": audit, "ratio": ratio, "in_context": whole}


@cache
def member() -> Any:
    from tests.factories import Make

    return Make().member()


def token() -> str:
    """Of an invented member, good for a minute."""
    from datetime import timedelta

    from throughcare.core import clock, context

    return context.sign_token(
        membership_id=member().id,
        purpose="direct_care",
        session_ref="bench",
        expires_at=clock.now() + timedelta(seconds=60),
    )


def rate(conninfo: str, statements: list[str], clients: int, seconds: float) -> int:
    """Transactions a second, over all clients, each committing its own."""
    import psycopg

    done, begin = [0] * clients, threading.Barrier(clients + 1)

    def work(place: int) -> None:
        with psycopg.connect(conninfo) as conn:
            begin.wait()
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                for statement in statements:
                    conn.execute(statement, prepare=True)
                conn.commit()
                done[place] += 1

    threads = [threading.Thread(target=work, args=[place]) for place in range(clients)]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return round(sum(done) / (time.perf_counter() - started))


def seal_and_verify() -> dict[str, Any]:
    from tests.database import as_owner
    from throughcare.audit import seals, verification

    with as_owner():
        start = time.perf_counter()
        rows = sum(seal.rows for seal in seals.seal())
        sealed = time.perf_counter()
        found = verification.verify(seals.public_keys())
        verified = time.perf_counter()
    if not found.ok:
        raise SystemExit("; ".join(found.problems))
    return {
        "rows": rows,
        "sealed_a_second": round(rows / (sealed - start)),
        "verified_a_second": round(rows / (verified - sealed)),
    }


def tell(told: dict[str, Any]) -> None:
    print(
        f"{'clients':>8} {'plain append':>14} {'audit':>10} {'ratio':>7}   rows a second, durable"
    )
    for each in told["inserts"]:
        met = ""
        if each["clients"] == 8:
            met = f"   goal {GOAL:,}: {'met' if each['audit'] >= GOAL else 'missed'}"
        print(
            f"{each['clients']:>8} {each['plain']:>14,} {each['audit']:>10,}"
            f" {each['ratio']:>7.2f} {each['in_context']:>14,}{met}"
        )
    print(
        f"{told['rows']:,} entries: sealed {told['sealed_a_second']:,} and verified"
        f" {told['verified_a_second']:,} a second"
    )


if __name__ == "__main__":
    sys.exit(main())
