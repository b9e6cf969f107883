"""What happens to an invented person, told once each by the product's own actions.

``county_data`` multiplies what these stories leave in the tables. Every word that must differ
from copy to copy is written here as a token of its own (``GIVEN``, ``FAMILY``, ``COUNTY``, …),
so that a copy can put another in its place wherever the product kept it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from benchmarks.people_data import nhs_number
from throughcare.core import clock

if TYPE_CHECKING:
    from tests.factories import Make
    from throughcare.agencies.models import Membership, Place
    from throughcare.people.models import Person

GIVEN, FAMILY = "Zqgiven", "Zqfamily"
COUNTY, CASE = "Zqcounty", "Zqcase"
BORN_ON = date(1951, 7, 19)
#: Court lines that the stories below use: heard, reported, before_court, assessed.
LINES = 4


@dataclass
class County:
    """The agencies of one county and who works there: told once, copied for each county."""

    custody: Place
    court: Place
    nurse: Membership
    colleague: Membership
    lead: Membership
    adviser: Membership
    officer: Membership
    sergeant: Membership
    commissioner: Membership
    #: The lines of today's court list that no story has used yet.
    lines: list[Any] = field(default_factory=list)
    count: Iterator[int] = field(default_factory=itertools.count)


def found_county(make: Make) -> County:
    kinds = ("nhs_provider", "police", "court", "probation", "commissioner")
    of = {kind: make.agency(kind, f"{COUNTY} {kind}") for kind in kinds}
    custody = make.place(of["police"], "custody", f"{COUNTY} custody")
    court = make.place(of["court"], "court", f"{COUNTY} magistrates’ court")
    for place, slug in ((custody, "custody"), (court, "court")):
        _rename(place, slug=f"{COUNTY.lower()}-{slug}")
    both = (custody, court)
    team = make.team(of["nhs_provider"], covers=both)
    bench, officers = make.team(of["court"], covers=(court,)), make.team(of["probation"])
    police, office = make.team(of["police"], covers=(custody,)), make.team(of["commissioner"])
    county = County(
        custody=custody,
        court=court,
        nurse=_member(
            make, "clinician", team, "nurse", profession="Registered mental health nurse",
            registration="NMC 12A3456E",
        ),
        colleague=_member(make, "practitioner", team, "colleague"),
        lead=_member(make, "supervisor", team, "lead"),
        adviser=_member(make, "court_officer", bench, "adviser"),
        officer=_member(make, "probation_practitioner", officers, "officer"),
        sergeant=_member(make, "police_liaison", police, "sergeant"),
        commissioner=_member(make, "manager", office, "commissioner"),
    )  # fmt: skip
    for kind, purpose in (
        ("police", "safeguarding"), ("court", "court_report"), ("probation", "supervision"),
    ):  # fmt: skip
        _share(of["nhs_provider"], of[kind], purpose, county.lead, county.commissioner)
    return county


def _share(giver: Any, to: Any, purpose: str, one: Membership, two: Membership) -> None:
    from tests.database import as_owner
    from throughcare.core.access import CATEGORIES
    from throughcare.sharing.models import SharingAgreement

    shared = ("identity", "justice", "health_summary")
    with as_owner():
        SharingAgreement.objects.create(
            from_agency=giver, to_agency=to, purpose=purpose, status="live",
            categories=sum(1 << CATEGORIES.index(name) for name in shared),
            starts_at=datetime(2020, 1, 1, tzinfo=UTC), document="Invented agreement",
            signatories="Two people", proposed_by=one, confirmed_by=two,
        )  # fmt: skip


def _rename(row: Any, **values: Any) -> None:
    from tests.database import as_owner

    for name, value in values.items():
        setattr(row, name, value)
    with as_owner():
        row.save(update_fields=list(values))


def _member(make: Make, role: str, team: Any, word: str, **fields: Any) -> Membership:
    member = make.member(role, team=team, name=f"{COUNTY} {word}", **fields)
    _rename(member.user, email=f"{word}@{COUNTY.lower()}.example")
    return member


@contextmanager
def _as(member: Membership) -> Iterator[Any]:
    from django.db import transaction

    from tests.factories import working_as

    with transaction.atomic(), working_as(member) as ctx:
        yield ctx


def registered(county: County) -> Person:
    """Added to the record by the health team, and no more."""
    from throughcare.people import actions

    with _as(county.nurse) as ctx:
        return actions.add_person(
            ctx, given_name=GIVEN, family_name=FAMILY, born_on=BORN_ON, source="person",
            identifiers=[("nhs-number", nhs_number(next(county.count)))],
        )  # fmt: skip


def _arrived(county: County) -> Any:
    from throughcare.screening import actions

    facts = actions.EntryFacts(
        arrived_at=clock.now() - timedelta(hours=1), given_name=GIVEN, family_name=FAMILY,
        born_on=BORN_ON, cell="7",
    )  # fmt: skip
    with _as(county.nurse) as ctx:
        return actions.add_entry(ctx, place_id=county.custody.pk, facts=facts)


def waiting(county: County) -> Person:
    """On the custody list, known, not screened yet."""
    from throughcare.screening import actions

    person, entry = registered(county), _arrived(county)
    with _as(county.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    return person


def _screened(county: County, person: Person, decision: str, safe: bool) -> UUID:
    from throughcare.screening import actions

    answers = {f"q{n}": "no" for n in range(1, 13)}
    with _as(county.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        given = actions.Given(
            answers=answers if safe else {**answers, "q1": "yes"},
            texts={"q4": "Sees nobody at present."},
            decision=decision,
        )
        actions.save_screen(
            ctx, screen_id=screen.pk, version=screen.version, given=given, minutes=6
        )
    return screen.pk


def screened(county: County) -> Person:
    """Seen in custody; nothing more to do; gone."""
    from throughcare.screening import actions
    from throughcare.screening.models import CustodyEntry

    person = waiting(county)
    _screened(county, person, "none", safe=True)
    with _as(county.nurse) as ctx:
        entry = CustodyEntry.visible_to(ctx).get(person_id=person.pk)
        actions.record_left(ctx, entry_id=entry.pk, how="released", at=clock.now())
    return person


def to_assess(county: County) -> Person:
    """Screened this morning: somebody is to assess, custody is to be told."""
    person = waiting(county)
    _screened(county, person, "assess_here", safe=False)
    return person


def take_list(county: County) -> None:
    """Today's list of the court, with a line for each story that goes there."""
    from throughcare.court import actions
    from throughcare.court.listed import ListDocument
    from throughcare.court.models import ListEntry

    cases = tuple(_case(county, number) for number in range(LINES))
    document = ListDocument(format="libra-xml", checksum="0" * 64, accepted=True, cases=cases)
    with _as(county.nurse) as ctx:
        actions.take_list_in(ctx, document, place_id=county.court.pk)
        county.lines = list(ListEntry.visible_to(ctx))


def _case(county: County, number: int) -> Any:
    from throughcare.court.listed import ListedCase, ListedPerson

    someone = ListedPerson(
        key=f"{CASE}|{number}", role="defendant", kind="person", name=f"{GIVEN} {FAMILY}",
        given=GIVEN, family=FAMILY, born_on=BORN_ON, custody="in_custody", offences=2,
    )  # fmt: skip
    return ListedCase(
        where=f"case {number}", court=county.court.name, on=clock.today(), room="2",
        starts_at=time(10), number=f"{CASE}{number}", urn=f"{CASE}{number}", people=(someone,),
    )  # fmt: skip


def before_court(county: County, person: Person | None = None) -> Person:
    """Linked to a line of today's court list; the hearing has no outcome yet."""
    from throughcare.court import actions

    person = person or registered(county)
    entry = county.lines.pop()
    with _as(county.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    return person


def heard(county: County, person: Person | None = None) -> Person:
    """Found on the list, heard; the court used what it was told."""
    from throughcare.court import actions
    from throughcare.court.models import Hearing, ListEntry

    person = before_court(county, person)
    with _as(county.nurse) as ctx:
        hearing = Hearing.visible_to(ctx).get(person_id=person.pk)
        facts = actions.OutcomeFacts(used="yes", source="in_court", disposal="community_order")
        actions.record_outcome(ctx, hearing_id=hearing.pk, facts=facts)
        entry = ListEntry.visible_to(ctx).get(person_id=person.pk)
        if entry.status == "linked":
            actions.note_outcome(ctx, entry, outcome="seen")
    return person


def assessed(county: County) -> Person:
    """Screened, assessed with a plan and a contact; the draft of a report waits."""
    from throughcare.rehearsal.assessments import tell_assessment

    person = waiting(county)
    screen = _screened(county, person, "assess_here", safe=True)
    with _as(county.nurse) as ctx:
        tell_assessment(ctx, person_id=person.pk, screen_id=screen)
    before_court(county, person)
    _draft(county, person)
    return person


def _draft(county: County, person: Person) -> None:
    from throughcare.court.models import Hearing
    from throughcare.court_reports import actions
    from throughcare.court_reports.models import ReportSection
    from throughcare.people.models import Person
    from throughcare.sharing import actions as sharing

    with _as(county.nurse) as ctx:
        for recipient in ("court", "probation"):
            sharing.record_agreement(
                ctx, person_id=person.pk, recipient=recipient, answer="yes", confirmed=True
            )
        hearing = Hearing.visible_to(ctx).get(person_id=person.pk)
        fresh = Person.visible_to(ctx).get(pk=person.pk)
        report = actions.begin_report(ctx, person=fresh, group=[person.pk], hearing_id=hearing.pk)
        section = ReportSection.visible_to(ctx).get(report_id=report.pk, key="summary")
        actions.save_section(
            ctx, report_id=report.pk, key="summary", version=section.version,
            text="Can follow the hearing with short breaks and plain language.",
        )  # fmt: skip


def reported(county: County) -> Person:
    """Assessed, and the report issued."""
    from throughcare.court_reports import issuing, rules, selectors
    from throughcare.court_reports.models import CourtReport

    person = assessed(county)
    with _as(county.nurse) as ctx:
        report = CourtReport.visible_to(ctx).get(person_id=person.pk)
        whole = selectors.whole_of(ctx, selectors.report_or_404(ctx, [person.pk], report.number))
        looked = frozenset(c.name for c in rules.to_look_at(issuing.checks_of(whole)))
        issuing.issue_report(ctx, report_id=report.pk, read=issuing.digest(whole), looked_at=looked)
    return person


@dataclass(frozen=True)
class Kind:
    """A story and its share of the people, in thousandths.

    ``recent`` stories leave work open: they happened within the last day, as work that nobody
    has done for a year would be a service that has ended, and no measure of one that runs.
    """

    tell: Callable[[County], Person]
    share: int
    recent: bool = False


KINDS = (
    Kind(registered, 820),
    Kind(screened, 60),
    Kind(heard, 104),
    Kind(reported, 8),
    Kind(waiting, 2, recent=True),
    Kind(to_assess, 2, recent=True),
    Kind(before_court, 2, recent=True),
    Kind(assessed, 2, recent=True),
)
