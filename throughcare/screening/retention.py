"""What a list said of somebody whom nobody linked is destroyed (architecture decision 11)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from evidence.shape.catalogue import event_types
from throughcare.core import clock, registry
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
    """Say that it was destroyed: nobody is owed anything about it any more.

    ``core.record`` speaks for somebody at work. Here the service itself acts: the event stands
    in the name of the service, and the audit entry names nobody.
    """
    at = clock.now()
    event = Event(
        type="custody.cleared",
        type_version=event_types()["custody.cleared"].version,
        category="justice",
        happened_at=at,
        recorded_at=at,
        subject_table=CustodyEntry._meta.db_table,
        subject_id=entry.pk,
        status_from=entry.status,
        status_to=CustodyEntry.Status.CLEARED,
        agency_id=entry.agency_id,
        team_id=entry.team_id,
        place_id=entry.place_id,
        by_membership_id=entry.recorded_by_id,
        by_name=str(settings.SERVICE_NAME),
    )
    event.save(force_insert=True)
    apply_due(event)
    registry.supplied("audit").write(
        NOBODY, action=event.type, outcome="allowed", object_ids=[entry.pk, event.pk]
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
