"""What building the counts of Today once saves: processor time of Python for one of them.

``python -m benchmarks.counts --database NAME`` (``make bench-counts``), on the database that
``make bench-pages`` made: the statement built anew each time, and learned once and filled in
(``core/kept.py``). PostgreSQL answers both; its time does not count. The least of ``--rounds``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from benchmarks import bench_server


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="the name that bench-pages printed")
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    home = bench_server.prepare_environment()
    with bench_server.running(home, fast=False):
        from django.db import transaction

        from tests import database
        from tests.factories import working_as
        from throughcare.agencies.models import Membership
        from throughcare.core.kept import Kept
        from throughcare.today import selectors

        database.use(asked.database)
        nurses = Membership.objects.select_related("user").filter(role="clinician")
        member = nurses.order_by("pk")[0]
        with transaction.atomic(), working_as(member) as ctx:

            def anew() -> None:
                selectors.COUNTS = Kept()
                selectors.COUNTS._texts = Forgetful()
                selectors.count(ctx, selectors.Filters())

            def once() -> None:
                selectors.count(ctx, selectors.Filters())

            before = least(anew, asked.rounds)
            selectors.COUNTS = Kept()
            after = least(once, asked.rounds)
        print(
            f"built anew {before:.1f} ms, learned once {after:.1f} ms, {before / after:.1f} times"
        )
    return 0


class Forgetful(dict):  # type: ignore[type-arg]
    """Says of every statement that it cannot be kept."""

    def __contains__(self, _key: object) -> bool:
        return True

    def __getitem__(self, _key: object) -> None:
        return None


def least(act: Callable[[], None], rounds: int) -> float:
    """Milliseconds of this process."""
    act()
    taken = []
    for _each in range(rounds):
        started = time.process_time()
        act()
        taken.append((time.process_time() - started) * 1000)
    return min(taken)


if __name__ == "__main__":
    sys.exit(main())
