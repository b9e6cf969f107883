"""One assessment from Today to its end, with the keyboard only, with and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.browser import check_accessible
from throughcare.screening import actions as screening

pytestmark = pytest.mark.browser


@pytest.fixture
def nurse(site: Any) -> Any:
    """A clinician whose team covers a custody suite."""
    make = site.make
    place = make.place(make.agency("police"), name="Northfield custody")
    return make.member("clinician", team=make.team(covers=(place,)), name="Priya Nair")


@pytest.fixture
def person(site: Any, nurse: Any) -> Any:
    """Somebody who was screened this morning, with the decision to assess here."""
    person = site.make.person(nurse, given_name="Marcus", family_name="Bright")
    with site.working_as(nurse) as ctx:
        screen = screening.open_screen(ctx, person_id=person.pk)
        given = screening.Given(answers={"q1": "no"}, decision="assess_here")
        screening.save_screen(ctx, screen_id=screen.pk, version=1, given=given)
    return person


def group(page: Any, words: str) -> Any:
    return page.get_by_role("group", name=words)


def press(desk: Any, role: str, name: Any) -> None:
    desk.keys.to(desk.page.get_by_role(role, name=name).first)
    desk.keys.press("Enter")


def when_the_assessment_is_begun(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    page.goto("/")
    press(desk, "link", re.compile("Assess here"))
    page.wait_for_url("**/assessments/after/**")
    keys.choose(group(page, "Do they agree to take part?"), 0)
    keys.choose(group(page, "Would they rather talk to a woman or a man?"), 1)
    keys.choose(group(page, "Is an interpreter needed?"), 1)
    keys.choose(group(page, "How do you meet?"), 0)
    keys.choose(group(page, "Which kind of assessment?"), 0)
    press(desk, "button", "Start assessment")
    page.get_by_text("0 of 22 parts completed").wait_for()


def when_safety_is_asked_about_and_acted_on(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    press(desk, "link", "Safety now")
    page.wait_for_url("**/safety/")
    keys.choose(group(page, "Are you thinking about hurting yourself"), 0)
    keys.to(page.get_by_label("What did Marcus say?").first)
    keys.type("Some nights, not today")
    keys.choose(group(page, "Are you afraid that you might hurt somebody?"), 1)
    keys.choose(group(page, "Are you afraid of somebody"), 2)
    keys.to(page.get_by_label("What helps"))
    keys.type("His sister")
    keys.to(page.get_by_label("When to look again"))
    keys.type("tomorrow")
    press(desk, "button", "Save and go on")
    page.get_by_role("heading", name="Act now: a safety answer").wait_for()
    assert "Some nights, not today" in page.locator("main").inner_text()
    keys.to(page.get_by_label("What did you do?"))
    keys.type("Sat with him")
    keys.to(page.get_by_label("Whom did you tell?"))
    keys.type("Sergeant Lowe")
    press(desk, "button", "Save what was done")
    page.get_by_text("Recorded what was done about the safety answer.").wait_for()


def when_housing_is_asked_about(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    press(desk, "link", re.compile("Finish the assessment"))
    page.get_by_text("1 of 22 parts completed").wait_for()
    press(desk, "link", "Somewhere to live")
    page.wait_for_url("**/area/housing/")
    keys.choose(group(page, "Was it asked?"), 0)
    keys.to(page.get_by_label("What was said"))
    keys.type("My sister has the sofa until Friday")
    keys.choose(group(page, "Is there a need?"), 0)
    press(desk, "button", "Save and go on")
    page.get_by_text("2 of 22 parts completed").wait_for()


def when_it_is_ended(desk: Any) -> None:
    page = desk.page
    press(desk, "link", "End assessment")
    page.get_by_text("These will be kept as “Not asked”").wait_for()
    press(desk, "button", "End assessment")
    page.get_by_text("Assessment completed: Marcus Bright.").wait_for()


def then_the_record_tells_it(desk: Any, person: Any) -> None:
    page = desk.page
    page.goto(f"/people/{person.reference}/")
    text = page.locator("main").inner_text()
    for words in ("Assessment completed", "Need found", "Safety answer acted on"):
        assert words in text, words
    page.goto(f"/people/{person.reference}/assessments/")
    assert "Not met yet" in page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_an_assessment_with_the_keyboard_only(
    nurse: Any, person: Any, desk: Any, script: bool
) -> None:
    mine = desk(nurse, script=script)
    when_the_assessment_is_begun(mine)
    when_safety_is_asked_about_and_acted_on(mine)
    when_housing_is_asked_about(mine)
    when_it_is_ended(mine)
    then_the_record_tells_it(mine, person)
    print(f"key presses besides typed words: {mine.keys.presses}")


def test_an_area_is_kept_while_it_is_typed_and_every_page_is_accessible(
    nurse: Any, person: Any, desk: Any
) -> None:
    mine = desk(nurse)
    page = mine.page
    page.goto("/")
    page.get_by_role("link", name=re.compile("Assess here")).first.click()
    check_accessible(page)
    page.get_by_role("button", name="Start assessment").click()
    page.get_by_text("There is a problem").wait_for()
    check_accessible(page)
    when_the_assessment_is_begun(mine)
    check_accessible(page)
    page.get_by_role("link", name="Money and debt").click()
    page.get_by_label("What you found").fill("Owes rent since August")
    page.get_by_text("Saved at").first.wait_for()
    check_accessible(page)
    page.get_by_label("Somebody says that it is severe now").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.get_by_label("What you found").input_value() == "Owes rent since August"
    check_accessible(page)
    page.get_by_role("link", name="Back to the list").click()
    assert "In progress" in page.locator("main").inner_text()
    page.get_by_role("link", name="Write the safety plan").click()
    check_accessible(page)
    page.get_by_label("People").fill("My sister")
    page.get_by_role("button", name="Save safety plan").click()
    page.get_by_text("Safety plan saved: version 1.").wait_for()
    check_accessible(page)
    page.get_by_role("link", name="Print in large type").click()
    check_accessible(page)
    size = page.locator(".app-large p").first.evaluate("p => getComputedStyle(p).fontSize")
    assert float(size.removesuffix("px")) >= 24
