"""What kept plans save: processor time of PostgreSQL for the statements of each page.

``python -m benchmarks.plans`` (``make bench-plans``) sends the statements of a page again and
again on one connection, once without and once with prepared statements, on the database that
``make bench-pages`` made, and prints the least of ``--rounds`` and the ratio. Linux only.
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

WARM = 8


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
        print(f"{'milliseconds':18}{'planned':>9}{'kept':>9}{'ratio':>9}")
        for page in ONLY_READ:
            path = Visitor(None, places[0], random.Random(SEED)).path(page)  # type: ignore[arg-type]
            plain, kept = (least(places[0], path, each, asked.rounds) for each in (None, 3))
            print(f"{page:18}{plain:9.1f}{kept:9.1f}{plain / kept:9.1f}", flush=True)
    return 0


def least(place: Any, path: str, threshold: int | None, rounds: int) -> float:
    """The least processor time of one round, with this threshold of prepared statements."""
    from django.db import connection

    from benchmarks.plain_sql import _statements_of

    sent = _statements_of(place, path)
    connection.close()
    connection.ensure_connection()
    connection.connection.prepare_threshold = threshold
    with connection.cursor() as cursor:
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
