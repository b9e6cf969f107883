"""The woman who has had six of eight sessions: told by actions, on any day of the week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.pathways.models import Episode
from throughcare.plans.models import Driver
from throughcare.rehearsal import cast, county, sessions_story
from throughcare.rehearsal.days import Calendar
from throughcare.rehearsal.telling import Timeline, working_as
from throughcare.treatment.models import Session


@pytest.mark.parametrize("days", [0, 3])
def test_six_sessions_are_held_and_two_are_left(db: None, days: int) -> None:
    with as_owner():
        county.make_agencies(county.read())
        county.let_clock_be_set(True)
    now = clock.now() - timedelta(days=days)
    timeline, people = Timeline(), cast.read()
    sessions_story.tell(timeline, Calendar(now), people)
    assert timeline.play(now) == 12
    (who,) = people["sessions"]
    with working_as(sessions_story.LEAD) as ctx:
        held = Session.visible_to(ctx).filter(person_id=who.pk, held=True).count()
        assert (held, Session.visible_to(ctx).get(status="planned").number) == (6, 8)
        episode = Episode.visible_to(ctx).get(pathway=sessions_story.PATHWAY)
        assert (episode.stage, set(episode.criteria.values())) == ("treatment", {"met"})
        ratings = Driver.visible_to(ctx).values_list("first_rating", "now_rating")
        assert sorted(ratings) == [(6, 6), (8, 5), (9, 4)]
    with as_owner():
        county.let_clock_be_set(False)
