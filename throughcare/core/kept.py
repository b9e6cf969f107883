"""Statements that are built once for each kind of asker and then only filled in.

Building a statement out of Django's expressions takes as long as PostgreSQL takes to answer it.
What a statement says depends on the role, its purpose and what agreements share; who asks and
when are values. To learn which of its values are whose, it is built twice at first: for the asker
and for somebody who exists nowhere, at another time. A value that is the same for both belongs to
the statement; one that differs is looked up among what is known of the other. Where that finds no
answer the statement is built each time, as it would be without all this. What a query *says* may
depend on the asker only by what ``kind_of`` names, on the time and on ``key``.

The database applies its own policy to every row either way.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from throughcare.core import clock
from throughcare.core.access import CATEGORIES
from throughcare.core.context import Shown

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

Build = Callable[["Context"], "QuerySet[Any, Any]"]
#: Another time for the one who exists nowhere: no whole number of days, hours or minutes.
ELSEWHEN = timedelta(days=431, hours=7, minutes=19, seconds=3, microseconds=7)


class _Asked(Exception):
    """Building the statement asked the database, so what it says depends on what is stored."""


@dataclass(frozen=True)
class _Text:
    """A finished statement: each value is itself or the function that makes it."""

    sql: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class _Of:
    """A value made from what is known of the asker."""

    make: Callable[[Mapping[str, Any]], Any]


class Kept:
    """One statement for each kind of asker and each ``key``."""

    MOST = 500

    def __init__(self) -> None:
        self._texts: dict[Hashable, _Text | None] = {}

    def rows(self, ctx: Context, key: Hashable, build: Build) -> list[tuple[Any, ...]]:
        """The rows of ``build(ctx)``, a query of plain values (``values_list``)."""
        whole = (kind_of(ctx), key)
        if whole not in self._texts:
            if len(self._texts) >= self.MOST:
                self._texts.clear()
            self._texts[whole] = _learn(ctx, build)
        text = self._texts[whole]
        if text is None:
            return list(build(ctx))
        known = _known(ctx)
        values = [v.make(known) if isinstance(v, _Of) else v for v in text.values]
        with connection.cursor() as cursor:
            cursor.execute(text.sql, values)
            return list(cursor.fetchall())


def kind_of(ctx: Context) -> Hashable:
    """What of the asker decides the words of a statement (``sharing/condition.py``)."""
    shared = tuple(sorted({mask for _giver, mask in ctx.agreements}))
    return (ctx.agency_type, ctx.role, ctx.purpose, shared, bool(ctx.excluded))


def _known(ctx: Context) -> dict[str, Any]:
    """What a value of a statement may be."""
    now = clock.now()
    return {
        "agency": ctx.agency_id,
        "team": ctx.team_id,
        "membership": ctx.membership_id,
        "user": ctx.user_id,
        "principals": list(ctx.principals),
        "permitted": list(ctx.permitted),
        "excluded": list(ctx.excluded),
        **{f"givers{number}": _givers(ctx, number) for number in range(len(CATEGORIES))},
        "now": now,
        "today": clock.today(),
        "midnight": datetime.combine(clock.today(), time(0), tzinfo=clock.LONDON),
    }


def _givers(ctx: Context, number: int) -> list[uuid.UUID]:
    """The agencies that share this category."""
    return [giver for giver, mask in ctx.agreements if mask >> number & 1]


def _nobody(ctx: Context) -> Context:
    """Somebody of the same kind who exists nowhere."""
    new = uuid.uuid4
    return replace(
        ctx,
        agency_id=new(),
        team_id=new(),
        membership_id=new(),
        user_id=new(),
        principals=(new(), new()),
        permitted=frozenset({new()}),
        excluded=frozenset({new()}) if ctx.excluded else ctx.excluded,
        agreements=tuple((new(), mask) for _giver, mask in ctx.agreements),
        shown=Shown(),
        asked={},
    )


def _learn(ctx: Context, build: Build) -> _Text | None:
    """The statement with its places, or None where it cannot be said whose a value is."""
    now = clock.now()
    nobody = _nobody(ctx)
    try:
        with connection.execute_wrapper(_refuse), clock.standing_at(now):
            sql, mine = build(ctx).query.sql_with_params()
            known = _known(ctx)
        with connection.execute_wrapper(_refuse), clock.standing_at(now - ELSEWHEN):
            other_sql, other = build(nobody).query.sql_with_params()
            elsewhere = _known(nobody)
    except (_Asked, EmptyResultSet):
        return None
    if sql != other_sql or len(mine) != len(other):
        return None
    values = []
    for value, elses in zip(mine, other, strict=True):
        if value == elses and type(value) is type(elses):
            values.append(value)
            continue
        found = _place(elses, elsewhere)
        if found is None or found.make(known) != value:
            return None
        values.append(found)
    return _Text(sql, tuple(values))


def _refuse(*_words: Any) -> Any:
    raise _Asked


def _place(value: Any, known: Mapping[str, Any]) -> _Of | None:
    """What makes this value of the one who exists nowhere."""
    for name, each in known.items():
        if each == value and type(each) is type(value):
            return _Of(lambda of, name=name: of[name])  # type: ignore[misc]
    if isinstance(value, list):
        parts = [_place(each, known) for each in value]
        if all(parts):
            return _Of(lambda of: [part.make(of) for part in parts])  # type: ignore[union-attr]
    if isinstance(value, datetime):
        return _after("now", value - known["now"])
    if isinstance(value, date):
        return _after("today", value - known["today"])
    return None


def _after(name: str, gap: timedelta) -> _Of:
    return _Of(lambda of: of[name] + gap)
