"""What a list said of somebody whom nobody linked is destroyed (architecture decision 11).

Each folder that keeps entries of lists offers a ``Cleared``; one command destroys them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from evidence.shape.catalogue import event_types
from throughcare.core import clock, registry
from throughcare.core.access import ProtectedModel
from throughcare.core.errors import NotAllowed
from throughcare.core.events import apply_due
from throughcare.core.models import Event
from throughcare.design import words
from throughcare.screening.models import CustodyCoverage, CustodyEntry

#: Who the audit says it was: no member of staff.
NOBODY = SimpleNamespace(
    user_id=None,
    membership_id=None,
    agency_id=None,
    team_id=None,
    role="",
    purpose="",
    session_ref="retention",
    request_id="",
    policy_sha256="",
)
#: Rows of one transaction, so that nobody waits long for a lock.
CHUNK = 500


@dataclass(frozen=True)
class Cleared:
    """One kind of entry: which rows are old, the event that ends each, and how it is counted.

    ``counted`` gives the values under which a row is counted in ``coverage``, or None for a
    row of which no count stays.
    """

    model: type[ProtectedModel]
    older_than: Callable[[datetime], Q]
    event: str
    #: A table of counts, about nobody: its manager narrows nothing and need not.
    coverage: Any = None
    counted: Callable[[Any], dict[str, Any] | None] | None = None


def _counted(entry: CustodyEntry) -> dict[str, Any]:
    return {
        "place_id": entry.place_id,
        "team_id": entry.team_id,
        "on": words.local(entry.arrived_at).date(),
        "outcome": entry.outcome,
    }


CUSTODY = Cleared(
    model=CustodyEntry,
    older_than=lambda at: Q(arrived_at__lt=at),
    event="custody.cleared",
    coverage=CustodyCoverage,
    counted=_counted,
)


def register() -> None:
    registry.offer("cleared_entries", "custody", CUSTODY)


def clear_entries() -> int:
    """Destroy entries never linked and older than UNLINKED_ENTRY_DAYS; returns how many.

    Runs under the owner's login, for whom no policy hides a row, and can be stopped and run
    again: each transaction destroys its rows and adds their counts at once.
    """
    kinds: list[Cleared] = list(registry.offered("cleared_entries").values())
    for kind in kinds:
        _require_all_rows(kind)
    before = clock.now() - timedelta(days=settings.UNLINKED_ENTRY_DAYS)
    return sum(_clear(kind, before) for kind in kinds)


def _require_all_rows(kind: Cleared) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [kind.model._meta.db_table])
        if cursor.fetchone()[0]:
            raise NotAllowed("destroy", "this login sees only some of the entries")


def _clear(kind: Cleared, before: datetime) -> int:
    cleared = 0
    while True:
        with transaction.atomic():
            rows = list(
                kind.model.rows.select_for_update(skip_locked=True).filter(
                    kind.older_than(before), Q(person=None)
                )[:CHUNK]
            )
            if not rows:
                return cleared
            _count(kind, rows)
            for entry in rows:
                _end(kind, entry)
            _destroy(kind, rows)
        cleared += len(rows)


def _count(kind: Cleared, rows: list[Any]) -> None:
    if kind.coverage is None or kind.counted is None:
        return
    found = (kind.counted(row) for row in rows)
    counts = Counter(tuple(sorted(where.items())) for where in found if where is not None)
    for where, people in counts.items():
        coverage, new = kind.coverage.objects.get_or_create(
            **dict(where), defaults={"people": people}
        )
        if not new:
            kind.coverage.objects.filter(pk=coverage.pk).update(people=F("people") + people)


def _end(kind: Cleared, entry: Any) -> None:
    """Say that it was destroyed: nobody is owed anything about it any more.

    ``core.record`` speaks for somebody at work. Here the service itself acts: the event stands
    in the name of the service, and the audit entry names nobody.
    """
    at = clock.now()
    event = Event(
        type=kind.event,
        type_version=event_types()[kind.event].version,
        category="justice",
        happened_at=at,
        recorded_at=at,
        subject_table=entry._meta.db_table,
        subject_id=entry.pk,
        status_from=entry.status,
        status_to="cleared",
        agency_id=entry.agency_id,
        team_id=getattr(entry, "team_id", None) or entry.recorded_by.team_id,
        place_id=entry.place_id,
        by_membership_id=entry.recorded_by_id,
        by_name=str(settings.SERVICE_NAME),
    )
    event.save(force_insert=True)
    apply_due(event)
    registry.supplied("audit").write(
        NOBODY, action=event.type, outcome="allowed", object_ids=[entry.pk, event.pk]
    )


def _destroy(kind: Cleared, rows: list[Any]) -> None:
    """The entries, and what the history of rows kept of them."""
    ids = [row.pk for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM app.row_history WHERE table_name = %s AND row_id = ANY (%s)",
            [kind.model._meta.db_table, [str(each) for each in ids]],
        )
    kind.model.rows.filter(pk__in=ids).delete()
