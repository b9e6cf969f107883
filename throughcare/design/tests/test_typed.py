"""What people type for a day or a time, read as they meant it."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.design import typed, words

TODAY = date(2026, 11, 19)  # a Thursday


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("19/11", date(2026, 11, 19)),
        ("19/11/26", date(2026, 11, 19)),
        ("19/11/2026", date(2026, 11, 19)),
        ("19.11.2026", date(2026, 11, 19)),
        ("19-11", date(2026, 11, 19)),
        ("2026-11-19", date(2026, 11, 19)),
        ("19 November", date(2026, 11, 19)),
        ("19th nov", date(2026, 11, 19)),
        ("Thursday 19 November 2026", date(2026, 11, 19)),
        ("Thursday, 19 November", date(2026, 11, 19)),
        ("3 jan", date(2027, 1, 3)),
        ("3/1", date(2027, 1, 3)),
        ("30/10", date(2026, 10, 30)),
        ("today", TODAY),
        ("  Tomorrow ", date(2026, 11, 20)),
        ("yesterday", date(2026, 11, 18)),
        ("friday", date(2026, 11, 20)),
        ("thursday", date(2026, 11, 26)),
        ("wed", date(2026, 11, 25)),
        ("29/2", None),
    ],
)
def test_a_near_date(text: str, on: date | None) -> None:
    assert typed.read_near_date(text, today=TODAY) == on


def test_the_last_day_of_december_typed_in_january_is_in_the_past() -> None:
    assert typed.read_near_date("28/12", today=date(2027, 1, 4)) == date(2026, 12, 28)


@pytest.mark.parametrize(
    "text", ["", "soon", "31/02", "45/45", "19/11/206", "٣/٤", "9" * 500, "november", "19 no"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert typed.read_near_date(text, today=TODAY) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text: str) -> None:
    typed.read_near_date(text, today=TODAY)
    typed.read_time(text)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_a_date_as_we_write_it_is_read_back(on: date) -> None:
    assert typed.read_near_date(words.full_date(on), today=TODAY) == on


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9:05am", time(9, 5)),
        ("9.05", time(9, 5)),
        ("0905", time(9, 5)),
        ("14:30", time(14, 30)),
        ("2pm", time(14, 0)),
        ("2 PM", time(14, 0)),
        ("2 p.m.", time(14, 0)),
        ("12am", time(0, 0)),
        ("12pm", time(12, 0)),
        ("noon", time(12, 0)),
        ("12 noon", time(12, 0)),
        ("midnight", time(0, 0)),
        ("2", None),
        ("13pm", None),
        ("24:00", None),
        ("9:75", None),
        ("", None),
    ],
)
def test_a_time(text: str, at: time | None) -> None:
    assert typed.read_time(text) == at


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_time_as_we_say_it_is_read_back(at: time) -> None:
    assert typed.read_time(words.clock(at)) == at
