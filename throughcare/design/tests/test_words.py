"""The content style: one table for each way of saying."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from throughcare.design import words
from throughcare.design.words import LONDON

TODAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 9, 0, tzinfo=LONDON)


def test_dates_are_written_in_full_and_days_named_inside_the_current_year() -> None:
    assert words.full_date(TODAY) == "19 November 2026"
    assert words.day_date(TODAY, today=TODAY) == "Thursday 19 November"
    assert words.day_date(date(2027, 1, 4), today=TODAY) == "4 January 2027"
    assert words.short_date(date(2026, 3, 1), today=TODAY) == "1 March"
    assert words.short_date(date(2025, 3, 1), today=TODAY) == "1 March 2025"
    assert words.near_day(TODAY + timedelta(days=1), today=TODAY) == "Tomorrow"
    assert words.near_day(TODAY - timedelta(days=1), today=TODAY) == "Yesterday"
    assert words.near_day(TODAY, today=TODAY) == "Today"
    assert words.near_day(date(2026, 11, 24), today=TODAY) == "Tuesday 24 November"
    noon = datetime(2026, 11, 19, 12, tzinfo=words.LONDON)
    assert words.near_moment(noon, now=noon) == "Today, 12 noon"
    assert words.near_moment(noon - timedelta(days=1), now=noon) == "Yesterday, 12 noon"
    assert words.in_a_sentence("Yesterday, 2pm") == "yesterday, 2pm"
    assert words.in_a_sentence("Tuesday 24 November, 2pm") == "Tuesday 24 November, 2pm"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(9, 5), "9:05am"),
        (time(14, 0), "2pm"),
        (time(12, 0), "12 noon"),
        (time(0, 0), "12 midnight"),
        (time(12, 1), "12:01pm"),
        (time(0, 30), "12:30am"),
        (time(23, 59), "11:59pm"),
        # British summer time: what the clock on the wall says, not the server's.
        (datetime(2026, 7, 1, 8, 5, tzinfo=UTC), "9:05am"),
        (datetime(2026, 11, 19, 8, 5, tzinfo=UTC), "8:05am"),
    ],
)
def test_times_are_said_as_people_say_them(at: time | datetime, said: str) -> None:
    assert words.clock(at) == said


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.clock(datetime(2026, 11, 19, 9, 0))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 19, 14, 0, tzinfo=LONDON), "2pm"),
        (datetime(2026, 11, 20, 9, 15, tzinfo=LONDON), "Tomorrow, 9:15am"),
        (datetime(2026, 11, 18, 9, 15, tzinfo=LONDON), "Yesterday, 9:15am"),
        (datetime(2026, 11, 24, 9, 20, tzinfo=LONDON), "24 November, 9:20am"),
        (datetime(2025, 11, 24, 12, 0, tzinfo=LONDON), "24 November 2025, 12 noon"),
        # Half past midnight in London is still yesterday in UTC.
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July, 12:30am"),
    ],
)
def test_a_moment_says_its_day_unless_it_is_today(at: datetime, said: str) -> None:
    assert words.moment(at, now=NOW) == said


def test_after_a_verb_a_moment_says_at_or_on_which_day() -> None:
    for at, said in (
        (datetime(2026, 11, 19, 14, 0, tzinfo=LONDON), "at 2pm"),
        (datetime(2026, 11, 18, 23, 35, tzinfo=LONDON), "yesterday at 11:35pm"),
        (datetime(2026, 11, 24, 9, 20, tzinfo=LONDON), "on 24 November at 9:20am"),
    ):
        assert words.at_moment(at, now=NOW) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (20, "in 20 minutes"),
        (1, "in 1 minute"),
        (0.5, "now"),
        (-0.5, "now"),
        (60, "in 1 hour"),
        (90, "in 1 hour 30 minutes"),
        (6 * 60 + 10, "in 6 hours"),
        (24 * 60 * 3 + 5, "in 3 days"),
        (47 * 60, "in 47 hours"),
        (-5, "5 minutes late"),
        (-60 * 24 * 2, "2 days late"),
    ],
)
def test_a_deadline_adds_words(minutes: float, said: str) -> None:
    assert words.until(NOW + timedelta(minutes=minutes), now=NOW) == said


def test_how_long_ago() -> None:
    assert words.ago(NOW - timedelta(seconds=20), now=NOW) == "just now"
    assert words.ago(NOW - timedelta(minutes=20), now=NOW) == "20 minutes ago"


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(1991, 3, 14), date(2026, 3, 13), 34),
        (date(1991, 3, 14), date(2026, 3, 14), 35),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 19), TODAY, 0),
    ],
)
def test_age_is_in_full_years(born: date, today: date, years: int) -> None:
    assert words.age(born, today=today) == years


def test_born_carries_the_age() -> None:
    assert words.born(date(1991, 3, 14), today=TODAY) == "14 March 1991 (35)"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("9994913581", "999 491 3581"),
        ("999-491-3581", "999 491 3581"),
        ("999 491 3581", "999 491 3581"),
        ("", "No NHS number yet"),
        (None, "No NHS number yet"),
        ("99949", "99949"),
    ],
)
def test_an_nhs_number_stands_in_three_groups(given: str | None, said: str) -> None:
    assert words.nhs_number(given) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Leanne Whitlock", "LW"),
        ("Mary Jane O\u2019Neill", "MO"),
        ("Cher", "C"),
        ("zofia (zosia) źrebiec", "ZŹ"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_initials_are_all_that_a_title_says_of_a_name(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def test_numbers_ranges_and_lists() -> None:
    assert words.thousands(12345) == "12,345"
    assert words.date_range(TODAY, date(2026, 12, 3), today=TODAY) == "19 November to 3 December"
    assert words.time_range(time(9), time(10, 30)) == "9am to 10:30am"
    assert words.and_list(["day", "month", "year"]) == "day, month and year"
    assert words.and_list(["day"]) == "day"
    assert words.and_list([]) == ""
    assert words.full_moment(NOW) == "19 November 2026, 9am"
