"""A morning at court, with the keyboard alone, with and without scripts.

The list is imported, two people are screened, one is assessed, the report issued and handed over,
and the outcome recorded. The commissioner sees counts, and nothing leads from them to a person.
Targets: design of the screens, section 2 ("Tests for the three targets").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.journeys.browser import check_accessible
from throughcare.core import clock
from throughcare.people.models import Person
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.paper import Line, as_csv

pytestmark = pytest.mark.browser

#: Presses besides typed words for one screening: the goal, and a tenth more.
MOST_TO_SCREEN = 176
#: Presses of buttons from the end of the assessment to the issued report.
MOST_BUTTONS = 4
SUMMARY = "She can take part with short breaks and plain words."


@dataclass
class Court:
    place: Any
    nurse: Any
    adviser: Any
    board: Any


@pytest.fixture
def court(site: Any) -> Court:
    make = site.make
    house = make.agency("court")
    place = make.place(house, "court", "Northfield magistrates")
    team = make.team(covers=(place,))
    nurse = make.member(
        "clinician",
        team=team,
        name="Priya Nair",
        profession="Mental health nurse",
        registration="Invented 1",
    )
    adviser = make.member("court_officer", team=make.team(house, covers=(place,)), name="M Price")
    categories = ("identity", "justice", "health_summary")
    make.sharing(team.agency, house, purpose="court_report", categories=categories)
    board = make.member("manager", team=make.team(make.agency("commissioner")))
    return Court(place, nurse, adviser, board)


#: Nobody on the list is like another, so that no match is doubtful.
FAMILY = {"Ada": "Inventedname", "Mary": "Madeup", "Grace": "Pretended"}


def listed(number: int, given: str, *, held: bool) -> Line:
    born = date(1970 + 9 * number, 1 + 3 * number, 5 * number)
    facts = {"name": f"{given}|{FAMILY[given]}", "born": born, "sex": "female"}
    return Line(Someone(number, facts), f"{9 + number}:30", held=held)


def press(desk: Any, role: str, name: Any) -> None:
    desk.keys.to(desk.page.get_by_role(role, name=name).first)
    desk.keys.press("Enter")


def group(page: Any, words: str) -> Any:
    return page.get_by_role("group", name=words)


def when_the_list_is_imported(desk: Any) -> None:
    page = desk.page
    lines = [
        listed(1, "Ada", held=True),
        listed(2, "Mary", held=True),
        listed(3, "Grace", held=False),
    ]
    page.goto("/import/")
    field = page.get_by_label("Court list", exact=True)
    desk.keys.to(field)
    data = as_csv(clock.today(), lines).encode()
    field.set_input_files({"name": "today.csv", "mimeType": "text/csv", "buffer": data})
    press(desk, "button", "Check the list")
    page.get_by_text("Nothing saved yet").wait_for()
    press(desk, "button", "Import 3 lines")
    page.get_by_text("Taken in: 3 new, 0 changed, 0 no longer listed.").wait_for()


def when_one_is_screened(desk: Any, court: Court, given: str) -> int:
    """How many keys it took, from the list to the saved screening."""
    page, keys = desk.page, desk.keys
    page.goto(reverse("court_day", args=[court.place.slug, clock.today()]))
    press(desk, "link", re.compile(f"Find the record.*{given}"))
    page.wait_for_url("**/match/")
    press(desk, "button", "Go on")
    page.wait_for_url("**/screening/new/")
    before = keys.presses
    for name in ("taking_part", "share_court", "share_solicitor"):
        keys.choose(fieldset(page, name), 0)
    for number in range(1, 13):
        keys.choose(fieldset(page, f"q{number}"), 1)
    # "Today: assess at court" for the first, "No need found" for the second.
    keys.choose(fieldset(page, "decision"), 2 if given == "Ada" else 4)
    keys.to(page.get_by_role("checkbox", name=re.compile("still agrees")))
    keys.press("Space")
    press(desk, "button", re.compile("^Save"))
    page.wait_for_url(re.compile(r"^(?!.*screening/new).*"))
    return int(keys.presses - before)


def fieldset(page: Any, name: str) -> Any:
    return page.locator(f"fieldset:has(input[name='{name}'])").last


def when_one_is_assessed(desk: Any) -> None:
    page, keys = desk.page, desk.keys
    page.goto("/")
    press(desk, "link", re.compile("Assess at court"))
    page.wait_for_url("**/assessments/after/**")
    keys.choose(group(page, "Do they agree to take part?"), 0)
    keys.choose(group(page, "Would they rather talk to a woman or a man?"), 1)
    keys.choose(group(page, "Is an interpreter needed?"), 1)
    keys.choose(group(page, "How do you meet?"), 0)
    keys.choose(group(page, "Which kind of assessment?"), 0)
    press(desk, "button", "Start assessment")
    press(desk, "link", "Safety now")
    page.wait_for_url("**/safety/")
    keys.choose(group(page, "Are you thinking about hurting yourself"), 1)
    keys.choose(group(page, "Are you afraid that you might hurt somebody?"), 1)
    keys.choose(group(page, "Are you afraid of somebody"), 1)
    press(desk, "button", "Save and go on")
    press(desk, "link", "Somewhere to live")
    page.wait_for_url("**/area/housing/")
    keys.choose(group(page, "Was it asked?"), 0)
    keys.to(page.get_by_label("What you found"))
    keys.type("Stays with her sister until Friday")
    keys.choose(group(page, "Is there a need?"), 0)
    press(desk, "button", "Save and go on")
    press(desk, "link", "End assessment")
    page.get_by_text("These will be kept as “Not asked”").wait_for()


def when_the_report_is_issued_and_handed_over(desk: Any, person: Person) -> None:
    page, keys = desk.page, desk.keys
    buttons = ["End assessment", "Write report", "Issue report", "I have read it: issue the report"]
    assert len(buttons) <= MOST_BUTTONS
    press(desk, "button", buttons[0])
    page.get_by_text("Assessment completed").wait_for()
    page.goto(f"/people/{person.reference}/reports/")
    press(desk, "button", buttons[1])
    page.wait_for_url("**/reports/1/")
    assert "Stays with her sister until Friday" in page.locator("main").inner_text()
    keys.to(page.get_by_label("Summary"))
    keys.type(SUMMARY)
    press(desk, "button", buttons[2])
    page.wait_for_url("**/issue/")
    # What a check asks the author to look at: they say that they did.
    for box in page.locator("main input[type=checkbox]:not(:checked)").all():
        keys.to(box)
        keys.press("Space")
    press(desk, "button", buttons[3])
    page.wait_for_url("**/issued/")
    press(desk, "link", "Hand over")
    page.wait_for_url("**/hand-over/")
    desk.keys.choose(page.get_by_role("group", name="Is this who it is for?"), 0)
    press(desk, "button", "Record hand-over")
    page.get_by_text("Handed over and received.").wait_for()


def when_the_court_reads_it(desk: Any) -> None:
    desk.page.goto("/")
    press(desk, "link", "Mental health report for the court")
    desk.page.get_by_text(SUMMARY).wait_for()


def when_the_outcome_is_recorded(desk: Any, court: Court) -> None:
    page, keys = desk.page, desk.keys
    page.goto(reverse("court_day", args=[court.place.slug, clock.today()]))
    press(desk, "link", re.compile("Record the outcome.*Ada"))
    page.wait_for_url("**/outcome/")
    keys.choose(group(page, "What happened?"), 1)
    keys.to(page.get_by_label("Why was it adjourned?"))
    keys.type("For a report")
    keys.choose(group(page, "Remand or bail"), 2)
    keys.choose(group(page, "Did the court use our information?"), 0)
    keys.choose(group(page, "How do you know?"), 0)
    press(desk, "button", "Save")
    page.get_by_text("Outcome recorded.").wait_for()


def then_the_commissioner_reaches_counts_and_nobody(desk: Any, person: Person) -> None:
    """Every link from every page that they reach."""
    page = desk.page
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = page.goto(path)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        text = page.content()
        for words in (*FAMILY.values(), person.reference, "TC-"):
            assert words not in text, f"{path} shows [{words}]"
        found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.pathname + a.search)")
        waiting += {each for each in found if each not in seen and each not in waiting}
    assert "/figures/coverage/" in seen
    assert not [
        path for path in seen if path.startswith(("/people", "/find", "/custody", "/court/"))
    ]
    assert page.goto(f"/people/{person.reference}/").status == 404
    page.goto("/figures/coverage/")
    assert "Northfield magistrates" in page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_morning_from_the_list_to_the_outcome(
    site: Any, court: Court, desk: Any, script: bool
) -> None:
    nurse, adviser, board = (
        desk(member, script=script) for member in (court.nurse, court.adviser, court.board)
    )
    when_the_list_is_imported(nurse)
    for given in ("Ada", "Mary"):
        keys = when_one_is_screened(nurse, court, given)
        print(f"keys to screen {given}, besides typed words: {keys}")
        assert keys <= MOST_TO_SCREEN
    with site.working_as(court.nurse) as ctx:
        person = Person.visible_to(ctx).get(given_name="Ada")
    when_one_is_assessed(nurse)
    when_the_report_is_issued_and_handed_over(nurse, person)
    when_the_court_reads_it(adviser)
    when_the_outcome_is_recorded(nurse, court)
    if script:
        check_accessible(nurse.page)
    then_the_commissioner_reaches_counts_and_nobody(board, person)
