"""What is typed from a custody list is read as it was meant, or said to be unreadable."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from throughcare.core.clock import LONDON
from throughcare.screening.typed import read_arrival, read_born, read_next

TODAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 9, 0, tzinfo=LONDON)

BORN = """
8/7/1999        | 1999-07-08 |
8 July 1999     | 1999-07-08 |
8/7/99          | 1999-07-08 |
1999-07-08      | 1999-07-08 |
3/1/05          | 2005-01-03 |
27              |            | 27
about 27        |            | 27
                |            |
8/7             | unreadable |
tomorrow        | unreadable |
20/11/2026      | unreadable |
111             | unreadable |
31/2/1990       | unreadable |
Marcus          | unreadable |
"""


@pytest.mark.parametrize("line", BORN.strip("\n").splitlines())
def test_a_birth_date_or_an_age(line: str) -> None:
    text, born, *age = (part.strip() for part in line.split("|"))
    if born == "unreadable":
        with pytest.raises(ValueError):
            read_born(text, today=TODAY)
        return
    expected = (date.fromisoformat(born) if born else None, int(age[0]) if age and age[0] else None)
    assert read_born(text, today=TODAY) == expected


ARRIVED = """
12:04am         | 2026-11-19 00:04
8:55am          | 2026-11-19 08:55
11pm            | 2026-11-18 23:00
yesterday 11pm  | 2026-11-18 23:00
18/11 23:10     | 2026-11-18 23:10
18 November, 11:10pm | 2026-11-18 23:10
tomorrow 9am    | unreadable
soon            | unreadable
9               | unreadable
1/1/2020 9am    | unreadable
"""


@pytest.mark.parametrize("line", ARRIVED.strip().splitlines())
def test_when_somebody_arrived(line: str) -> None:
    text, expected = (part.strip() for part in line.split("|"))
    if expected == "unreadable":
        with pytest.raises(ValueError):
            read_arrival(text, now=NOW)
        return
    assert read_arrival(text, now=NOW) == datetime.fromisoformat(expected).replace(tzinfo=LONDON)


AGAIN = """
9:30am          | 2026-11-19 09:30
8am             | 2026-11-20 08:00
tomorrow 9am    | 2026-11-20 09:00
yesterday 9am   | unreadable
in a while      | unreadable
"""


@pytest.mark.parametrize("line", AGAIN.strip().splitlines())
def test_when_to_come_back(line: str) -> None:
    text, expected = (part.strip() for part in line.split("|"))
    if expected == "unreadable":
        with pytest.raises(ValueError):
            read_next(text, now=NOW)
        return
    assert read_next(text, now=NOW) == datetime.fromisoformat(expected).replace(tzinfo=LONDON)


def test_nothing_typed_is_nothing() -> None:
    assert read_arrival(" ", now=NOW) is None
    assert read_next("", now=NOW) is None
