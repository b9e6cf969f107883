"""The Jinja2 filters: ``throughcare.design.words`` with the present filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from markupsafe import Markup

from throughcare.core import clock
from throughcare.design import words


def nhs_number(number: str | None) -> Markup:
    """The number in three groups that never split over lines, or the words for none."""
    return nowrap(words.nhs_number(number))


def nowrap(text: str) -> Markup:
    """Words that must stay on one line."""
    return Markup('<span class="nhsuk-u-nowrap">{}</span>').format(text)


def short_date(on: date) -> str:
    return words.short_date(on, today=clock.today())


def day_date(on: date) -> str:
    return words.day_date(on, today=clock.today())


def near_day(on: date) -> str:
    return words.near_day(on, today=clock.today())


def moment(at: datetime) -> str:
    return words.moment(at, now=clock.now())


def until(at: datetime) -> str:
    return words.until(at, now=clock.now())


def ago(at: datetime) -> str:
    return words.ago(at, now=clock.now())


def age(on: date) -> int:
    return words.age(on, today=clock.today())


def born(on: date) -> str:
    return words.born(on, today=clock.today())


def time_tag(at: date | datetime | time, text: str) -> Markup:
    """``<time datetime="…">words</time>``, so that a machine can read it too."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), text)


FILTERS: dict[str, Callable[..., Any]] = {
    "full_date": words.full_date,
    "full_moment": words.full_moment,
    "clock": words.clock,
    "duration": words.duration,
    "thousands": words.thousands,
    "initials": words.initials,
    "and_list": words.and_list,
    "short_date": short_date,
    "day_date": day_date,
    "near_day": near_day,
    "moment": moment,
    "in_a_sentence": words.in_a_sentence,
    "until": until,
    "ago": ago,
    "age": age,
    "born": born,
    "nhs_number": nhs_number,
    "nowrap": nowrap,
    "time_tag": time_tag,
}
