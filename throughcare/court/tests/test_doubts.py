"""A newer list that names somebody else at a line with a record is said, and never followed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from throughcare.court import actions
from throughcare.court.models import ListEntry
from throughcare.court.tests.conftest import listed, two_cases
from throughcare.court.tests.pages import day_of, entry_url
from throughcare.people.models import Person

ASKED = "Is this still the right record?"


@pytest.fixture
def matched(make: Any, house: Any, ctx_of: Any) -> ListEntry:
    """The first line of a list, on the record of whom it names."""
    born = date(1990, 5, 4)
    person = make.person(
        house.nurse, given_name="Marcus", family_name="Bright1", born_on=born, born_about=False
    )
    with ctx_of(house.nurse) as ctx:
        actions.take_list_in(ctx, two_cases())
        entry = ListEntry.visible_to(ctx).get(family_name="Bright1")
        return actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)


def list_again(house: Any, ctx_of: Any, **facts: Any) -> None:
    facts = {"born_on": date(1990, 5, 4), "custody": "in_custody", **facts}
    with ctx_of(house.nurse) as ctx:
        actions.take_list_in(ctx, two_cases(first=listed(1, **facts)))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"given": "Otto", "family": "Other"}, "The list now says Otto Other, born 4 May 1990."),
        ({"born_on": date(1999, 9, 9)}, "The list now says Marcus Bright1, born 9 September 1999."),
    ],
)
def test_whoever_is_named_otherwise_keeps_the_record_and_staff_are_asked(
    nurse: Any, house: Any, ctx_of: Any, matched: ListEntry, facts: dict[str, Any], said: str
) -> None:
    list_again(house, ctx_of, **facts)

    for url in (day_of(house), entry_url("court_entry", matched)):
        page = nurse.get(url).content.decode()
        assert f"{said} {ASKED}" in page
        assert entry_url("court_entry_unlink", matched) in page
    with ctx_of(house.nurse) as ctx:
        assert ListEntry.visible_to(ctx).get(pk=matched.pk).person_id == matched.person_id


@pytest.mark.parametrize(
    "facts",
    [{"custody": "on_bail"}, {"given": "MARCUS J", "family": "BRIGHT1"}, {"born_on": None}],
)
def test_a_change_that_agrees_with_the_record_asks_nothing(
    nurse: Any, house: Any, ctx_of: Any, matched: ListEntry, facts: dict[str, Any]
) -> None:
    list_again(house, ctx_of, **facts)
    page = nurse.get(day_of(house)).content.decode()
    assert "Changed:" in page
    assert ASKED not in page


def test_a_corrected_record_settles_it(
    nurse: Any, house: Any, ctx_of: Any, matched: ListEntry
) -> None:
    list_again(house, ctx_of, family="Other")
    with ctx_of(house.nurse) as ctx:
        Person.visible_to(ctx, "amend").filter(pk=matched.person_id).update(family_name="Other")
    assert ASKED not in nurse.get(day_of(house)).content.decode()
