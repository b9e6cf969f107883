"""The two who go the whole way: their orders, and who works with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import as_owner
from throughcare.assessments.models import SafetyAnswer
from throughcare.core import clock
from throughcare.orders.models import Order, Requirement
from throughcare.people.models import Person
from throughcare.rehearsal import cast, county, order_story
from throughcare.rehearsal.days import Calendar
from throughcare.rehearsal.telling import Timeline
from throughcare.sharing.models import Willingness

LEA, MARLON = "Leanne Arkwright", "Marlon Tasker"


@pytest.fixture
def told(db: None) -> Iterator[dict[str, order_story.Someone]]:
    with as_owner():
        county.make_agencies(county.read())
        county.let_clock_be_set(True)
    now = clock.now()
    timeline, people = Timeline(), cast.read()
    order_story.tell(timeline, Calendar(now), people)
    assert timeline.play(now) == 17
    yield {f"{who.given} {who.family}": who for who in people["orders"]}
    with as_owner():
        county.let_clock_be_set(False)


def test_each_said_that_they_are_willing_before_the_order_was_made(
    told: dict[str, order_story.Someone],
) -> None:
    with as_owner():
        for who in told.values():
            said = Willingness.rows.get(person_id=who.pk)
            order = Order.rows.get(person_id=who.pk)
            assert said.at.date() < order.made_on
            assert said.easy_read_copy_given
        lea, marlon = (told[name].pk for name in (LEA, MARLON))
        states = {
            pk: set(Requirement.rows.filter(person_id=pk).values_list("kind", "status"))
            for pk in (lea, marlon)
        }
    assert states[lea] == {
        ("mental_health_treatment", "active"),
        ("rehabilitation_activity", "active"),
    }
    assert states[marlon] == {("mental_health_treatment", "ended")}


#: Who works with her: sees the order, sees clinical detail.
SEES = {
    "Priya Nair": (True, True),
    "Omar Haddad": (True, True),
    "Helen Marsh": (True, True),
    "Sam Adeyemi": (True, False),
    "Jo Castell": (True, False),
    "Lucy Tran": (False, False),
    "Alan Lowe": (False, False),
}


def test_those_who_work_with_them_see_what_their_role_allows(
    told: dict[str, order_story.Someone],
) -> None:
    lea = told[LEA].pk
    for who, (sees_order, sees_clinical) in SEES.items():
        with county.working_as(who) as ctx:
            assert Person.visible_to(ctx).filter(pk=lea).exists() is sees_order, who
            assert Order.visible_to(ctx).filter(person_id=lea).exists() is sees_order, who
            assert Willingness.visible_to(ctx).filter(person_id=lea).exists() is sees_order, who
            answers = SafetyAnswer.visible_to(ctx).filter(person_id=lea)
            assert answers.exists() is sees_clinical, who
