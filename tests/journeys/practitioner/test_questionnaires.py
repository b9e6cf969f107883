"""Three questionnaires typed by hand with the keyboard only, with and without scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.browser import check_accessible
from throughcare.core import clock
from throughcare.instruments import actions, library, rules

pytestmark = pytest.mark.browser

#: What is typed for each: 26 answers and three times Enter (screens.md §2).
TYPED = (("phq-9", "222111110"), ("gad-7", "1111110"), ("core-10", "1331101111"))
MOST_KEYS = 29


@pytest.fixture
def practitioner(site: Any) -> Any:
    return site.make.member("clinician", name="Helen Marsh")


@pytest.fixture
def person(site: Any, practitioner: Any) -> Any:
    """Somebody who answered the same questionnaires at two sessions before."""
    person = site.make.person(practitioner, given_name="Leanne", family_name="Whitlock")
    earlier = (("phq-9", "333222220"), ("gad-7", "2223332"))
    with site.working_as(practitioner) as ctx:
        for weeks in (2, 1):
            for name, row in earlier:
                found = library.find(name)
                assert found is not None
                actions.administer(
                    ctx,
                    person_id=person.pk,
                    questionnaire=found,
                    answers=rules.Answers(rules.read_row(found.instrument, row)),
                    how=actions.How(answered_on=clock.today() - timedelta(weeks=weeks)),
                )
    return person


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_three_questionnaires_take_29_keys_besides_finding_the_way(
    desk: Any, practitioner: Any, person: Any, script: bool
) -> None:
    at_work = desk(practitioner, script=script)
    page, keys = at_work.page, at_work.keys
    typed = 0
    for name, row in TYPED:
        page.goto(f"/people/{person.reference}/questionnaires/")
        keys.to(page.get_by_role("link", name=name.upper(), exact=True).last)
        keys.press("Enter")
        page.wait_for_url(f"**/new/{name}/")
        keys.to(page.get_by_role("textbox", name="Answers in a row"))
        keys.type(row)
        keys.press("Enter")
        page.wait_for_url("**/questionnaires/")
        typed += len(row) + 1
    assert typed <= MOST_KEYS
    assert page.get_by_text("Reliably better").first.is_visible()
    caption = page.locator("figcaption").inner_text()
    assert "PHQ-9 has fallen." in caption
    assert "GAD-7 has fallen." in caption


def test_the_pages_pass_axe_empty_full_and_with_errors(
    desk: Any, practitioner: Any, person: Any, site: Any
) -> None:
    page = desk(practitioner).page
    stranger = site.make.person(practitioner, given_name="Marcus", family_name="Bright")
    for address in (
        f"/people/{stranger.reference}/questionnaires/",
        f"/people/{person.reference}/questionnaires/",
        f"/people/{person.reference}/questionnaires/new/phq-9/",
        f"/people/{person.reference}/questionnaires/new/audit/",
    ):
        page.goto(address)
        check_accessible(page)
    page.get_by_role("textbox", name="Answers in a row").fill("12")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("AUDIT has 10 questions, and 2 answers are typed").first.wait_for()
    check_accessible(page)
    page.goto(f"/people/{person.reference}/questionnaires/new/phq-9/")
    page.get_by_role("textbox", name="Answers in a row").fill("222222222")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("heading", name="Act now: a safety answer").wait_for()
    check_accessible(page)
    page.goto(f"/people/{person.reference}/questionnaires/")
    page.locator("#each-heading, [aria-labelledby=each]").get_by_role("link").first.click()
    check_accessible(page)
