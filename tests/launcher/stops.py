"""Stop the product in each of the ways, many times: `python -m tests.launcher.stops --times 20`.

It is the whole product: database, web, and the sealer of the audit log.

Half of the stops come while it is still starting. Prints one line a way; exit 1 if any stop
left something behind or took longer than 10 seconds.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from tests.launcher.harness import STOP_SECONDS, a_home, product, stop_by

WAYS = ("ctrl-c", "process", "group", "killed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    failures = 0
    with a_home() as home:
        for way in WAYS:
            seconds, faults = [], []
            for turn in range(arguments.times):
                try:
                    with product(home) as it:
                        if turn % 2:
                            time.sleep(chance.uniform(0.0, 5.0))
                        else:
                            it.wait_for_page()
                        stop_by(way, it)
                        seconds.append(it.wait_until_gone())
                except AssertionError as error:
                    faults.append(f"  turn {turn + 1}: {error}")
            failures += len(faults)
            longest = max(seconds, default=0.0)
            print(
                f"{way:8} {len(seconds)} of {arguments.times} stopped within "
                f"{STOP_SECONDS:.0f} s, the longest in {longest:.1f} s",
                *faults,
                sep="\n",
                flush=True,
            )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
