"""What the tests of court reports stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.database import as_owner
from tests.factories import Make, working_as
from throughcare.agencies.models import Membership, Place
from throughcare.core import clock
from throughcare.core.models import Event
from throughcare.court.models import Hearing
from throughcare.court_reports import actions, issuing, selectors
from throughcare.court_reports.models import CourtReport, ReportRecipient, ReportSection
from throughcare.people.models import Adjustment, Person
from throughcare.sharing.models import Agreement

SUMMARY = "He can follow the hearing with short breaks and plain language."


@dataclass
class Bench:
    """A court covered by a health team, probation beside it, and one person with a hearing."""

    place: Place
    nurse: Membership
    colleague: Membership
    lead: Membership
    link_worker: Membership
    adviser: Membership
    officer: Membership
    person: Person
    hearing: Hearing


def own(row: Any, by: Membership, person: Person) -> Any:
    """Save a row as its author's team has it."""
    row.person_id = person.pk
    row.agency_id = by.team.agency_id
    row.recorded_by = by
    row.recorded_at = clock.now()
    with transaction.atomic(), as_owner():
        row.save(force_insert=True)
        if getattr(row, "status_needs_event", False):
            _event(row, by)
    return row


def _event(row: Any, by: Membership) -> None:
    """What says that the row came to be in its status."""
    Event(
        type="person.added",
        category="identity",
        happened_at=row.recorded_at,
        recorded_at=row.recorded_at,
        person_id=row.person_id,
        subject_table=row._meta.db_table,
        subject_id=row.pk,
        status_to=row.status,
        agency_id=row.agency_id,
        team_id=by.team_id,
        by_membership_id=by.pk,
        by_name="Test",
        payload={"provisional": False},
    ).save(force_insert=True)


def build(make: Make) -> Bench:
    trust, court, probation = make.agency(), make.agency("court"), make.agency("probation")
    place = make.place(court, "court", "Northfield Magistrates’ Court")
    team = make.team(trust, covers=(place,))
    bench, officers = make.team(court, covers=(place,)), make.team(probation, covers=(place,))
    nurse = make.member(
        "clinician",
        team=team,
        name="Priya Nair",
        profession="Registered mental health nurse",
        registration="NMC 12A3456E",
    )
    person = make.person(
        nurse,
        given_name="Daniel",
        family_name="Okafor",
        born_on=date(1992, 5, 2),
        nhs_number="9994182633",
    )
    hearing = own(
        Hearing(
            place=place,
            source="hand",
            on=clock.today() + timedelta(days=1),
            starts_at=time(10),
            room="Court 2",
            case_number="43NF1203426",
        ),
        nurse,
        person,
    )
    own(
        Adjustment(
            need="reading",
            text="Dyslexia: a written note of any conditions",
            source="person",
            starts_on=clock.today(),
        ),
        nurse,
        person,
    )
    return Bench(
        place=place,
        nurse=nurse,
        colleague=make.member(
            "clinician",
            team=team,
            name="Sam Adeyemi",
            profession="Social worker",
            registration="SW 98765",
        ),
        lead=make.member("supervisor", team=team, name="Ruth Sandford"),
        link_worker=make.member("practitioner", team=team, name="Jo Baker"),
        adviser=make.member("court_officer", team=bench, name="Miriam Price"),
        officer=make.member("probation_practitioner", team=officers, name="Helen Marsh"),
        person=person,
        hearing=hearing,
    )


@pytest.fixture
def bench(make: Any) -> Bench:
    return build(make)


def agree(bench: Bench, *recipients: str, answer: str = "yes") -> None:
    """The person said so when asked."""
    for recipient in recipients:
        own(
            Agreement(
                recipient=recipient,
                recipient_name="Adam Price, Price and Lowe" if recipient == "solicitor" else "",
                purpose="court_report",
                categories=8,
                answer=answer,
                starts_at=clock.now(),
            ),
            bench.nurse,
            bench.person,
        )


def begin(bench: Bench, by: Membership | None = None) -> CourtReport:
    """Open the draft for the hearing."""
    with working_as(by or bench.nurse) as ctx:
        return actions.begin_report(
            ctx, person=bench.person, group=[bench.person.pk], hearing_id=bench.hearing.pk
        )


def write(ctx: Any, report: CourtReport, key: str, text: str) -> None:
    version = ReportSection.visible_to(ctx).get(report_id=report.pk, key=key).version
    actions.save_section(ctx, report_id=report.pk, key=key, text=text, version=version)


def issue(bench: Bench, report: CourtReport, *looked_at: str) -> CourtReport:
    """Issue it as the nurse, who read it as it stands."""
    with working_as(bench.nurse) as ctx:
        whole = selectors.whole_of(
            ctx, selectors.report_or_404(ctx, [bench.person.pk], report.number)
        )
        return issuing.issue_report(
            ctx,
            report_id=report.pk,
            read=issuing.digest(whole),
            looked_at=frozenset({"identity", *looked_at}),
        )


def issue_it(bench: Any, report: CourtReport, ctx_of: Any) -> CourtReport:
    with ctx_of(bench.nurse) as ctx:
        write(ctx, report, "summary", SUMMARY)
        for row in ReportRecipient.visible_to(ctx).filter(report_id=report.pk, who="court"):
            values = {"basis": "court_order", "basis_words": "Asked for in court", "chosen": True}
            actions.save_reader(
                ctx, report_id=report.pk, reader_id=row.pk, values=values, version=row.version
            )
    return issue(bench, report)


def texts(ctx: Any, report: CourtReport) -> dict[str, str]:
    return dict(
        ReportSection.visible_to(ctx).filter(report_id=report.pk).values_list("key", "text")
    )


@pytest.fixture
def draft(bench: Bench, ctx_of: Any) -> CourtReport:
    """A draft with its summary written, for court and probation, who were agreed to."""
    agree(bench, "court", "probation")
    report = begin(bench)
    with ctx_of(bench.nurse) as ctx:
        write(ctx, report, "summary", SUMMARY)
    return report


@pytest.fixture
def issued(bench: Bench, draft: CourtReport) -> Callable[..., CourtReport]:
    def make() -> CourtReport:
        return issue(bench, draft)

    return make
