"""How long the search and the record take with many people: ``python -m benchmarks.find``.

Makes a database of its own from the template of the tests, writes invented people by COPY,
measures through Django's test client (middleware, context, row-level security, audit, page)
and prints a table; the same questions to the search function alone stand beside it. The
database is dropped at the end. Options: ``--people 100000 --rounds 60``.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.environment import prepare_environment, stop_servers

#: Server time in milliseconds, p95 alone (docs: "Numbers every page keeps").
LIMITS = {"record": 40.0, "search": 150.0}
SEED = 20261119
#: An NHS number that nobody has.
ABSENT = "999 999 9999"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--teams", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    prepare_environment()
    try:
        with own_database() as admin:
            return measure(asked, admin)
    finally:
        stop_servers()


@contextmanager
def own_database() -> Iterator[Any]:
    """A copy of the template, an administrator's connection to it, dropped afterwards."""
    import psycopg
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    from tests import database

    template = database.template_name()
    with psycopg.connect(database.admin_conninfo(), autocommit=True) as control:
        database.make_template(control, template)
    name = database.clone(template)
    try:
        database.use(name)
        with psycopg.connect(
            make_conninfo(database.admin_conninfo(), dbname=name), autocommit=True
        ) as admin:
            yield admin
    finally:
        connection.close()
        database.drop(name)


Timed = tuple[str, float, float]


def measure(asked: argparse.Namespace, admin: Any) -> int:
    rng = random.Random(SEED)  # the same people on each run
    member, people, mine = write_people(asked, admin, rng)
    known = [person for person in people if person.id in mine]
    # Linked to no team of the asker's, and nobody at all: the two must take the same time.
    hidden = [person for person in people if person.id not in mine]
    client = signed_in(member)
    rows = of_known(asked.rounds, known, rng, client)
    rows += of_hidden(asked.rounds, hidden, rng, client)
    rows += in_sql(asked, member, known, rng)
    report(rows, len(people), len(known))
    return 0


def write_people(
    asked: argparse.Namespace, admin: Any, rng: random.Random
) -> tuple[Any, list[Any], set[Any]]:
    """People of several teams: who asks, all of them, and the ids that the asker's team reaches."""
    from benchmarks import people_data
    from tests.factories import Make

    make = Make()
    members = [make.member() for _ in range(asked.teams)]
    people = list(people_data.invented(asked.people, rng))
    started = time.perf_counter()
    people_data.copy_people(
        admin,
        people,
        agencies=[(m.team.agency_id, m.team_id, m.pk) for m in members],
        rng=rng,
    )
    took = time.perf_counter() - started
    print(f"{len(people):,} people written in {took:.0f} s", file=sys.stderr)
    with admin.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM sharing_reach WHERE principal_id = %s", [members[0].team_id]
        )
        return members[0], people, {row[0] for row in cursor.fetchall()}


def of_known(rounds: int, known: list[Any], rng: random.Random, client: Any) -> list[Timed]:
    """Pages and searches about people whom the asker works with."""
    acts: dict[str, Callable[[Any], None]] = {
        "record": lambda p: record(client, p),
        "today": lambda _p: today(client),
        "search: NHS number": lambda p: search(client, p.nhs),
        "search: name and birth date": lambda p: search(client, dated(p)),
        "search: name with a slip": lambda p: search(client, slip(p)),
        "search: common family name": lambda _p: search(client, "smith"),
        "search: nobody": lambda _p: search(client, "qwxyz"),
    }
    return [(words, *times(rounds, known, rng, act)) for words, act in acts.items()]


def of_hidden(rounds: int, hidden: list[Any], rng: random.Random, client: Any) -> list[Timed]:
    """What is hidden beside what is not there, by turns."""
    records: dict[str, Callable[[Any], None]] = {
        "record: hidden": lambda p: absent(client, p.reference),
        "record: absent": lambda _p: absent(client),
    }
    searches: dict[str, Callable[[Any], None]] = {
        "search: hidden NHS number": lambda p: search(client, p.nhs),
        "search: absent NHS number": lambda _p: search(client, ABSENT),
    }
    return [
        *in_turn(rounds, hidden, rng, records),
        *in_turn(rounds, hidden, rng, searches),
    ]


def signed_in(member: Any) -> Any:
    from django.test import Client

    from throughcare.core.middleware import SESSION_KEY, working_as_session

    client = Client()
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = working_as_session(membership_id=member.id, purpose="direct_care")
    session.save()
    return client


def times(
    rounds: int, people: list[Any], rng: random.Random, act: Callable[[Any], None]
) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; the first 5 warm caches and are left out."""
    taken = []
    for _ in range(rounds + 5):
        person = rng.choice(people)
        started = time.perf_counter()
        act(person)
        taken.append((time.perf_counter() - started) * 1000)
    kept = sorted(taken[5:])
    return statistics.median(kept), kept[int(len(kept) * 0.95)]


def in_turn(
    rounds: int, people: list[Any], rng: random.Random, acts: dict[str, Callable[[Any], None]]
) -> list[tuple[str, float, float]]:
    """As ``times`` for acts that are compared: by turns, so that none meets a warmer machine."""
    taken: dict[str, list[float]] = {words: [] for words in acts}
    for _ in range(rounds + 5):
        person = rng.choice(people)
        for words, act in acts.items():
            started = time.perf_counter()
            act(person)
            taken[words].append((time.perf_counter() - started) * 1000)
    kept = {words: sorted(each[5:]) for words, each in taken.items()}
    return [
        (words, statistics.median(each), each[int(len(each) * 0.95)])
        for words, each in kept.items()
    ]


def record(client: Any, person: Any) -> None:
    assert client.get(f"/people/{person.reference}/").status_code == 200


def absent(client: Any, reference: str = "") -> None:
    from throughcare.core.references import new_reference

    assert client.get(f"/people/{reference or new_reference()}/").status_code == 404


def today(client: Any) -> None:
    assert client.get("/").status_code == 200


def search(client: Any, typed: str) -> None:
    forget_count()
    assert client.post("/find/", {"q": typed}, follow=True).status_code == 200


def forget_count() -> None:
    """The limit of searches a minute is not what is measured."""
    from django.conf import settings

    settings.SEARCHES_PER_MINUTE = 10**9


def dated(person: Any) -> str:
    return f"{person.given} {person.family} {person.born:%d/%m/%Y}"


def slip(person: Any) -> str:
    name = person.family
    at = len(name) // 2
    return f"{name[: at - 1]}{name[at]}{name[at - 1]}{name[at + 1 :]}"


def in_sql(
    asked: argparse.Namespace, member: Any, people: list[Any], rng: random.Random
) -> list[tuple[str, float, float]]:
    """The function alone, inside one context."""
    from django.db import transaction

    from tests.factories import working_as
    from throughcare.people import finding
    from throughcare.people.search_words import read_search

    def ask(typed: str) -> None:
        from throughcare.core import clock

        finding._hits(read_search(typed, today=clock.today()))

    asks: dict[str, Callable[[Any], str]] = {
        "SQL alone: NHS number": lambda person: str(person.nhs),
        "SQL alone: name and birth date": dated,
        "SQL alone: name with a slip": slip,
        "SQL alone: common family name": lambda _person: "smith",
    }
    with transaction.atomic(), working_as(member):
        return [
            (words, *times(asked.rounds, people, rng, lambda p, typed=typed: ask(typed(p))))  # type: ignore[misc]
            for words, typed in asks.items()
        ]


def report(rows: list[tuple[str, float, float]], people: int, mine: int) -> None:
    print(f"\n{people:,} people, {mine:,} of them of the asker's team; milliseconds\n")
    print(f"{'':34}{'p50':>9}{'p95':>9}{'limit':>9}")
    for words, median, most in rows:
        limit = LIMITS.get(words) or (LIMITS["search"] if words.startswith("SQL") else None)
        mark = f"{limit:9.0f}" if limit else f"{'':9}"
        print(f"{words:34}{median:9.1f}{most:9.1f}{mark}")


if __name__ == "__main__":
    sys.exit(main())
