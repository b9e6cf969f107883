"""Who is a child, in London days, and that every page about one says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from throughcare.core import clock
from throughcare.people.under_18 import is_under_18

IS_A_CHILD = """
2008-11-20 |    | yes
2008-11-19 |    | no
2008-02-29 |    | no
           | 17 | yes
           | 18 | no
           |    | no
"""


@pytest.mark.parametrize("line", IS_A_CHILD.strip("\n").splitlines())
def test_who_is_a_child_on_19_november_2026(line: str) -> None:
    born, age, expected = (part.strip() for part in line.split("|"))
    found = is_under_18(
        born_on=date.fromisoformat(born) if born else None,
        age_about=int(age) if age else None,
        today=date(2026, 11, 19),
    )
    assert found == (expected == "yes")


@pytest.mark.parametrize(("years", "said"), [(17, True), (18, False)])
def test_the_record_of_a_child_says_so_on_every_page(
    make: Any, client_of: Any, years: int, said: bool
) -> None:
    nurse = make.member("clinician")
    today = clock.today()
    person = make.person(nurse, born_on=date(today.year - years, 1, 1))
    page = client_of(nurse).get(f"/people/{person.reference}/").content.decode()
    assert ("Under 18" in page) == said
