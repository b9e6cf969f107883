"""The directory and the referrals of the demonstration, told by actions alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.referrals import selectors
from throughcare.referrals.models import DirectoryService, Referral, Signpost
from throughcare.rehearsal import cast, county, order_story, referral_story
from throughcare.rehearsal.days import Calendar
from throughcare.rehearsal.telling import Timeline, working_as


@pytest.fixture
def told(db: None) -> Iterator[None]:
    with as_owner():
        county.make_agencies(county.read())
        county.let_clock_be_set(True)
    now = clock.now()
    timeline, people = Timeline(), cast.read()
    order_story.tell(timeline, Calendar(now), people)
    before = len(timeline.scenes)
    referral_story.tell(timeline, Calendar(now), people)
    assert len(timeline.scenes) - before <= 25
    timeline.play(now)
    yield
    with as_owner():
        county.let_clock_be_set(False)


def test_every_way_that_a_referral_can_go_is_told(told: None) -> None:
    with as_owner():
        kinds = set(Referral.rows.values_list("status", "how"))
        signposts = Signpost.rows.count()
    assert kinds == {
        ("kept", "team"),
        ("kept", "letter"),
        ("declined", "phone"),
        ("accepted", "team"),
        ("sent", "team"),
    }
    assert signposts == 2
    with working_as("Jo Castell") as ctx:
        todo = selectors.inbox(ctx, selectors.TO_DO)
        assert {row.service_name for row in todo} == {
            "Harbour Lights link workers",
            "Harbour Lights debt and benefits desk",
        }
    # Somebody has something to look at again.
    checked = set(DirectoryService.objects.values_list("checked_on", flat=True))
    assert len(checked) == 2
