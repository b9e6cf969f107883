"""Counts without people: what a commissioner sees, what stays of destroyed lines."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from evidence import disclosure
from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.models import Event
from throughcare.court import actions, presenters, rules, selectors
from throughcare.court.models import CourtCoverage, CourtRequest, ListEntry
from throughcare.screening.retention import clear_entries


@pytest.mark.parametrize(
    ("parts", "total", "shown", "sum_shown"),
    [
        ((10, 20, 30), 60, [10, 20, 30], 60),
        # One small part: the next smallest is hidden too, or subtraction gives it away.
        ((3, 20, 30), 53, [None, None, 30], 53),
        ((3, 2, 30), 35, [None, None, 30], 35),
        # Nobody is nobody: 0 is said.
        ((0, 20, 30), 50, [0, 20, 30], 50),
        ((0, 3, 30), 33, [0, None, None], 33),
        ((5, 5, 5), 15, [5, 5, 5], 15),
        ((1, 1, 1), 3, [None, None, None], None),
        ((4, 4, 4), 12, [None, None, None], 12),
        # Two that come to less than 5 say too much together.
        ((1, 2, 30), 33, [None, None, None], 33),
        ((0, 0, 0), 0, [0, 0, 0], 0),
        ((0, 3, 0), 3, [None, None, None], None),
        ((4,), 4, [None], None),
        ((0, 5), 5, [0, 5], 5),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_worked_out(
    parts: Any, total: int, shown: Any, sum_shown: Any
) -> None:
    assert rules.protect_row(parts, total) == (shown, sum_shown)


def test_no_row_gives_a_small_count_away() -> None:
    """Every row up to 10 in each part: what is hidden could still be at least two counts."""
    for parts in product(range(11), repeat=3):
        shown, total = rules.protect_row(parts, sum(parts))
        assert not any(disclosure.is_small(count) for count in (*shown, total) if count), parts
        for at, count in enumerate(parts):
            if not disclosure.is_small(count):
                continue
            assert shown[at] is None, parts
            if total is not None:
                assert len(_could_be(shown, total, at)) > 1, parts


def _could_be(shown: list[int | None], total: int, at: int) -> set[int]:
    """What a reader who knows the rule can think of one hidden count: it is not 0."""
    hidden = [n for n, count in enumerate(shown) if count is None]
    left = total - sum(count for count in shown if count)
    return set(range(1, left - len(hidden) + 2)) if len(hidden) > 1 else {left}


def fill(house: Any, ctx_of: Any, **numbers: int) -> None:
    """So many lines with each outcome; "" for not tried."""
    with ctx_of(house.nurse) as ctx:
        for outcome, number in numbers.items():
            for n in range(number):
                facts = actions.EntryFacts(family_name=f"{outcome}{n}", custody="in_custody")
                entry = actions.add_entry(
                    ctx, place_id=house.place.pk, on=clock.today(), facts=facts
                )
                if outcome != "waiting":
                    actions.note_outcome(ctx, entry, outcome=outcome)


def test_a_commissioner_sees_counts_and_no_route_to_a_person(
    house: Any, ctx_of: Any, client_of: Any
) -> None:
    fill(house, ctx_of, seen=8, declined=2, waiting=7)
    board = client_of(house.commissioner)

    page = board.get(reverse("figures_coverage"))

    text = page.content.decode()
    assert page.status_code == 200
    assert "<td>8</td>" in text  # seen
    assert text.count("<td>17</td>") == 2  # listed, and all of them in custody
    assert text.count("<td>[c]</td>") == 2  # declined, and not seen, or it would follow
    assert "/people/" not in text.split("<main")[1]
    assert str(house.place.pk) not in text


def test_the_day_stands_on_the_commissioners_today(house: Any, ctx_of: Any, client_of: Any) -> None:
    fill(house, ctx_of, seen=8, declined=5, waiting=9)
    page = client_of(house.commissioner).get(reverse("today")).content.decode()
    assert "22 listed · 8 seen · 5 declined · 9 not seen" in page


def test_nobody_seen_is_said_as_0(house: Any, ctx_of: Any, client_of: Any) -> None:
    fill(house, ctx_of, waiting=9)
    page = client_of(house.commissioner).get(reverse("today")).content.decode()
    assert "9 listed · 0 seen · 0 declined · 9 not seen" in page


def test_nobody_else_is_given_the_counts_of_the_county(
    house: Any, ctx_of: Any, client_of: Any, make: Any
) -> None:
    fill(house, ctx_of, seen=6)
    provider_manager = make.member("manager", team=house.nurse.team)
    for member in (house.nurse, house.lead, house.adviser, house.stranger, provider_manager):
        assert client_of(member).get(reverse("figures_coverage")).status_code == 403
        with ctx_of(member):
            assert selectors.county_coverage(clock.today(), clock.today()) == []


def test_children_and_lists_taken_back_are_not_counted(house: Any, line: Any, ctx_of: Any) -> None:
    line(family_name="Young", age_about=15)
    with ctx_of(house.commissioner):
        assert selectors.county_coverage(clock.today(), clock.today()) == []


def test_the_week_shown_has_ended() -> None:
    assert rules.last_full_week(date(2026, 11, 19)) == (date(2026, 11, 9), date(2026, 11, 15))
    assert rules.last_full_week(date(2026, 11, 16)) == (date(2026, 11, 9), date(2026, 11, 15))


def test_a_row_says_hidden_not_nothing() -> None:
    row = presenters.count_row(selectors.PlaceCount("Court", 14, 3, 9, 0, 5))
    assert (row.listed, row.in_custody, row.seen) == ("14", "[c]", "9")
    assert (row.declined, row.not_seen) == ("0", "5")


# -- Destroyed after their time -----------------------------------------------------------------


def age(row: Any, days: int, **fields: Any) -> None:
    with as_owner():
        type(row).rows.filter(pk=row.pk).update(
            **{name: value - timedelta(days=days) for name, value in fields.items()}
        )


def test_unlinked_lines_go_and_their_counts_stay(
    house: Any, line: Any, linked: Any, ctx_of: Any
) -> None:
    old, new = line(family_name="Old", custody="in_custody"), line(family_name="New")
    age(old, 31, on=old.on)
    age(linked.entry, 31, on=linked.entry.on)
    with as_owner():
        assert clear_entries() == 1
        assert set(ListEntry.rows.values_list("pk", flat=True)) == {new.pk, linked.entry.pk}
        count = CourtCoverage.objects.get()
        assert (count.on, count.custody, count.outcome, count.people) == (
            old.on - timedelta(days=31), "in_custody", "", 1,
        )  # fmt: skip
        assert Event.rows.filter(subject_id=old.pk, type="court.entry_cleared").exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM app.row_history WHERE row_id = %s", [str(old.pk)])
            assert cursor.fetchone()[0] == 0
    with ctx_of(house.commissioner):
        first = old.on - timedelta(days=31)
        assert [row.listed for row in selectors.county_coverage(first, first)] == [2]


def test_old_requests_go_too(house: Any, ctx_of: Any) -> None:
    with ctx_of(house.adviser) as ctx:
        request = actions.ask_to_see(
            ctx,
            place_id=house.place.pk,
            facts=actions.RequestFacts(
                asked_by="legal_adviser",
                asker_name="Miriam Price",
                why="other",
                family_name="Okafor",
                needed_by=clock.now(),
            ),
        )
    age(request, 31, needed_by=request.needed_by)
    with as_owner():
        assert clear_entries() == 1
        assert not CourtRequest.rows.exists()
