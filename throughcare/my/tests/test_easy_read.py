"""Easy read on the tablet: pictures beside our words, and a measure's own words untouched."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from throughcare.core import clock
from throughcare.my import easy, rules
from throughcare.my.models import Handover
from throughcare.my.tests.test_tablet import start, tap
from throughcare.screening.tests.conftest import Suite

Hand = Callable[..., tuple[Handover, str]]
PICTURES = Path(easy.__file__).parent / "static/my/pictures"


def of_the_measure(page: str) -> list[str]:
    """The question and its answers, as they stand in the page."""
    legend = re.search(r"<legend.*?</legend>", page, re.DOTALL)
    assert legend is not None
    tiles = re.findall(r'<label class="app-tile".*?</label>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in (legend[0], *tiles)]


def lines_of_every_page() -> list[easy.Line]:
    """With somebody on shift and with nobody, with a telephone and without, at each end."""
    found = []
    on_shift = {
        "in_charge_id": "00000000-0000-4000-8000-000000000000",
        "in_charge_name": "Bartholomew Marsh",
        "in_charge_until": clock.now() + timedelta(minutes=5),
        "telephone": "01632 960 100",
    }
    for facts in (on_shift, {}):
        for status in Handover.Status:
            row = Handover(status=status, **facts)
            for say in (easy.told, easy.whom_to_tell, easy.stop, easy.check, easy.end):
                found += say(row)
            found += easy.start(row, 9)
    return found


def test_each_line_is_one_idea_under_twelve_words_with_a_picture_of_ours() -> None:
    lines = set(lines_of_every_page())

    assert len(lines) > 20
    for line in lines:
        assert len(line.words.split()) < 12, line
        assert len(re.findall(r"[.?](?: |$)", line.words)) == 1 or line.picture == "phone", line
        drawing = (PICTURES / f"{line.picture}.svg").read_text()
        assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")


def test_pictures_change_no_word_of_the_measure(tablet: Client, handed: Hand, duty: Any) -> None:
    _row, code = handed("PHQ-9")
    start(tablet, code)
    before = tablet.get(f"/t/{code}/1/").content.decode()

    tap(tablet, code, 1, "", "pictures")
    after = tablet.get(f"/t/{code}/1/").content.decode()

    assert of_the_measure(before) == of_the_measure(after)
    assert "app-picture" not in before
    assert after.count("app-picture__edge") == 4
    tap(tablet, code, 1, "", "pictures")
    assert "app-picture" not in tablet.get(f"/t/{code}/1/").content.decode()


def test_every_page_has_pictures_once_they_are_asked_for(
    tablet: Client, handed: Hand, duty: Any, suite: Suite
) -> None:
    _row, code = handed("PHQ-9")
    name = suite.nurse.user.name.split()[0]
    tablet.get(f"/t/{code}/")
    tablet.post(f"/t/{code}/", {"go": "pictures"})
    shows(tablet, f"/t/{code}/", f"{name} will see your answers today.", "danger", "no-alarm")
    tablet.post(f"/t/{code}/", {"go": "start"})
    shows(tablet, f"/t/{code}/1/", f"{name} will see your answers today.", "worker")
    for number in range(1, 9):
        tap(tablet, code, number, "0")
    tap(tablet, code, 9, "1")
    shows(tablet, f"/t/{code}/9/told/", "Nobody may have seen it yet.", "talk", "unseen", "phone")
    shows(tablet, f"/t/{code}/check/", "You can change an answer.", "look", "done")
    shows(tablet, f"/t/{code}/stop/", "We keep your answers.", "stop", "kept", "phone")
    tablet.post(f"/t/{code}/stop/", {"go": "stop"})
    shows(tablet, f"/t/{code}/end/", f"We have left a message for {name} now.", "message", "tablet")


def shows(tablet: Client, address: str, words: str, *pictures: str) -> None:
    page = tablet.get(address).content.decode()
    assert words in page, address
    for name in pictures:
        assert re.search(rf"/my/pictures/{name}[.a-z0-9]*\.svg", page), (address, name)


@pytest.mark.parametrize("address", ["", "stop/", "check/"])
def test_the_switch_changes_the_look_and_ends_nothing(
    tablet: Client, handed: Hand, duty: Any, make: Any, address: str
) -> None:
    row, code = handed("PC-PTSD-5")
    tablet.get(f"/t/{code}/")
    if address == "check/":
        start(tablet, code)
        tap(tablet, code, 1, "0")
    before = make.fresh(row).status

    response = tablet.post(f"/t/{code}/{address}", {"go": "pictures"})

    assert response.headers["Location"] == f"/t/{code}/{address}"
    assert (make.fresh(row).pictures, make.fresh(row).status) == (True, before)


def test_enter_presses_next_and_not_a_switch(tablet: Client, handed: Hand, duty: Any) -> None:
    _row, code = handed("GAD-7")
    start(tablet, code)

    page = tablet.get(f"/t/{code}/1/").content.decode()

    assert re.findall(r'type="submit" name="go" value="(\w+)"', page)[0] == "next"


@pytest.mark.parametrize(
    ("offered", "shown"),
    [
        (["No", "Yes"], ["no", "yes"]),
        (["Not at all", "Several days", "Nearly every day"], [0, 50, 100]),
        (["Very good", "Good", "Bad"], [None, None, None]),
        (["Never", "Always"], [None, None]),
    ],
)
def test_a_picture_says_how_much_and_never_how_good(offered: list[str], shown: list[Any]) -> None:
    found = [
        each and (each.full if each.name == "amount" else each.name)
        for each in rules.answer_pictures(offered)
    ]
    assert found == shown


def test_the_next_tablet_begins_as_the_last_one_was(
    tablet: Client, handed: Hand, duty: Any, suite: Suite, client_of: Any, person: Any
) -> None:
    row, code = handed("GAD-7")
    tablet.get(f"/t/{code}/")
    tablet.post(f"/t/{code}/", {"go": "pictures"})
    staff = client_of(suite.nurse)

    page = staff.get(f"/people/{person.reference}/tablet/").content.decode()
    kept = staff.get(f"/people/{person.reference}/tablet/{row.pk}/").content.decode()

    assert re.search(r'value="pictures"\s+checked', page)
    assert "Easy read: short words with pictures" in kept
