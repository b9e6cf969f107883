"""The officer's side of the two who go the whole way: told by actions, seen by who may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.enforcement.presenters import clock_words
from throughcare.enforcement.selectors import told_of
from throughcare.orders.models import Order
from throughcare.predictors.models import PredictorScore
from throughcare.rehearsal import (
    cast,
    county,
    enforcement_story,
    order_story,
    predictor_story,
)
from throughcare.rehearsal.days import Calendar
from throughcare.rehearsal.telling import Timeline, working_as


@pytest.fixture
def told(db: None) -> Iterator[dict[str, order_story.Someone]]:
    with as_owner():
        county.make_agencies(county.read())
        county.let_clock_be_set(True)
    now = clock.now()
    timeline, people = Timeline(), cast.read()
    order_story.tell(timeline, Calendar(now), people)
    enforcement_story.tell(timeline, Calendar(now), people)
    predictor_story.tell(timeline, Calendar(now), people)
    timeline.play(now)
    yield {who.given: who for who in people["orders"]}
    with as_owner():
        county.let_clock_be_set(False)


def test_officer_treatment_and_court_each_see_their_part(
    told: dict[str, order_story.Someone],
) -> None:
    leanne, marlon = told["Leanne"], told["Marlon"]
    with working_as("Sam Adeyemi") as ctx:
        said = told_of(ctx, [leanne.pk])
        order = Order.visible_to(ctx).get(person_id=leanne.pk)
        assert sorted(row.status for row in said.absences) == ["acceptable", "warned"]
        assert clock_words(said.absences, order.pk, order.kind) is not None
        assert said.open_request() is not None
        assert [row.number for row in said.statements] == [1]
    with working_as("Omar Haddad") as ctx:
        said = told_of(ctx, [leanne.pk])
        assert len(said.absences) == 2
        assert [row.by_name for row in said.readings] == ["Omar Haddad"]
    with working_as("Priya Nair") as ctx:
        said = told_of(ctx, [marlon.pk])
        assert said.requests[0].status == "answered"
        assert said.reply_to(said.requests[0]) is not None


def test_the_officer_kept_two_scores_of_each_at_two_dates(
    told: dict[str, order_story.Someone],
) -> None:
    for name in ("Sam Adeyemi", "Omar Haddad"):
        with working_as(name) as ctx:
            for who in told.values():
                kept = list(PredictorScore.visible_to(ctx).filter(person_id=who.pk))
                assert len({row.assessed_on for row in kept}) == 2, name
