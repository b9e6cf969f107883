"""The parts of a record: no more in a row than fit, the rest one step away."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from throughcare.people.presenters import TABS_IN_A_ROW

ROW = re.compile(r'<nav class="app-subnav" aria-label="[^"]*record">(.*?)</nav>', re.DOTALL)


def parts(page: Any) -> tuple[list[str], list[str]]:
    """Addresses in the row, and under *More*."""
    (nav,) = ROW.findall(page.content.decode())
    row, _sep, more = nav.partition("<details")
    return re.findall(r'href="([^"]+)"', row), re.findall(r'href="([^"]+)"', more)


def test_lesser_parts_stand_under_more_which_is_named_after_the_one_that_is_open(
    make: Any, client_of: Any
) -> None:
    nurse = make.member("clinician")
    person = make.person(nurse)
    screens = reverse("screens", args=[person.reference])
    row, more = parts(client_of(nurse).get(reverse("person", args=[person.reference])))
    assert len(row) + len(more) > TABS_IN_A_ROW
    assert reverse("safety_plan", args=[person.reference]) in row
    assert screens in more
    page = client_of(nurse).get(screens)
    assert parts(page) == (row, more)
    assert '<summary aria-current="true">Screenings<' in page.content.decode()
    assert f'href="{screens}" aria-current="page"' in page.content.decode()
