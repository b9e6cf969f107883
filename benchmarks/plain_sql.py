"""The statements of a page sent again without Django: what the database takes of its time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from benchmarks.visits import Place, Visitor, slip

Statement = tuple[str, Any]
WARM = 3


def in_sql(
    places: list[Place], rounds: int, pages: list[str], rng: random.Random
) -> dict[str, dict[str, Any]]:
    """For each page that is read, and for the search function: p50, p95, statements."""
    found = {}
    for name in pages:
        times, statements = [], 0
        for each in range(rounds + WARM):
            place = rng.choice(places)
            path = Visitor(None, place, rng).path(name)  # type: ignore[arg-type]
            sent = _statements_of(place, path)
            took = _again(sent)
            if each >= WARM:
                statements = max(statements, len(sent))
                times.append(took)
        found[name] = _row(times, statements)
    asks: dict[str, Callable[[Any], str]] = {
        "find, exact": lambda person: str(person[1]),
        "find, fuzzy": lambda person: f"{person[2]} {slip(person[3])}",
    }
    for name, typed in asks.items():
        found[name] = _row(_searches(places, rounds, typed, rng), None)
    return found


def _row(times: list[float], statements: int | None) -> dict[str, Any]:
    kept = sorted(times)
    row: dict[str, Any] = {"sql_p50": kept[len(kept) // 2], "sql_p95": kept[int(len(kept) * 0.95)]}
    return row if statements is None else {**row, "statements": statements}


def _statements_of(place: Place, path: str) -> list[Statement]:
    """What the page asks, written down while Django answers it; everything is taken back."""
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from tests.routes.counting import NOT_COUNTED

    sent: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if not sql.lstrip().upper().startswith(NOT_COUNTED):
            sent.append((sql, params))
        return execute(sql, params, *rest)

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = place.session
    with transaction.atomic():
        with connection.execute_wrapper(note):
            answer = client.get(path)
        transaction.set_rollback(True)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return sent


def _again(sent: list[Statement]) -> float:
    """Milliseconds for all of them in one transaction, their rows fetched."""
    from django.db import connection, transaction

    with transaction.atomic():
        plain = connection.connection.cursor()
        started = time.perf_counter()
        for sql, params in sent:
            plain.execute(sql, params)
            if plain.description:
                plain.fetchall()
        took = (time.perf_counter() - started) * 1000
        plain.close()
        transaction.set_rollback(True)
    return took


def _searches(
    places: list[Place], rounds: int, typed: Callable[[Any], str], rng: random.Random
) -> list[float]:
    """The search function alone, inside the context of each asker."""
    from django.db import transaction

    from tests.factories import working_as
    from throughcare.agencies.models import Membership
    from throughcare.core import clock
    from throughcare.people import finding
    from throughcare.people.search_words import read_search

    times = []
    for each in range(rounds + WARM):
        place = rng.choice(places)
        member = Membership.objects.get(pk=place.membership)
        search = read_search(typed(rng.choice(place.people)), today=clock.today())
        with transaction.atomic(), working_as(member):
            started = time.perf_counter()
            finding._hits(search)
            if each >= WARM:
                times.append((time.perf_counter() - started) * 1000)
    return times
