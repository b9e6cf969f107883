"""The tablet: what the person sees, what is kept, who is told, what it never opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.instruments.actions import PROMPT
from throughcare.instruments.models import Administration, Answer, Score
from throughcare.my import dues
from throughcare.my.models import Handover, TabletAnswer
from throughcare.screening.tests.conftest import Suite

Hand = Callable[..., tuple[Handover, str]]


def start(tablet: Client, code: str) -> None:
    """Open the code and press Start."""
    assert tablet.get(f"/t/{code}/", follow=True).status_code == 200
    assert tablet.post(f"/t/{code}/", {"go": "start"}).status_code == 302


def tap(tablet: Client, code: str, number: int, answer: str, go: str = "next") -> Any:
    return tablet.post(f"/t/{code}/{number}/", {"answer": answer, "go": go})


def test_nine_questions_in_two_taps_each_are_on_the_record(
    tablet: Client, handed: Hand, duty: Any, suite: Suite, ctx_of: Any, make: Any
) -> None:
    row, code = handed("PHQ-9")
    start(tablet, code)
    for number in range(1, 9):
        response = tap(tablet, code, number, "1")
        assert response.headers["Location"] == f"/t/{code}/{number + 1}/"
    assert tap(tablet, code, 9, "0").headers["Location"] == f"/t/{code}/check/"
    assert "Check my answers" in tablet.get(f"/t/{code}/check/").content.decode()

    tablet.post(f"/t/{code}/check/", {"go": "finish"})

    end = tablet.get(f"/t/{code}/end/").content.decode()
    assert f"{suite.nurse.user.name.split()[0]} will talk to you about your answers" in end
    with ctx_of(suite.nurse) as ctx:
        used = Administration.visible_to(ctx).get()
        assert (used.status, used.mode, used.complete) == ("completed", "tablet", True)
        assert Score.visible_to(ctx).get().score == 8
    assert make.fresh(row).status == "finished"


def test_a_safety_answer_reaches_who_took_charge_at_once_and_then_the_duty_holder(
    tablet: Client, handed: Hand, duty: Any, suite: Suite, ctx_of: Any
) -> None:
    _row, code = handed("PHQ-9")
    start(tablet, code)
    for number in range(1, 9):
        tap(tablet, code, number, "0")

    response = tap(tablet, code, 9, "2")

    page = tablet.get(response.headers["Location"]).content.decode()
    for words in ("Thank you for telling us", "This is not an alarm", 'href="tel:999"', "111"):
        assert words in page
    assert "01632 960 100" in page
    with ctx_of(suite.nurse) as ctx:
        lines = {due.kind: due for due in Due.visible_to(ctx).filter(status="open")}
    assert lines[PROMPT].owner_id == suite.nurse.pk
    assert lines[dues.DUTY].owner_id == duty.pk
    waits = (lines[dues.DUTY].due_at - lines[PROMPT].opened_at).total_seconds()
    assert round(waits) == 600


def test_the_person_never_reaches_a_score_or_the_record(
    tablet: Client, handed: Hand, duty: Any, suite: Suite, person: Any
) -> None:
    _row, code = handed("GAD-7")
    start(tablet, code)
    for number in range(1, 8):
        tap(tablet, code, number, "3")
    tablet.post(f"/t/{code}/check/", {"go": "finish"})

    for address in ("/", f"/people/{person.reference}/", "/find/"):
        assert tablet.get(address).headers["Location"].startswith("/sign-in/")
    end = tablet.get(f"/t/{code}/end/").content.decode()
    assert "21" not in re.sub(r"<[^>]+>", " ", end)  # a key in a tag may hold any two digits


def test_handing_over_locks_the_screen_of_who_hands_it(
    client_of: Any, suite: Suite, person: Any, duty: Any
) -> None:
    client = client_of(suite.nurse)
    page = client.get(f"/people/{person.reference}/tablet/")
    key = page.content.decode().split('idempotency_key" value="')[1].split('"')[0]
    response = client.post(
        f"/people/{person.reference}/tablet/",
        {
            "questionnaires": ["phq-9"],
            "charge": "mine-building",
            "device": "this",
            "idempotency_key": key,
        },
    )
    assert response.headers["Location"].startswith("/t/")

    first = client.get(response.headers["Location"], follow=True).content.decode()

    assert "Lea’s questions" in first and "Whitlock" not in first
    locked = client.get(f"/people/{person.reference}/")
    assert locked.headers["Location"].startswith("/lock/")


def test_a_set_about_safety_opens_for_nobody_who_is_not_in_charge(handed: Hand, duty: Any) -> None:
    from throughcare.my.actions.handing import NobodyInCharge

    with pytest.raises(NobodyInCharge):
        handed("PHQ-9", in_charge=False)
    assert handed("GAD-7", in_charge=False)[0].in_charge_name == ""


def test_a_code_opens_once_and_in_one_browser(tablet: Client, handed: Hand, duty: Any) -> None:
    _row, code = handed("GAD-7")
    tablet.get(f"/t/{code}/")

    assert Client().get(f"/t/{code}/").status_code == 410
    assert Client().get("/t/nobodys-code/").status_code == 410
    assert tablet.get(f"/t/{code}/").status_code == 200


def test_answers_of_a_tablet_that_was_left_are_kept(
    tablet: Client, handed: Hand, duty: Any, suite: Suite, ctx_of: Any, make: Any, stop_clock: Any
) -> None:
    row, code = handed("GAD-7")
    start(tablet, code)
    tap(tablet, code, 1, "2")
    stop_clock(clock.now() + timedelta(minutes=31))

    page = tablet.get(f"/t/{code}/2/", follow=True).content.decode()

    assert "Your answers are kept" in page
    assert make.fresh(row).status == "lapsed"
    with ctx_of(suite.nurse) as ctx:
        assert Answer.visible_to(ctx).get(item=1).value == 2
        assert set(Answer.visible_to(ctx).exclude(item=1).values_list("missing", flat=True)) == {
            "not_asked"
        }


def test_stopping_tells_who_is_in_charge_and_keeps_the_answers(
    tablet: Client, handed: Hand, duty: Any, suite: Suite, ctx_of: Any
) -> None:
    _row, code = handed("PHQ-9")
    start(tablet, code)
    tap(tablet, code, 1, "3")
    page = tablet.get(f"/t/{code}/stop/").content.decode()
    assert "tel:999" in page and "This is not an alarm" in page

    tablet.post(f"/t/{code}/stop/", {"go": "stop"})

    with ctx_of(suite.nurse) as ctx:
        line = Due.visible_to(ctx).get(kind=dues.HELP, status="open")
        assert (line.owner_id, line.urgency) == (suite.nurse.pk, "act_now")
        assert Administration.visible_to(ctx).get().complete is False


def test_without_a_duty_holder_no_question_about_safety_opens(handed: Hand) -> None:
    from throughcare.my.actions.handing import NoArrangement

    with pytest.raises(NoArrangement):
        handed("PHQ-9")


def test_a_worker_is_named_only_while_on_shift(
    tablet: Client, handed: Hand, duty: Any, suite: Suite, stop_clock: Any
) -> None:
    _row, code = handed("PHQ-9")
    name = suite.nurse.user.name.split()[0]
    start(tablet, code)
    tap(tablet, code, 1, "0")
    for _quarter in range(3):
        stop_clock(clock.now() + timedelta(minutes=25))
        page = tablet.get(f"/t/{code}/2/").content.decode()
        tap(tablet, code, 1, "0")

    assert name not in page
    assert "Your health team will see your answers" in page


@pytest.mark.parametrize("go", ["next", "back", "skip", "larger", "pictures", "\x00", "x" * 99_999])
@pytest.mark.parametrize("answer", ["", "\x00", "9", "-1", "1" * 99_999, "declined", "<script>"])
def test_whatever_is_posted_is_an_answer_of_the_question_or_none(
    tablet: Client, handed: Hand, duty: Any, go: str, answer: str, ctx_of: Any, suite: Suite
) -> None:
    _row, code = handed("GAD-7")
    start(tablet, code)

    response = tap(tablet, code, 1, answer, go)

    assert response.status_code in (302, 422)
    with ctx_of(suite.nurse) as ctx:
        kept = set(TabletAnswer.visible_to(ctx).values_list("code", flat=True))
    assert kept <= {"declined"}


def test_back_and_forth_keeps_what_was_answered(tablet: Client, handed: Hand, duty: Any) -> None:
    _row, code = handed("GAD-7")
    start(tablet, code)
    tap(tablet, code, 1, "2")

    assert tap(tablet, code, 2, "1", "back").headers["Location"] == f"/t/{code}/1/"
    assert 'value="2" checked' in tablet.get(f"/t/{code}/1/").content.decode()
    assert 'value="1" checked' in tablet.get(f"/t/{code}/2/").content.decode()


def test_a_first_question_that_closes_its_set_asks_no_more(
    tablet: Client, handed: Hand, duty: Any, ctx_of: Any, suite: Suite
) -> None:
    _row, code = handed("PC-PTSD-5")
    start(tablet, code)

    assert tap(tablet, code, 1, "0").headers["Location"] == f"/t/{code}/check/"
    tablet.post(f"/t/{code}/check/", {"go": "finish"})

    with ctx_of(suite.nurse) as ctx:
        assert Score.visible_to(ctx).get().score == 0
