"""A worker that is killed between writing and answering: nothing is lost, nothing is done twice.

The connection is ended after each statement in turn, by twenty points over the whole request;
then the same post comes again, as a browser sends it when no answer came.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.database import admin_conninfo, as_owner
from tests.factories import PURPOSE_OF, Make, working_as
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.core.middleware import SESSION_KEY, working_as_session
from throughcare.core.models import Event
from throughcare.court_reports.models import CourtReport, ReportSection
from throughcare.court_reports.tests import conftest as given
from throughcare.court_reports.tests.test_pages import typed
from throughcare.documents.models import Delivery, Document, DocumentContent
from throughcare.screening.tests.pages import hidden

POINTS = 20


class Killed(Exception):
    """The connection was ended at this point."""


@contextmanager
def killed_after(statements: int) -> Iterator[list[int]]:
    """End the server's process of this connection after so many statements; counts them."""
    asked = [0]

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        asked[0] += 1
        if asked[0] == statements:
            pid = connection.connection.info.backend_pid
            with psycopg.connect(admin_conninfo(), autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        return answer

    with connection.execute_wrapper(watch):
        yield asked


def signed_in(member: Membership) -> Client:
    """A browser of its own session; what breaks in the server is an answer of 500."""
    client = Client(raise_request_exception=False)
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = working_as_session(
        membership_id=member.pk, purpose=PURPOSE_OF[member.role]
    )
    session.save()
    return client


def post(client: Client, url: str, posted: dict[str, Any], *, kill_after: int) -> tuple[Any, int]:
    """Post once; the answer, or None for none, and how many statements were asked."""
    with killed_after(kill_after) as asked:
        try:
            answer = client.post(url, posted)
        except Exception:
            answer = None
    connection.close()
    return answer, asked[0]


def points(total: int) -> list[int]:
    """Twenty points, spread over all the statements of a request, the last one among them."""
    step = (total - 1) / (POINTS - 1)
    return sorted({1 + round(step * n) for n in range(POINTS)})


@pytest.fixture
def written(own_database: str, django_db_blocker: Any) -> Iterator[given.Bench]:
    """A draft for readers who were agreed to, in a database of the test's own."""
    with django_db_blocker.unblock():
        bench = given.build(Make())
        given.agree(bench, "court", "probation", "solicitor")
        with committed(bench):
            pass
        yield bench
        connection.close()


@contextmanager
def committed(bench: given.Bench) -> Iterator[Any]:
    """Act as the nurse in a transaction that commits."""
    from django.db import transaction

    with transaction.atomic(), working_as(bench.nurse) as ctx:
        yield ctx


def another_draft(bench: given.Bench) -> CourtReport:
    """A draft with a summary, for a hearing of its own."""
    from throughcare.court.models import Hearing

    hearing = given.own(
        Hearing(place=bench.place, source="hand", on=clock.today(), case_number="1"),
        bench.nurse,
        bench.person,
    )
    from throughcare.court_reports import actions

    with committed(bench) as ctx:
        report = actions.begin_report(
            ctx, person=bench.person, group=[bench.person.pk], hearing_id=hearing.pk
        )
        given.write(ctx, report, "summary", given.SUMMARY)
    return report


def whole_or_nothing(report: CourtReport) -> bool:
    """Is it issued, with everything that belongs to it once, or not at all?"""
    with as_owner():
        row = CourtReport.rows.get(pk=report.pk)
        documents = list(Document.rows.filter(source_id=row.hearing_id))
        events = Event.rows.filter(subject_id=row.pk, type="report.issued").count()
        ids = [each.pk for each in documents]
        contents = DocumentContent.rows.filter(document_id__in=ids).count()
        copies = Delivery.rows.filter(document_id__in=ids).count()
    issued = row.status == CourtReport.Status.ISSUED
    found = (len(documents), events, contents, copies)
    assert found == ((1, 1, 1, 3) if issued else (0, 0, 0, 0)), found
    return issued


@pytest.mark.slow
def test_an_issue_that_is_killed_is_whole_or_not_at_all_and_done_once(
    written: given.Bench,
) -> None:
    bench = written
    nurse = signed_in(bench.nurse)
    total, issued = issue_once(bench, nurse, kill_after=0)
    assert issued
    tried = points(total)
    assert len(tried) == POINTS
    lost = [point for point in tried if not issue_once(bench, nurse, kill_after=point)[1]]
    # Most points lie before the end of the transaction: the kill took everything back.
    assert len(lost) > POINTS / 2


def issue_once(bench: given.Bench, nurse: Client, *, kill_after: int) -> tuple[int, bool]:
    """Issue a draft, killed on the way; the second press issues it once.

    Returns how many statements were asked, and whether the first press issued it.
    """
    report = another_draft(bench)
    url = reverse("report_issue", args=[bench.person.reference, report.number])
    posted = {**hidden(nurse.get(url)), "look_identity": "on"}
    answer, asked = post(nurse, url, posted, kill_after=kill_after)
    issued = whole_or_nothing(report)
    if answer is not None and answer.status_code == 302:
        assert issued, "what was answered is lost"
    again = nurse.post(url, posted)
    assert (again.status_code, again.headers["Location"].endswith("/issued/")) == (302, True)
    assert whole_or_nothing(report)
    return asked, issued


@pytest.mark.slow
def test_a_save_that_is_killed_loses_nothing_that_was_answered(written: given.Bench) -> None:
    bench = written
    nurse = signed_in(bench.nurse)
    report = another_draft(bench)
    url = reverse("report", args=[bench.person.reference, report.number])
    total = save_once(nurse, url, report, "words of the first save", kill_after=0)
    tried = points(total)
    assert len(tried) == POINTS
    for point in tried:
        save_once(nurse, url, report, f"words of the save that is killed at {point}", point)


def save_once(nurse: Client, url: str, report: CourtReport, words: str, kill_after: int = 0) -> int:
    before = summary(report)
    posted = typed(nurse.get(url), summary=words, go="later")
    answer, asked = post(nurse, url, posted, kill_after=kill_after)
    kept = summary(report)
    assert kept[0] in (words, before[0])
    if answer is not None and answer.status_code == 302:
        assert kept[0] == words, "what was answered is lost"
    assert nurse.post(url, posted).status_code == 302
    # Once, however often it came.
    assert summary(report) == (words, before[1] + 1)
    return asked


def summary(report: CourtReport) -> tuple[str, int]:
    with as_owner():
        row = ReportSection.rows.get(report_id=report.pk, key="summary")
    return row.text, row.version
