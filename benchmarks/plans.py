"""What kept plans save: processor time of PostgreSQL for the statements of each page.

``python -m benchmarks.plans`` (``make bench-plans``) sends the statements of a page again and
again on one connection, on the database that ``make bench-pages`` made: planned for their values
each time, with PostgreSQL choosing whether to keep a plan, and with one plan kept for all values
as the product asks for. Prints the least of ``--rounds`` and the ratio. Linux only.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import Any

from benchmarks import bench_server
from benchmarks.pages import ONLY_READ, SEED, find_places, sign_in
from benchmarks.visits import Visitor

#: PostgreSQL plans five times before it chooses, psycopg prepares after three.
WARM = 14
#: Name, threshold of psycopg, mode of PostgreSQL.
WAYS = (
    ("planned", None, "force_custom_plan"),
    ("chosen", 3, "auto"),
    ("kept", 0, "force_generic_plan"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="the name that bench-pages printed")
    parser.add_argument("--rounds", type=int, default=30)
    asked = parser.parse_args()
    home = bench_server.prepare_environment()
    with bench_server.running(home, fast=False):
        from tests import database

        database.use(asked.database)
        with bench_server.administrator(asked.database) as admin:
            places = find_places(admin)[:1]
        sign_in(places)
        print(f"{'milliseconds':18}" + "".join(f"{name:>9}" for name, *_way in WAYS) + "    ratio")
        for page in ONLY_READ:
            path = Visitor(None, places[0], random.Random(SEED)).path(page)  # type: ignore[arg-type]
            took = [least(places[0], path, *way, rounds=asked.rounds) for _name, *way in WAYS]
            line = "".join(f"{each:9.1f}" for each in (*took, took[0] / took[-1]))
            print(f"{page:18}{line}", flush=True)
    return 0


def least(place: Any, path: str, threshold: int | None, mode: str, *, rounds: int) -> float:
    """The least processor time of one round, in one of the WAYS."""
    from django.db import connection

    from benchmarks.plain_sql import _statements_of

    sent = _statements_of(place, path)
    connection.close()
    connection.ensure_connection()
    connection.connection.prepare_threshold = threshold
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('plan_cache_mode', %s, false)", [mode])
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    times = []
    for _each in range(WARM + rounds):
        before = int(spent.read_text().split()[0])
        _send(sent)
        times.append((int(spent.read_text().split()[0]) - before) / 1e6)
    return min(times[WARM:])


def _send(sent: list[Any]) -> None:
    """All of them in one transaction that is kept: one taken back forgets its plans."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.connection.cursor() as cursor:
        for sql, params in sent:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()


if __name__ == "__main__":
    sys.exit(main())
