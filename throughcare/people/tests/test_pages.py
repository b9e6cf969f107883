"""The pages of a record: what each role sees, what each costs, and what stays hidden."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.database import as_owner
from throughcare.audit.models import AuditEntry
from throughcare.core import clock
from throughcare.people import actions, part_actions
from throughcare.people.models import Identifier, Person
from throughcare.people.notes import write_note
from throughcare.people.parts import PARTS
from throughcare.sharing.models import Basis

MOST_STATEMENTS = 12


def statements(client: Client, url: str) -> int:
    """How many statements a page takes besides BEGIN, COMMIT and SAVEPOINT."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, response.content.decode()[-2000:]
    quiet = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ROLE")
    counted = [q["sql"] for q in captured if not q["sql"].startswith(quiet)]
    assert len(counted) <= MOST_STATEMENTS, "\n".join(sql[:160] for sql in counted)
    return len(counted)


@pytest.fixture
def lea(make: Any, ctx_of: Any) -> tuple[Any, Person]:
    """A clinician, and a person that they added."""
    me = make.member(name="Helen Marsh")
    with ctx_of(me) as ctx:
        person = actions.add_person(
            ctx,
            given_name="Leanne",
            family_name="Whitlock",
            likes_to_be_called="Lea",
            identifiers=[("nhs-number", "999 491 3581")],
        )
    return me, person


PAGES = [
    "person",
    "person_details",
    "person_equality",
    "note_new",
    "person_not_right",
    "person_basics",
]
PAGES += [
    f"person_{part}_add"
    for part in ("name", "number", "address", "contact", "know_first", "adjustment")
]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_within_its_budget(lea: Any, client_of: Any, name: str) -> None:
    me, person = lea
    assert statements(client_of(me), reverse(name, args=[person.reference])) <= MOST_STATEMENTS


def test_the_record_says_who_it_is_about(lea: Any, client_of: Any) -> None:
    me, person = lea
    page = client_of(me).get(reverse("person", args=[person.reference])).content.decode()
    assert f"<title>LW, {person.reference}" in page
    for words in ("Leanne Whitlock", "999 491 3581", "Added to Throughcare", "Helen Marsh"):
        assert words in page


# -- What each role sees of one record ---------------------------------------------------------

# role | link | agreed | journey lines | know first | may add
SEES = """
clinician    | own caseload | -   | added note number know | yes | note name address
colleague    | own team     | -   | added note number know | yes | note name
practitioner | own team     | -   | added number know      | yes | name
supervisor   | own team     | -   | added note number know | yes | name
admin        | own team     | -   | added number know      | yes |
probation    | 7            | no  | added number           | no  | name address
probation    | 7            | yes | added number           | yes | name address
police       | 6            | no  | added number           | no  | name address
police       | 6            | yes | added number           | yes | name address
court        | 5            | yes | added number           | yes |
"""
ROLES = {
    "probation": ("probation_practitioner", "supervision"),
    "police": ("police_liaison", "safeguarding"),
    "court": ("court_officer", "court_report"),
}
LINES = {
    "added": "Added to Throughcare",
    "note": ">Note<",
    "number": "Number added",
    "know": "Know first: added",
}


@pytest.mark.parametrize("line", SEES.strip().split("\n"))
def test_each_role_sees_what_it_may_and_nothing_else(
    make: Any, ctx_of: Any, client_of: Any, lea: Any, line: str
) -> None:
    who, link, agreed, told, know, menu = (part.strip() for part in line.split("|"))
    holder, person = lea
    with ctx_of(holder) as ctx:
        _fill(ctx, person)
    if who in ROLES:
        role, purpose = ROLES[who]
        me = make.member(role)
        make.link(person, me.pk, int(link))
        if agreed == "yes":
            _agree(make, holder, me, person, purpose)
        client = client_of(me, purpose)
    else:
        role = {"colleague": "clinician"}.get(who, who)
        me = holder if link == "own caseload" else make.member(role, team=holder.team)
        client = client_of(me)
    page = client.get(reverse("person", args=[person.reference])).content.decode()
    for word, words in LINES.items():
        assert (words in page) == (word in told.split()), words
    for tab in ("Journey", "Details"):
        assert f">{tab}<" in page
    assert ("See in pairs." in page) == (know == "yes")
    assert "Slept 6 hours" not in page
    for slug in ("name", "address"):
        url = reverse(f"person_{slug}_add", args=[person.reference])
        assert (url in page) == (slug in menu.split())
    assert (reverse("note_new", args=[person.reference]) in page) == ("note" in menu.split())
    details = client.get(reverse("person_details", args=[person.reference])).content.decode()
    assert ("See in pairs." in details) == (know == "yes")


def _fill(ctx: Any, person: Person) -> None:
    today = clock.today()
    number = {"kind": "pnc", "given": "2002/73319z", "canonical": "2002/0073319Z"}
    part_actions.add_row(
        ctx, PARTS["number"], person=person, values={"source": "custody", **number}
    )
    note = {"kind": "staff_safety", "text": "See in pairs.", "source_detail": "Letter"}
    days = {"on": today, "review_on": today}
    part_actions.add_row(
        ctx, PARTS["know-first"], person=person, values={"source": "person", **note, **days}
    )
    write_note(ctx, person=person, text="Slept 6 hours.")


def _agree(make: Any, holder: Any, me: Any, person: Person, purpose: str) -> None:
    """A sharing agreement between the agencies, and the person's own."""
    make.sharing(
        holder.team.agency,
        me.team.agency,
        purpose=purpose,
        categories=("identity", "justice", "health_summary", "clinical_detail"),
    )
    with as_owner():
        Basis(
            person=person,
            agency_id=holder.team.agency_id,
            recorded_by=holder,
            recorded_at=clock.now(),
            recipient_agency_id=me.team.agency_id,
            kind=1,
            categories=0b11111,
            purposes=[purpose],
            text="She agreed.",
            decided_by=holder,
            starts_at=clock.now() - timedelta(minutes=1),
        ).save(force_insert=True)


def test_the_chips_narrow_the_journey_and_earlier_lines_are_a_page_away(
    lea: Any, client_of: Any, ctx_of: Any
) -> None:
    me, person = lea
    with ctx_of(me) as ctx:
        _fill(ctx, person)
        for number in range(25):
            write_note(ctx, person=person, text=f"Note {number}")
    client, url = client_of(me), reverse("person", args=[person.reference])
    health = client.get(url, {"show": "health"}).content.decode()
    assert "Number added" not in health
    assert health.count(">Note<") == 20
    earlier = re.search(r'href="(\?[^"]*before=[^"]*)"', health)[1]  # type: ignore[index]
    second = client.get(url + html.unescape(earlier)).content.decode()
    assert second.count(">Note<") == 6
    assert "Nothing of this kind yet" in client.get(url, {"show": "court"}).content.decode()
    for odd in (
        {"show": "\x00"},
        {"before": "yesterday"},
        {"before": "9" * 500},
        {"show": "x" * 9999},
    ):
        assert client.get(url, odd).status_code == 200


@pytest.mark.parametrize(
    "ref", ["TC-00000000", "tc-7k2m9qx4", "x", "TC-7K2M9QX4%00", "..", "%F0%9F%98%80"]
)
def test_a_reference_that_is_none_is_a_page_that_is_absent(
    make: Any, client_of: Any, ref: str
) -> None:
    assert client_of(make.member()).get(f"/people/{ref}/").status_code in (301, 404)


def test_a_restricted_record_is_absent_and_a_limited_one_opens_for_its_own_team(
    lea: Any, client_of: Any
) -> None:
    me, person = lea
    client, url = client_of(me), reverse("person", args=[person.reference])
    for guard, status in (("limited", 200), ("restricted", 404)):
        with as_owner():
            Person.rows.filter(pk=person.pk).update(guard=guard)
        assert client.get(url).status_code == status


def test_every_page_says_what_it_shows_in_the_audit(lea: Any, client_of: Any) -> None:
    me, person = lea
    client_of(me).get(reverse("person_details", args=[person.reference]))
    with as_owner():
        entry = AuditEntry.rows.get(action="page:GET:person_details")
        identifier = Identifier.rows.get()
    assert entry.person_ids == [person.pk]
    assert identifier.pk in entry.object_ids
