"""A woman and a man from before sentence to the last follow-up, by six roles, through the pages.

She works with scripts and comes to all; he works without and misses one. Each finds the next step
on their own screen: Today, the record, a part of it. The calendar of the site goes forward.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.whole import after, before, during
from tests.journeys.whole.before import SENTENCE, Who
from tests.journeys.whole.county import Northshire, set_up
from tests.journeys.whole.during import Told

pytestmark = pytest.mark.browser

NADINE = Who(
    "Nadine", "Cotterill", "Nad", "Female", ("9", "4", "1993"), "999 000 0018",
    "Community order", "I want my own front door",
)  # fmt: skip
DESMOND = Who(
    "Desmond", "Ashby", "Des", "Male", ("30", "9", "1984"), "999 000 0026",
    "Suspended sentence order", "I want to drive again",
)  # fmt: skip
WORST = Told("322222221", "3222322", "2323223222", "Understanding what happens", "Sleeps 3 hours.")
SECOND = Told(gad="2222211", core="2223222211", on_tablet=True)
LAST = Told("111010000", "1110100", "0331010000", "Looking back", "Used the five steps alone.")
CLINICAL = "Sleeps 3 hours"


def days(number: int) -> Any:
    return SENTENCE + timedelta(days=number)


@pytest.mark.parametrize(
    ("who", "script"),
    [
        # A minute of processor each: `make journeys` runs both, the ordinary run the second.
        pytest.param(NADINE, True, id="woman, scripts", marks=pytest.mark.slow),
        pytest.param(DESMOND, False, id="man, no scripts"),
    ],
)
def test_carried_from_sentence_to_follow_up(site: Any, desk: Any, who: Who, script: bool) -> None:
    county = set_up(site, desk, script=script)
    to_the_order(county, who)
    under_the_order(county, who)
    told_and_seen(county, who, comes_to_all=script)
    the_year_after(county, who)


def to_the_order(county: Northshire, who: Who) -> None:
    county.on(days(-14))
    before.added(county, who)
    before.agrees(county, who)
    before.officer_brought_in(county, who)
    before.found_suitable(county, who)
    before.signed(county, who)
    before.read_by_officer(county, who)
    county.on(days(0), "12:30")
    before.order_entered(county, who)
    before.brought_in(county, who)
    before.accepted(county, who)
    before.taken_on(county, who)


def under_the_order(county: Northshire, who: Who) -> None:
    county.on(days(4), "15:00")
    during.first_came(county, who)
    county.on(days(11), "14:55")
    during.session(county, who, WORST.then(days(18)))
    county.on(days(15))
    during.plan_written(county, who)
    during.plan_signed(county, who)


def told_and_seen(county: Northshire, who: Who, *, comes_to_all: bool) -> None:
    county.on(days(18), "13:50")
    if comes_to_all:
        during.tablet(county, who)
    county.on(days(18), "14:55")
    told = SECOND if comes_to_all else Told(came="No")
    during.session(county, who, told.then(days(84)))
    county.on(days(19), "09:30")
    during.moved_on(county, who)
    during.stated(county, who)
    if not comes_to_all:
        during.decided(county, who, unseen=CLINICAL)
    after.roadmap_written(county, who)
    county.on(days(20))
    code = after.own_pages_given(county, who)
    after.says(after.looks(county, who, code, "2pm"))


def the_year_after(county: Northshire, who: Who) -> None:
    county.on(days(84), "14:55")
    during.session(county, who, LAST)
    after.ended(county, who)
    for reader in ("The person", "Their probation officer"):
        after.letter(county, who, reader)
    after.roadmap_given(county, who)
    county.on(days(85))
    after.requirement_completed(county, who, unseen=CLINICAL)
    county.on(days(84 + 90))
    after.not_reached(county, who)
    county.on(days(84 + 97))
    after.followed_up(county, who, "111011100")
    county.on(days(84 + 365))
    after.followed_up(county, who, "110010000")
    after.nothing_is_owed(county, who)
