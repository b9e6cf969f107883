"""What is due, worked out again from the events alone, and held against the rows that are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Func, TextField

from throughcare.core import registry
from throughcare.core.errors import NotAllowed
from throughcare.core.events import DueRule, due_row
from throughcare.core.models import Due, Event

#: The one event that changes a due row without opening or closing it (today/actions.py).
PASSED_ON = "work.passed_on"
CHUNK = 2000


@dataclass(frozen=True)
class Rebuilt:
    """How many events were read, what they make due, and what had to be put right."""

    events: int
    due: int
    added: int
    changed: int
    removed: int

    @property
    def same(self) -> bool:
        return not (self.added or self.changed or self.removed)


class Replay:
    """The due rows as they come to be, event by event, in memory."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Due] = {}
        self.events = 0
        self._rules: list[DueRule] = list(registry.offered("due").values())
        self._open: dict[tuple[str, str, UUID | None], dict[UUID, Due]] = {}

    def add(self, event: Event) -> None:
        """As ``core.events.apply_due``: for each rule first what closes, then what opens."""
        self.events += 1
        for rule in self._rules:
            if event.type in rule.closes:
                self._close(rule, event)
            if event.type in rule.ends:
                self._end(rule, event)
            if event.type in rule.opens and (answer := rule.when(event)) is not None:
                self._keep(due_row(rule, event, *answer))
        if event.type == PASSED_ON:
            self._pass_on(event)

    def types(self) -> set[str]:
        """The events that matter."""
        named = (name for r in self._rules for name in (*r.opens, *r.closes, *r.ends))
        return {PASSED_ON, *named}

    def _keep(self, row: Due) -> None:
        self.rows[row.pk] = row
        for place in self._places(row):
            self._open.setdefault(place, {})[row.pk] = row

    def _close(self, rule: DueRule, event: Event) -> None:
        of = ("person", event.person_id) if rule.by_person else ("subject", event.subject_id)
        for row in list(self._open.get((rule.kind, *of), {}).values()):
            self._done(row, event)

    def _end(self, rule: DueRule, event: Event) -> None:
        waiting = self._open.get((rule.kind, "person", event.person_id), {})
        for row in [row for row in waiting.values() if rule.is_ended_by(event, row)]:
            self._done(row, event)

    def _done(self, row: Due, event: Event) -> None:
        row.status = Due.Status.DONE
        row.closed_by, row.closed_at = event, event.recorded_at
        for place in self._places(row):
            del self._open[place][row.pk]

    def _pass_on(self, event: Event) -> None:
        row = self.rows.get(UUID(event.payload["due"]))
        if row is not None:
            to = event.payload.get("to")
            row.owner_id = UUID(to) if to else None

    @staticmethod
    def _places(row: Due) -> tuple[tuple[str, str, UUID | None], ...]:
        return (row.kind, "person", row.person_id), (row.kind, "subject", row.subject_id)


def rebuild(*, write: bool = True) -> Rebuilt:
    """Work all due rows out again and put right what differs. One transaction; the owner's login.

    Waits for those who are writing what is due, and keeps them waiting until it has ended.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_security_active('core_event')")
            if cursor.fetchone()[0]:
                raise NotAllowed("rebuild", "this login sees only some of the events")
            cursor.execute("LOCK TABLE core_due IN SHARE ROW EXCLUSIVE MODE")
        replay = Replay()
        for event in _events(replay.types()):
            replay.add(event)
        there = {row.pk: row for row in Due.rows.all()}
        added = [row for pk, row in replay.rows.items() if pk not in there]
        changed = [
            row
            for pk, row in replay.rows.items()
            if pk in there and _values(row) != _values(there[pk])
        ]
        removed = there.keys() - replay.rows.keys()
        if write:
            Due.rows.filter(pk__in=removed).delete()
            Due.rows.bulk_create(added, batch_size=CHUNK)
            for row in changed:
                row.save(force_update=True)
    return Rebuilt(replay.events, len(replay.rows), len(added), len(changed), len(removed))


def _events(types: set[str]) -> Iterator[Event]:
    """In the order in which they were recorded; within one moment, in that of the table."""
    place = Func(template='"core_event"."ctid"', output_field=TextField())
    ordered = Event.rows.filter(type__in=types).order_by("recorded_at", place)
    yield from ordered.iterator(chunk_size=CHUNK)


def _values(row: Due) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
