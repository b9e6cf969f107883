"""Support and the plan of the two who go the whole way, as each role finds them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.plans import selectors
from throughcare.plans.models import Plan
from throughcare.rehearsal import cast, county, order_story, support_story
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar
from throughcare.rehearsal.telling import Timeline, working_as
from throughcare.support.models import SupportTask


@pytest.fixture
def told(db: None) -> Iterator[tuple[Someone, Someone]]:
    with as_owner():
        county.make_agencies(county.read())
        county.let_clock_be_set(True)
    now = clock.now()
    timeline, people = Timeline(), cast.read()
    order_story.tell(timeline, Calendar(now), people)
    support_story.tell(timeline, Calendar(now), people)
    assert timeline.play(now) == 17 + 22
    yield order_story.protagonists(people)
    with as_owner():
        county.let_clock_be_set(False)


def test_the_first_version_is_in_force_and_the_second_waits_for_two(
    told: tuple[Someone, Someone],
) -> None:
    lea, marlon = told
    with working_as("Jo Castell") as ctx:
        (plan,) = selectors.plans_of(ctx, [lea.pk])
        asked = selectors.parties_of(ctx, plan)
        waiting = [e for e in asked if e.party.number == 2 and e.signed_at is None]
        assert selectors.in_force(asked) == 1
        assert {e.party.name or e.team for e in waiting} == {
            "Housing options, Northfield Council",
            "Northfield treatment team",
        }
        assert [plan.status for plan in selectors.plans_of(ctx, [marlon.pk])] == ["ended"]
        assert selectors.roadmap_for(ctx, marlon.pk).given_on is not None
        assert SupportTask.visible_to(ctx).filter(person_id=lea.pk, status="waiting").count() == 1
    with working_as("Sam Adeyemi") as ctx:
        said = {part.what for part in selectors.parts_of(ctx, plan) if part.holds_in(2)}
        assert "Appointments every week, 11am or later" in said
        assert "I want my own front door" in said
        assert not SupportTask.visible_to(ctx).exists()
        assert Plan.visible_to(ctx).filter(person_id=lea.pk).exists()
