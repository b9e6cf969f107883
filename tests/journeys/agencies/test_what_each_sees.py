"""The demonstration county: what each agency sees of one person, by page, search, print and SQL.

Kieran Doyle was screened in custody this morning. He agreed that custody, the court and
probation are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.database import as_owner
from tests.factories import working_as
from tests.journeys.browser import check_accessible
from throughcare.agencies.models import Membership
from throughcare.people.models import Person
from throughcare.rehearsal import county
from throughcare.screening.models import Screen

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[3] / "test-results" / "agencies"
NAME = "Kieran"
CLINICAL = "Not sleeping since he lost his job"
#: Tables that anybody who guessed at the query language would try first.
TABLES = ("people_person", "people_address", "screening_screen", "screening_screenanswer",
          "people_note", "sharing_agreement")  # fmt: skip


@dataclass
class County:
    """The story as it was told, and its people."""

    person: Person
    screen: Screen

    def member(self, name: str) -> Membership:
        email = county.address_of(name)
        return Membership.objects.select_related("user", "team").get(user__email=email)


@pytest.fixture
def told(site: Any) -> County:
    """Given the demonstration county, on a morning with seven people in custody."""
    story = county.read()
    with as_owner():
        county.make_agencies(story)
    county.Story(story).tell()
    with as_owner():
        person = Person.rows.get(given_name=NAME)
        return County(person, Screen.rows.get(person=person))


#: (who, status of the person's page, may search, tables with rows of the person)
SEES = [
    ("Sam Adeyemi", 200, False, {"people_person", "screening_screen"}),
    ("Alan Lowe", 200, False, {"people_person", "screening_screen"}),
    ("Grace Obi", 404, False, set()),
    ("Imran Shah", 404, False, set()),
]


@pytest.mark.parametrize(("who", "status", "searches", "tables"), SEES, ids=[s[0] for s in SEES])
def test_each_agency_sees_what_it_may_and_nothing_else(
    told: County, desk: Any, who: str, status: int, searches: bool, tables: set[str]
) -> None:
    member = told.member(who)
    page = desk(member).page
    person = f"/people/{told.person.reference}/"

    # When they open Today: it is there for all, and says nothing clinical.
    assert page.goto("/").status == 200
    then_it_is_fit_to_show(page, f"{who} today")

    # When they open the person's record.
    assert page.goto(person).status == status
    then_it_is_fit_to_show(page, f"{who} person")
    assert (NAME in page.content()) == (status == 200)

    # When they search, or print.
    for url in ("/find/", "/today/print/", f"{person}sharing/print/"):
        assert page.goto(url).status in ((200,) if searches else (403, 404))
        then_it_is_fit_to_show(page, f"{who} {url.strip('/').replace('/', ' ')}")

    # When they reach the database itself, as the web does.
    assert rows_by_sql(member, told.person) == tables


def test_the_nurse_who_screened_sees_all_of_it(told: County, desk: Any) -> None:
    """So that the rest is not true of an empty county."""
    page = desk(told.member("Priya Nair")).page
    page.goto(f"/people/{told.person.reference}/screening/{told.screen.pk}/")
    assert CLINICAL in page.content()
    found = rows_by_sql(told.member("Priya Nair"), told.person)
    assert {"people_person", "screening_screenanswer"} <= found


def then_it_is_fit_to_show(page: Any, name: str) -> None:
    assert CLINICAL not in page.content()
    check_accessible(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.screenshot(path=PICTURES / f"{name.lower().replace(' ', '-')}.png", full_page=True)


def rows_by_sql(member: Membership, person: Person) -> set[str]:
    """The tables in which the web role, signed in as this member, finds rows of the person."""
    found = set()
    with transaction.atomic(), working_as(member), connection.cursor() as cursor:
        for table in TABLES:
            column = "id" if table == "people_person" else "person_id"
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [person.pk])
            if cursor.fetchone()[0]:
                found.add(table)
    return found
