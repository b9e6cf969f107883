"""How long each page takes with a million people: ``python -m benchmarks.pages``.

    --people 1000000 --rounds 60 --minutes 5 --rate 30 --json results.json

Makes the database once (``benchmarks.county_data``), serves it as the product's supervisor does
(granian, two workers; durable PostgreSQL) and asks as browsers do. First each page alone, one
request at a time; then mixed requests at a fixed rate, sent on time whatever the answers take:
the waiting of a request that could not be sent at once counts. Beside each page: its statements,
the same statements sent again without Django, the time for which processors worked for it (on a
busy machine the one number that others cannot spoil), its weight, and the load of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from benchmarks import bench_server, county_data, cpu
from benchmarks.browsing import Browser, weights
from benchmarks.serving import served
from benchmarks.visits import Place, Visitor, find_places

#: p95 in milliseconds alone (architecture.md, "Numbers every page keeps").
GOALS = {
    "today": 60, "court list": 60, "person": 40, "screening, open": 40, "screening, save": 40,
    "assessment": 40, "report, write": 40, "report, issued": 40,
}  # fmt: skip
#: p95 in milliseconds of the search in SQL, and of a page among others.
GOAL_SEARCH, GOAL_MIXED = 150, 150
#: Of a hundred requests.
MIX = {
    "today": 18, "court list": 12, "find, exact": 8, "find, fuzzy": 7, "person": 28,
    "screening, open": 6, "screening, save": 3, "assessment": 8, "report, write": 5,
    "report, issued": 4, "import, preview": 1,
}  # fmt: skip
ONLY_READ = [
    "today", "court list", "person", "screening, open", "assessment", "report, write",
    "report, issued",
]  # fmt: skip
SEED = 20261120
WARM = 40
SENDERS = 48
PORT = 8179


def quantile(taken: list[float], part: float) -> float:
    kept = sorted(taken)
    return kept[min(len(kept) - 1, int(len(kept) * part))]


# --- One at a time ------------------------------------------------------------------------------


def alone(address: str, places: list[Place], rounds: int) -> list[dict[str, Any]]:
    """Each page so often, the pages by turns, so that a busy minute meets all of them."""
    rng = random.Random(SEED)
    browsers = [Browser(address, place.session) for place in places]
    taken: dict[str, list[float]] = {name: [] for name in MIX}
    worked: dict[str, Any] = {name: Counter() for name in MIX}
    for each in range(rounds + WARM):
        for name in MIX:
            at = rng.randrange(len(places))
            act = Visitor(browsers[at], places[at], rng).visit(name)
            before, started = cpu.of_children(), time.perf_counter()
            act()
            took = (time.perf_counter() - started) * 1000
            if each >= WARM:
                taken[name].append(took)
                worked[name].update(cpu.since(before))
    rows = []
    for name, times in taken.items():
        row: dict[str, Any] = {"page": name, "p50": quantile(times, 0.5)}
        row |= {"p95": quantile(times, 0.95), "goal": GOALS.get(name)}
        row |= {f"cpu_{kind}": spent / rounds for kind, spent in worked[name].items()}
        if name in ONLY_READ:
            path = Visitor(browsers[0], places[0], rng).path(name)
            row["first_bytes"], row["bytes"] = weights(browsers[0], path)
        rows.append(row)
    return rows


# --- Many at once -------------------------------------------------------------------------------


def mixed(address: str, places: list[Place], minutes: float, rate: float) -> dict[str, Any]:
    """Requests at their times; how long each took from the time it was due."""
    rng = random.Random(SEED + 1)
    free: SimpleQueue[tuple[Browser, Place]] = SimpleQueue()
    for place in places:
        free.put((Browser(address, place.session), place))
    names, shares = list(MIX), list(MIX.values())
    taken: dict[str, list[float]] = {name: [] for name in MIX}
    errors: Counter[str] = Counter()

    def send(name: str, due: float, seed: int) -> None:
        browser, place = free.get()
        try:
            before = time.perf_counter()
            act = Visitor(browser, place, random.Random(seed)).visit(name)
            # What prepares a visit (the form before the post) is not the visit's own time.
            waited, started = max(0.0, before - due), time.perf_counter()
            act()
            taken[name].append((time.perf_counter() - started + waited) * 1000)
        except (AssertionError, OSError, IndexError) as error:
            errors[f"{name}: {str(error)[:160]}"] += 1
        finally:
            free.put((browser, place))

    began = time.perf_counter()
    due, sent = began, 0
    with ThreadPoolExecutor(SENDERS) as pool:
        while due < began + minutes * 60:
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(send, rng.choices(names, shares)[0], due, rng.randrange(2**32))
            sent += 1
            due += rng.expovariate(rate)
    took = time.perf_counter() - began
    every = [each for times in taken.values() for each in times]
    return {
        "sent": sent, "answered": len(every), "per_second": len(every) / took,
        "errors": dict(errors), "p50": quantile(every, 0.5), "p95": quantile(every, 0.95),
        "p99": quantile(every, 0.99), "goal": GOAL_MIXED,
        "pages": {
            name: {"p50": quantile(t, 0.5), "p95": quantile(t, 0.95), "count": len(t)}
            for name, t in taken.items() if t
        },
    }  # fmt: skip


# --- All of it ----------------------------------------------------------------------------------


def sign_in(places: list[Place]) -> None:
    """A session for each member, as the page of roles leaves it."""
    from django.conf import settings
    from django.test import Client

    from throughcare.accounts.models import User
    from throughcare.core.middleware import SESSION_KEY, working_as_session

    for place in places:
        client = Client()
        client.force_login(User.objects.get(pk=place.user))
        session = client.session
        session[SESSION_KEY] = working_as_session(
            membership_id=place.membership, purpose="direct_care"
        )
        session.save()
        place.session = client.cookies[settings.SESSION_COOKIE_NAME].value


def measure(name: str, asked: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection

    from benchmarks.plain_sql import in_sql
    from tests import database

    database.use(name)
    with bench_server.administrator(name) as admin:
        places = find_places(admin)
        sign_in(places)
        found: dict[str, Any] = {
            "at": datetime.now(UTC).isoformat(timespec="minutes"), "people": asked.people,
            "cores": os.cpu_count(), "rate": asked.rate, "minutes": asked.minutes,
        }  # fmt: skip
        found["load_sql"] = os.getloadavg()[0]
        sql = in_sql(places, asked.rounds, ONLY_READ, random.Random(SEED))
        connection.close()
        with served(name, asked.port) as address:
            found["load_alone"] = os.getloadavg()[0]
            found["alone"] = alone(address, places, asked.rounds)
            for row in found["alone"]:
                row.update(sql.get(row["page"], {}))
            _report_alone(found)
            if asked.minutes:
                found["load_mixed"] = os.getloadavg()[0]
                found["mixed"] = mixed(address, places, asked.minutes, asked.rate)
                found["load_after"] = os.getloadavg()[0]
    return found


def _report_alone(found: dict[str, Any]) -> None:
    print(f"\n{found['people']:,} people; {found['cores']} cores; milliseconds")
    print(f"load of the machine before: {found['load_alone']:.1f}\n")
    heads = (
        "p50",
        "p95",
        "goal",
        "of goal",
        "SQL p50",
        "SQL p95",
        "asked",
        "CPU web",
        "CPU SQL",
        "KB",
        "1st KB",
    )
    print(f"{'alone':18}" + "".join(f"{head:>9}" for head in heads))
    for row in found["alone"]:
        goal = row["goal"]
        cells = [
            f"{row['p50']:.0f}", f"{row['p95']:.0f}", f"{goal or ''}",
            f"{row['p95'] / goal:.2f}" if goal else "",
            _one(row.get("sql_p50")), _one(row.get("sql_p95")), str(row.get("statements", "")),
            _one(row.get("cpu_web")), _one(row.get("cpu_database")),
            _kb(row.get("bytes")), _kb(row.get("first_bytes")),
        ]  # fmt: skip
        print(f"{row['page']:18}" + "".join(f"{cell:>9}" for cell in cells))
    print(
        f"\nSearch in SQL: the goal is {GOAL_SEARCH} at p95. Page: 100 KB after the first.",
        flush=True,
    )


def _report_mixed(found: dict[str, Any], all_of: dict[str, Any]) -> None:
    print(
        f"\n{found['rate']:g} mixed requests a second for {found['minutes']:g} minutes, load "
        f"{found['load_mixed']:.1f} before and {found['load_after']:.1f} after: "
        f"{all_of['answered']:,} of {all_of['sent']:,} answered, {all_of['per_second']:.1f} a "
        f"second, {sum(all_of['errors'].values())} errors"
    )
    heads = f"{'':18}{'p50':>9}{'p95':>9}{'count':>9}"
    print(heads)
    print(f"{'all':18}{all_of['p50']:9.0f}{all_of['p95']:9.0f}{all_of['answered']:9} "
          f"goal {all_of['goal']}, {all_of['p95'] / all_of['goal']:.2f} of it")  # fmt: skip
    for name, row in all_of["pages"].items():
        print(f"{name:18}{row['p50']:9.0f}{row['p95']:9.0f}{row['count']:9}")
    for words, count in all_of["errors"].items():
        print(f"{count} times {words}")


def _one(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _kb(value: int | None) -> str:
    return "" if value is None else f"{value / 1000:.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--rate", type=float, default=30)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--database", default="", help="one that was made before, by its name")
    parser.add_argument("--json", type=Path, help="write all numbers to this file")
    asked = parser.parse_args()
    home = bench_server.prepare_environment()
    name, facts = asked.database, {}
    if not name:
        with bench_server.running(home, fast=True):
            name, facts = county_data.make(asked.people)
        print("\n".join(county_data.describe(facts)), file=sys.stderr)
    with bench_server.running(home, fast=False):
        found = measure(name, asked)
    found["data"] = facts
    if mixed_found := found.get("mixed"):
        _report_mixed(found, mixed_found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n")
    return 1 if found.get("mixed", {}).get("errors") else 0


if __name__ == "__main__":
    sys.exit(main())
