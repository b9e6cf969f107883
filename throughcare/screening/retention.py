"""What a list said of somebody whom nobody linked is destroyed (architecture decision 11)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.core.errors import NotAllowed
from throughcare.core.events import record
from throughcare.design import words
from throughcare.screening.models import CustodyCoverage, CustodyEntry

#: Rows of one transaction, so that nobody waits long for a lock.
CHUNK = 500


def clear_entries() -> int:
    """Destroy entries never linked and older than UNLINKED_ENTRY_DAYS; returns how many.

    Runs under the owner's login, for whom no policy hides a row, and can be stopped and run
    again: each transaction destroys its rows and adds their counts at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('screening_custodyentry')")
        if cursor.fetchone()[0]:
            raise NotAllowed("destroy", "this login sees only some of the entries")
    before = clock.now() - timedelta(days=settings.UNLINKED_ENTRY_DAYS)
    cleared = 0
    while True:
        with transaction.atomic():
            rows = list(
                CustodyEntry.rows.select_for_update(skip_locked=True).filter(
                    person=None, arrived_at__lt=before
                )[:CHUNK]
            )
            if not rows:
                return cleared
            _count(rows)
            for entry in rows:
                _end(entry)
            _destroy(rows)
        cleared += len(rows)


def _count(rows: list[CustodyEntry]) -> None:
    counts = Counter(
        (row.place_id, row.team_id, words.local(row.arrived_at).date(), row.outcome) for row in rows
    )
    for (place_id, team_id, on, outcome), people in counts.items():
        coverage, new = CustodyCoverage.objects.get_or_create(
            place_id=place_id,
            team_id=team_id,
            on=on,
            outcome=outcome,
            defaults={"people": people},
        )
        if not new:
            CustodyCoverage.objects.filter(pk=coverage.pk).update(people=F("people") + people)


def _end(entry: CustodyEntry) -> None:
    """Say that it was destroyed: nobody is owed anything about it any more."""
    before, entry.status = entry.status, CustodyEntry.Status.CLEARED
    record(
        _service(entry),
        "custody.cleared",
        subject=entry,
        person_id=None,
        place_id=entry.place_id,
        status_from=before,
    )


def _service(entry: CustodyEntry) -> Context:
    """The service itself acts, in the place of who recorded the entry; it reads nothing more."""
    return Context(
        user_id=entry.recorded_by.user_id,
        user_name="Throughcare",
        membership_id=entry.recorded_by_id,
        agency_id=entry.agency_id,
        agency_type="",
        agency_name="",
        role="",
        purpose="service_management",
        team_id=entry.team_id,
        team_name="",
        place_id=entry.place_id,
        principals=(),
        session_ref="retention",
    )


def _destroy(rows: list[CustodyEntry]) -> None:
    """The entries, and what the history of rows kept of them."""
    ids = [row.pk for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM app.row_history WHERE table_name = %s AND row_id = ANY (%s)",
            [CustodyEntry._meta.db_table, [str(each) for each in ids]],
        )
    CustodyEntry.rows.filter(pk__in=ids).delete()
