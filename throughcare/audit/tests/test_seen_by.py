"""Who looked? Told to those who answer for it, and to nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from throughcare.agencies.models import Membership
from throughcare.audit import presenters, selectors, writer
from throughcare.audit.selectors import Opening
from throughcare.people.models import Person
from throughcare.people.same_as import confirm_same_as, propose_same_as
from throughcare.sharing.models import Relationship


@pytest.fixture
def case(make: Any) -> Any:
    """A person of one team, and a privacy officer of the agency who holds a case about them."""
    return Case(make)


class Case:
    def __init__(self, make: Any) -> None:
        self.make = make
        self.reader: Membership = make.member(name="Rita Reader")
        self.person: Person = make.person(self.reader)
        team = make.team(self.reader.team.agency)
        self.officer: Membership = make.member("privacy_officer", team=team, name="Pat Officer")
        make.link(self.person, self.officer.id, Relationship.SAR_HANDLER)

    @property
    def address(self) -> str:
        return f"/people/{self.person.reference}/seen-by/"


def words_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def openings(ctx: Any, person: Person, **options: Any) -> list[Opening]:
    return selectors.seen_by(ctx, person.pk, **options)[0]


def look(ctx: Any, *people: Person, action: str = "page:GET:person", **options: Any) -> None:
    options.setdefault("outcome", "allowed")
    writer.write(ctx, action=action, person_ids=[person.pk for person in people], **options)


def test_the_privacy_officer_sees_who_opened_the_record_and_why(case: Case, client_of: Any) -> None:
    reader: Client = client_of(case.reader)
    assert reader.get(f"/people/{case.person.reference}/").status_code == 200
    page = client_of(case.officer).get(case.address)
    assert page.status_code == 200
    said = words_of(page)
    for expected in (
        "Who opened this record",
        "Rita Reader",
        "Clinician",
        case.reader.team.name,
        case.reader.team.agency.name,
        "Opened the record",
        "Caring for people directly",
        "Through: Team",
        "Today",
    ):
        assert expected in said, expected


def test_opening_the_page_is_itself_recorded(case: Case, client_of: Any, ctx_of: Any) -> None:
    client_of(case.officer).get(case.address)
    with ctx_of(case.officer) as ctx:
        [entry] = openings(ctx, case.person)
    assert (entry.action, entry.staff_name) == ("page:GET:person_seen_by", "Pat Officer")


@pytest.mark.parametrize("role", ["clinician", "practitioner", "admin"])
def test_who_works_with_the_person_does_not_see_who_looked(
    case: Case, client_of: Any, ctx_of: Any, role: str
) -> None:
    colleague = case.make.member(role, team=case.reader.team)
    assert client_of(colleague).get(case.address).status_code == 403
    with ctx_of(colleague) as ctx:
        look(ctx, case.person)
        assert openings(ctx, case.person) == []


def test_who_may_not_know_the_person_gets_the_page_of_an_absent_one(
    case: Case, client_of: Any
) -> None:
    stranger = case.make.member("privacy_officer", team=case.officer.team)
    hidden = client_of(stranger).get(case.address)
    absent = client_of(stranger).get("/people/TC-00000000/seen-by/")
    assert hidden.status_code == absent.status_code == 404


def test_refusals_are_shown_to_the_privacy_officer(case: Case, client_of: Any, ctx_of: Any) -> None:
    stranger = case.make.member(name="Sid Stranger")
    assert client_of(stranger).get(f"/people/{case.person.reference}/").status_code == 404
    said = words_of(client_of(case.officer).get(case.address))
    assert "Tried to open it and was refused" in said
    assert "Sid Stranger" in said


def test_the_records_of_the_same_human_count_as_one(case: Case, ctx_of: Any) -> None:
    other = case.make.member(name="Olga Other")
    twin = case.make.person(other)
    with ctx_of(other) as ctx:
        look(ctx, twin)
    with ctx_of(case.officer) as ctx:
        assert openings(ctx, case.person) == []
    for member in (case.reader, other):
        case.make.link(twin, member.id, Relationship.CASELOAD)
        case.make.link(case.person, member.id, Relationship.CASELOAD)
    with ctx_of(case.reader) as ctx:
        propose_same_as(ctx, a=case.person, b=twin, reason="Same birth date and number")
    with ctx_of(other) as ctx:
        confirm_same_as(ctx, a=case.person, b=twin, reason="I know both")
    with ctx_of(case.officer) as ctx:
        names = {each.staff_name for each in openings(ctx, case.person)}
    assert names == {"Olga Other", "Rita Reader"}  # the deciding is recorded too


def test_a_list_is_told_apart_from_the_record(case: Case, ctx_of: Any) -> None:
    somebody = case.make.person(case.reader)
    with ctx_of(case.reader) as ctx:
        look(ctx, case.person, somebody, action="page:GET:today")
        look(ctx, somebody)
        look(ctx, case.person, outcome="empty")
        look(ctx, case.person, outcome="failed")
    with ctx_of(case.officer) as ctx:
        assert [each.on_list for each in openings(ctx, case.person)] == [True]


def test_the_newest_come_first_and_the_rest_in_pages(case: Case, ctx_of: Any) -> None:
    with ctx_of(case.reader) as ctx:
        for number in range(5):
            look(ctx, case.person, action=f"page:GET:{number}")
    with ctx_of(case.officer) as ctx:
        first, more = selectors.seen_by(ctx, case.person.pk, rows=3)
        assert more
        rest, more = selectors.seen_by(ctx, case.person.pk, rows=3, before=first[-1].id)
        assert not more
    assert [each.action[-1] for each in [*first, *rest]] == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 30, "\u0663", "1;", "\x00"])
def test_a_made_up_page_is_only_a_page(case: Case, client_of: Any, before: str) -> None:
    page = client_of(case.officer).get(case.address, {"before": before})
    assert page.status_code == 200


def test_without_a_context_the_window_is_shut(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM app.seen_by(%s, NULL, 10)", [case.person.pk])
        assert cursor.fetchone()[0] == 0
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT app.audit_reached_by(%s)", [case.person.pk])


def test_the_page_asks_the_database_at_most_twelve_times(case: Case, client_of: Any) -> None:
    client = client_of(case.officer)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(case.address)
    asked = [
        query["sql"]
        for query in queries.captured_queries
        if not re.match(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)", query["sql"])
    ]
    assert len(asked) <= 12, "\n".join(asked)


def opening(**fields: Any) -> Opening:
    given = {
        "id": 1,
        "at": datetime(2026, 11, 19, 9, 5, tzinfo=UTC),
        "action": "page:GET:person",
        "outcome": "allowed",
        "role": "clinician",
        "purpose": "direct_care",
        "relationship": 1,
        "on_list": False,
        "agency_type": "nhs_provider",
        "agency_name": "Northfield NHS Trust",
        "team_name": "Custody team",
        "staff_name": "",
    }
    return Opening(**(given | fields))


def test_one_reader_on_one_day_is_one_line() -> None:
    at = datetime(2026, 11, 19, 9, 5, tzinfo=UTC)
    groups = presenters.by_day(
        [
            opening(at=at + timedelta(hours=2), action="screen.completed"),
            opening(at=at + timedelta(hours=1)),
            opening(at=at),
            opening(at=at - timedelta(days=1), role="nobody", purpose="none", relationship=None),
        ],
        today=at.date(),
    )
    assert [group.title for group in groups] == ["Today", "Yesterday"]
    told = [(line.what, line.times) for line in groups[0].rows]
    assert told == [
        ("Added or changed something", "11:05am"),
        ("Opened the record", "2 times, 9:05am to 10:05am"),
    ]
    [old] = groups[1].rows
    assert (old.who, old.why, old.link) == ("Not known", "Not known", "")
