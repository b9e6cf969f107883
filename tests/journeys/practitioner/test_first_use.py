"""The first use: names from the custody board, the record, the screening, Today.

With the keyboard only, with and without scripts. The screening itself, sharing rows included,
takes at most 160 key presses besides typed words (screens.md §2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.journeys.browser import check_accessible

pytestmark = pytest.mark.browser

MOST_PRESSES = 160
YES, NO, NOT_SAID = 0, 1, 2


@dataclass
class Suite:
    place: Any
    nurse: Any
    lead: Any


@pytest.fixture
def suite(site: Any) -> Suite:
    make = site.make
    place = make.place(make.agency("police"), name="Northfield custody")
    team = make.team(covers=(place,))
    return Suite(
        place,
        make.member("clinician", team=team, name="Priya Nair"),
        make.member("supervisor", team=team, name="Ruth Sandford"),
    )


# --- What is done, step by step --------------------------------------------------------------


def when_two_people_are_put_on_the_list(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    page.goto("/")
    keys.to(page.get_by_role("link", name="Start a screening"))
    keys.press("Enter")
    page.wait_for_url("**/custody/place-*/")
    keys.to(page.get_by_role("link", name="Add people to the list"))
    keys.press("Enter")
    page.wait_for_url("**/add/")
    for row, words in enumerate(
        [
            {"First name": "Marcus", "Family name": "Bright", "Date of birth or age": "8/7/1999",
             "Cell": "7", "Arrived": "12:04am"},
            {"First name": "Shanice", "Family name": "Campbell", "Date of birth or age": "30",
             "Cell": "3", "Worry flagged by custody": "self-harm"},
        ]
    ):  # fmt: skip
        line = page.get_by_role("group", name=f"Person {row + 1}")
        for label, typed in words.items():
            keys.to(line.get_by_label(label, exact=True))
            keys.type(typed)
    keys.to(page.get_by_role("button", name="Add to the list"))
    keys.press("Enter")
    page.get_by_text("2 people added to the list.").wait_for()


def then_the_worry_stands_first(page: Any) -> None:
    text = page.locator("main").inner_text()
    assert text.index("Do first") < text.index("Shanice Campbell") < text.index("Marcus Bright")


def when_marcus_is_added_to_our_records(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    keys.to(link(page, "Find the record"))
    keys.press("Enter")
    page.wait_for_url("**/match/")
    # Nobody like him is known, so "None of these" is chosen already.
    keys.to(page.get_by_role("button", name="Go on"))
    keys.press("Enter")
    page.wait_for_url("**/screening/new/")


def link(page: Any, task: str, name: str = "Marcus Bright") -> Any:
    """The link of a line: what to do, and to whom."""
    return page.get_by_role("link", name=re.compile(f"{task} ?: {name}"))


def group(page: Any, words: str) -> Any:
    return page.get_by_role("group", name=words)


ANSWERS = {
    "Are you thinking about hurting yourself": NO,
    "Have you ever tried to end your life": YES,
    "Do you need a nurse or doctor now": NO,
    "Do you see or hear things": NO,
    "In the last 2 weeks": YES,
    "Do you take medicine": YES,
    "Do you find it hard to read": NO,
    "bad head injury": NO,
    "Are you autistic": NOT_SAID,
    "feel ill without alcohol": NO,
    "somewhere safe to stay": YES,
    "Does anyone depend on you": NO,
}
FOLLOW_UPS = {
    "When, and what helped?": "March 2024, overdose. Sister helped.",
    "What has been hardest?": "Not sleeping since losing job in October",
    "Which, and when last?": "Sertraline 100mg, last taken Monday. No team.",
}
SHARING = {
    "Custody staff": YES,
    "The court": YES,
    "Defence solicitor": YES,
    "Probation": YES,
    "GP": YES,
    "Treatment services": NOT_SAID,
}


def when_marcus_is_screened(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    keys.choose(group(page, "Do they agree to take part?"), YES)
    for recipient, place in SHARING.items():
        keys.choose(group(page, recipient), place)
    more = iter(FOLLOW_UPS.items())
    for question, place in ANSWERS.items():
        keys.choose(group(page, question), place)
        if place == YES and "stay" not in question:
            label, typed = next(more)
            keys.to(page.get_by_label(label).locator("visible=true").first)
            keys.type(typed)
    keys.choose(group(page, "What happens next?"), 2)
    for label, typed in [
        ("What you told custody", "Checks every 30 minutes."),
        ("Whom you told", "Sergeant Lowe"),
    ]:
        keys.to(page.get_by_label(label))
        keys.type(typed)
    keys.to(page.get_by_label("Needs an appropriate adult"))
    keys.press("Space")
    keys.to(page.get_by_label("still agrees to the sharing"))
    keys.press("Space")
    keys.to(page.get_by_role("button", name="Save screening"))
    keys.press("Enter")
    page.get_by_text("Screening saved: Marcus Bright.").wait_for()


def then_today_says_what_is_next(page: Any) -> None:
    text = page.locator("main").inner_text()
    for words in ("Assess at court", "Did custody act on what we told them?", "appropriate adult"):
        assert words in text, words


def then_the_record_tells_it(desk: Any) -> None:
    page = desk.page
    page.get_by_role("link", name="Marcus Bright").first.click()
    page.wait_for_url("**/people/TC-*/")
    text = page.locator("main").inner_text()
    for words in (
        "Screened in custody",
        "Today: assess at court",
        "In custody",
        "Custody staff told",
    ):
        assert words in text, words


# --- The journeys ----------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_first_use_with_the_keyboard_only(suite: Suite, desk: Any, script: bool) -> None:
    nurse = desk(suite.nurse, script=script)

    when_two_people_are_put_on_the_list(nurse)
    then_the_worry_stands_first(nurse.page)
    when_marcus_is_added_to_our_records(nurse)
    before = nurse.keys.presses
    when_marcus_is_screened(nurse)

    presses = nurse.keys.presses - before
    print(f"key presses besides typed words: {presses} to screen, {nurse.keys.presses} in all")
    assert presses <= MOST_PRESSES
    then_today_says_what_is_next(nurse.page)
    then_the_record_tells_it(nurse)


def test_every_page_of_the_first_use_is_accessible(suite: Suite, desk: Any) -> None:
    nurse = desk(suite.nurse)
    page = nurse.page
    slug = suite.place.slug

    for address in ("/", "/?list=custody", "/?list=done", f"/custody/{slug}/", "/today/print/"):
        page.goto(address)
        check_accessible(page)
    page.goto(f"/custody/{slug}/add/")
    check_accessible(page)
    page.get_by_label("Date of birth or age").first.fill("soonish")
    page.get_by_role("button", name="Add to the list").click()
    page.get_by_text("There is a problem").wait_for()
    check_accessible(page)

    when_two_people_are_put_on_the_list(nurse)
    check_accessible(page)
    link(page, "Change").click()
    check_accessible(page)
    for words in ("Declined or could not be seen", "Left custody"):
        page.get_by_role("link", name=words).click()
        check_accessible(page)
        page.get_by_role("button", name="Save").click()
        page.get_by_text("There is a problem").wait_for()
        check_accessible(page)
        page.go_back()
        page.go_back()
    page.goto(f"/custody/{slug}/")
    link(page, "Find the record").click()
    check_accessible(page)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/screening/new/")
    check_accessible(page)
    page.get_by_role("button", name="Save screening").click()
    page.get_by_text("There is a problem").wait_for()
    check_accessible(page)

    when_marcus_is_screened(nurse)
    check_accessible(page)
    page.get_by_label("Select Marcus Bright").first.check()
    page.get_by_label("With ticked people").select_option("pass")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("heading", name="Pass to a colleague").wait_for()
    check_accessible(page)
    page.goto("/")
    for task in ("Assess at court", "Did custody act", "Has the appropriate adult come"):
        page.goto("/")
        page.get_by_role("link", name=task).first.click()
        check_accessible(page)
    page.goto("/")
    page.get_by_role("link", name="Marcus Bright").first.click()
    page.locator(".app-subnav__more summary").click()
    check_accessible(page)
    page.get_by_role("link", name="Screenings").click()
    check_accessible(page)
    page.get_by_role("link", name="Screening, ").first.click()
    check_accessible(page)
    page.get_by_role("link", name="Correct this screening").click()
    check_accessible(page)


def test_a_safety_answer_reaches_the_lead_before_anything_is_saved(
    suite: Suite, desk: Any, site: Any
) -> None:
    from throughcare.core.models import Due

    nurse = desk(suite.nurse)
    when_two_people_are_put_on_the_list(nurse)
    when_marcus_is_added_to_our_records(nurse)
    page = nurse.page
    question = group(page, "Are you thinking about hurting yourself")
    question.get_by_label("Yes").check()
    page.get_by_text("Saved at").first.wait_for()
    with site.working_as(suite.lead) as ctx:
        assert Due.visible_to(ctx).filter(kind="safety_prompt", status="open").count() == 1

    # The browser is lost; what was typed and what must be done are not.
    page.goto("/")
    assert "Act on a safety answer" in page.locator("main").inner_text()
    page.get_by_role("link", name="Act on a safety answer").click()
    check_accessible(page)
    page.get_by_label("What did you do?").fill("Sat with him, called the nurse")
    page.get_by_label("Whom did you tell?").fill("Sergeant Lowe")
    page.get_by_role("button", name="Save what was done").click()
    page.get_by_text("Recorded what was done about the safety answer.").wait_for()
    assert "Act on a safety answer" not in page.locator("main").inner_text()


def test_the_list_of_what_is_still_to_answer_keeps_up_without_a_script(
    suite: Suite, desk: Any
) -> None:
    nurse = desk(suite.nurse, script=False)
    when_two_people_are_put_on_the_list(nurse)
    when_marcus_is_added_to_our_records(nurse)
    page = nurse.page
    still = page.locator(".app-still li:visible")
    assert still.count() == 13
    group(page, "Do you see or hear things").get_by_label("No", exact=True).check()
    assert still.count() == 12
    page.get_by_role("button", name="Finish later").click()
    page.get_by_text("Kept. You can finish it from Today.").wait_for()
    link(page, "Screen").click()
    assert group(page, "Do you see or hear things").get_by_label("No", exact=True).is_checked()
    assert still.count() == 12
