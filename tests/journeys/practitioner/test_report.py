"""The report to the court: written, issued, handed over, read in the reader's own account.

With the keyboard only, with and without scripts. From the end of the assessment it takes four
presses of a button (screens.md §2): the assessment's own last one, Write report, Issue, Confirm.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.browser import check_accessible
from throughcare.court_reports.tests.conftest import SUMMARY, Bench, agree, build

pytestmark = pytest.mark.browser

#: Buttons and links pressed besides typed words, from the list of reports to the confirmation.
MOST_CLICKS = 3
MOST_PRESSES = 90


@pytest.fixture
def bench(site: Any) -> Bench:
    bench = build(site.make)
    agree(bench, "court", "probation", "solicitor")
    return bench


def picture(page: Any, name: str) -> None:
    """A picture for those who look, in the folder that they name."""
    folder = os.environ.get("THROUGHCARE_PICTURES", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def press(desk: Any, role: str, name: str) -> None:
    desk.keys.to(desk.page.get_by_role(role, name=name))
    desk.keys.press("Enter")


def when_the_report_is_written(desk: Any, bench: Bench) -> None:
    page = desk.page
    page.goto(f"/people/{bench.person.reference}/reports/")
    press(desk, "button", "Write report")
    page.wait_for_url("**/reports/1/")
    desk.keys.to(page.get_by_label("Summary"))
    desk.keys.type(SUMMARY)


def when_it_is_issued(desk: Any) -> None:
    page = desk.page
    press(desk, "button", "Issue report")
    page.wait_for_url("**/issue/")
    desk.keys.to(page.get_by_label("I checked that this is the person in the case"))
    desk.keys.press("Space")
    press(desk, "button", "I have read it: issue the report")
    page.wait_for_url("**/issued/")
    text = page.locator("main").inner_text()
    for words in ("Report issued", "-R1", "not read yet", "Not handed over yet", "Adam Price"):
        assert words in text, words


def when_it_is_handed_over(desk: Any) -> None:
    page = desk.page
    press(desk, "link", "Hand over")
    page.wait_for_url("**/hand-over/")
    desk.keys.choose(page.get_by_role("group", name="Is this who it is for?"), 0)
    press(desk, "button", "Record hand-over")
    page.get_by_text("Handed over and received.").wait_for()


def when_the_legal_adviser_reads_it(desk: Any) -> None:
    page = desk.page
    page.goto("/")
    panel = page.locator("main")
    assert "Documents for you" in panel.inner_text()
    assert "Okafor" not in panel.inner_text()
    press(desk, "link", "Mental health report for the court")
    page.get_by_text(SUMMARY).wait_for()


def then_the_author_sees_who_has_it(desk: Any, bench: Bench) -> None:
    page = desk.page
    page.goto(f"/people/{bench.person.reference}/documents/")
    text = page.locator("main").inner_text()
    for words in ("Read by Miriam Price", "Received by Adam Price", "not read yet"):
        assert words in text, words


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_report_from_draft_to_reader_with_the_keyboard_only(
    bench: Bench, desk: Any, script: bool
) -> None:
    nurse, adviser = desk(bench.nurse, script=script), desk(bench.adviser, script=script)

    when_the_report_is_written(nurse, bench)
    when_it_is_issued(nurse)

    print(f"key presses besides typed words: {nurse.keys.presses}")
    assert nurse.keys.presses <= MOST_PRESSES
    when_it_is_handed_over(nurse)
    when_the_legal_adviser_reads_it(adviser)
    then_the_author_sees_who_has_it(nurse, bench)


def test_a_report_takes_three_clicks_after_the_assessment(bench: Bench, desk: Any) -> None:
    page = desk(bench.nurse).page
    page.goto(f"/people/{bench.person.reference}/reports/")
    clicks = 0
    for name, address in (
        ("Write report", "**/reports/1/"),
        ("Issue report", "**/issue/"),
        ("I have read it: issue the report", "**/issued/"),
    ):
        if name == "Issue report":
            page.get_by_label("Summary").fill(SUMMARY)
        if name.startswith("I have"):
            # No list names the person of this hearing: comparing them is the author's own work.
            page.get_by_label("I checked that this is the person").check()
        page.get_by_role("button", name=name).click()
        page.wait_for_url(address)
        clicks += 1
    assert clicks <= MOST_CLICKS


def test_what_is_typed_is_kept_while_it_is_typed(bench: Bench, desk: Any) -> None:
    page = desk(bench.nurse).page
    page.goto(f"/people/{bench.person.reference}/reports/")
    page.get_by_role("button", name="Write report").click()
    page.wait_for_url("**/reports/1/")
    page.get_by_label("Summary").fill("Half a sentence")
    with page.expect_response(lambda answer: "draft=1" in answer.url) as kept:
        page.get_by_label("Summary").blur()
    assert kept.value.status == 200
    page.reload()
    assert page.get_by_label("Summary").input_value() == "Half a sentence"


def test_every_page_of_a_report_is_accessible(site: Any, bench: Bench, desk: Any) -> None:
    from throughcare.court_reports.tests import conftest as given

    page, reader = desk(bench.nurse).page, desk(bench.adviser).page
    start = f"/people/{bench.person.reference}/reports/"
    page.goto(start)
    check_accessible(page)
    picture(page, "reports-empty")
    page.get_by_role("button", name="Write report").click()
    page.wait_for_url("**/reports/1/")
    check_accessible(page)
    picture(page, "report-draft")
    page.get_by_role("button", name="Issue report").click()
    check_accessible(page)
    picture(page, "report-error")
    page.get_by_label("Summary").fill(SUMMARY)
    page.get_by_role("button", name="Change Safety").click()
    check_accessible(page)
    picture(page, "part")
    pages = ("1/clinical/new/", "1/readers/new/", "1/readers/account/", "1/facts/", "1/issue/")
    for address in (*pages, "1/give-up/", "new/"):
        page.goto(start + address)
        check_accessible(page)
        picture(page, address.strip("/").replace("/", "-"))
    page.goto(f"{start}1/issue/")
    page.get_by_label("I checked that this is the person in the case").check()
    page.get_by_role("button", name="I have read it: issue the report").click()
    page.wait_for_url("**/issued/")
    check_accessible(page)
    picture(page, "issued")
    people = f"/people/{bench.person.reference}"
    for address in (f"{people}/documents/", start, f"{start}1/correct/", "/"):
        page.goto(address)
        check_accessible(page)
        picture(page, "after-" + address.strip("/").split("/")[-1])
    page.goto(f"{people}/documents/")
    page.get_by_role("link", name="Hand over").click()
    check_accessible(page)
    picture(page, "hand-over")
    page.goto(f"{people}/documents/")
    page.get_by_role("link", name="Read it as issued").click()
    page.wait_for_url("**/documents/*/")
    check_accessible(page)
    picture(page, "document")
    reader.goto("/")
    check_accessible(reader)
    picture(reader, "reader-today")
    reader.get_by_role("link", name="Mental health report").click()
    check_accessible(reader)
    picture(reader, "reader-document")
    assert given.SUMMARY in reader.locator("main").inner_text()
