"""Entries never linked are destroyed after a time; how many there were stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.core.models import Due
from throughcare.screening import actions
from throughcare.screening.models import CustodyCoverage, CustodyEntry
from throughcare.screening.retention import clear_entries


@pytest.fixture
def old(suite: Any, arrive: Any, ctx_of: Any, make: Any, settings: Any) -> Any:
    """Three of long ago (one of them linked, one declined) and one of today."""
    long_ago = clock.now() - timedelta(days=settings.UNLINKED_ENTRY_DAYS + 1)
    linked = arrive(given_name="Linked", arrived_at=long_ago)
    declined = arrive(given_name="Canaryname", arrived_at=long_ago)
    arrive(given_name="Forgotten", arrived_at=long_ago)
    arrive(given_name="Recent")
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=linked.pk, person_id=make.person(suite.nurse).pk)
        actions.record_not_seen(ctx, entry_id=declined.pk, why="declined")
    return long_ago


def names() -> set[str]:
    return set(CustodyEntry.rows.values_list("given_name", flat=True))


def test_the_old_and_unlinked_go_and_their_counts_stay(suite: Any, old: Any) -> None:
    with as_owner():
        assert clear_entries() == 2
        assert names() == {"Linked", "Recent"}
        counts = dict(CustodyCoverage.objects.values_list("outcome", "people"))
        assert counts == {"declined": 1, "": 1}
        assert clear_entries() == 0


def test_nothing_of_them_stays_in_the_history_the_events_or_the_list(suite: Any, old: Any) -> None:
    with as_owner():
        clear_entries()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT old::text FROM app.row_history UNION ALL SELECT payload::text "
                "FROM core_event UNION ALL SELECT detail::text FROM core_due"
            )
            assert "canary" not in " ".join(row[0] for row in cursor.fetchall()).casefold()
        left = Due.rows.filter(kind="screen_entry", status="open").values_list("subject_id")
        recent = CustodyEntry.rows.get(given_name="Recent")
        assert [row[0] for row in left] == [recent.pk]


def test_counts_of_one_day_add_up(suite: Any, arrive: Any, old: Any) -> None:
    with as_owner():
        clear_entries()
    arrive(given_name="Late", arrived_at=old)
    with as_owner():
        clear_entries()
        assert CustodyCoverage.objects.get(outcome="").people == 2


def test_the_web_role_destroys_nothing(suite: Any, old: Any, ctx_of: Any) -> None:
    with pytest.raises(NotAllowed):
        clear_entries()
    with ctx_of(suite.nurse), connection.cursor() as cursor:
        cursor.execute("DELETE FROM screening_custodyentry")
        assert cursor.rowcount == 0


def test_the_command_says_how_many(suite: Any, old: Any, capsys: Any) -> None:
    with as_owner():
        call_command("clear_entries", "--json")
    assert capsys.readouterr().out.strip() == '{"cleared": 2}'
