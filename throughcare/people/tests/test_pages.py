"""The pages of a record: what each role sees, what each costs, and what stays hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from throughcare.people import actions
from throughcare.people.models import Person

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
    html = client_of(me).get(reverse("person", args=[person.reference])).content.decode()
    assert "Leanne Whitlock" in html
    assert "999 491 3581" in html
    assert f"<title>LW, {person.reference}" in html
    assert "Added to Throughcare" in html
    assert "Helen Marsh" in html
