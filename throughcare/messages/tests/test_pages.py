"""The pages of texts: what they show, to whom, and what they refuse."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.database import as_owner
from throughcare.messages.models import Message, TextWishes
from throughcare.messages.providers.notify import Notify
from throughcare.messages.tests.conftest import Desk, FakeNotify, ask, run
from throughcare.people.models import ContactMethod
from throughcare.sharing.models import Relationship


@pytest.fixture
def holds(make: Any, desk: Desk) -> Desk:
    """The nurse has the person on her caseload, and so may read the number."""
    make.link(desk.person, desk.nurse.pk, Relationship.CASELOAD)
    return desk


def page(client: Client, desk: Desk, path: str = "") -> str:
    answer = client.get(f"/people/{desk.person.reference}/messages/{path}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def post(client: Client, desk: Desk, path: str, **typed: Any) -> Any:
    return client.post(f"/people/{desk.person.reference}/messages/{path}", typed)


def test_the_ending_of_the_number_is_for_those_who_may_read_numbers(
    holds: Desk, queued: Message, client_of: Any
) -> None:
    assert "ends in 123" in page(client_of(holds.nurse), holds)
    colleague = page(client_of(holds.colleague), holds)
    assert "123" not in colleague.replace(holds.person.reference, "")
    assert "To the number on record then" in colleague


def test_a_text_is_asked_for_and_told_by_telephone(desk: Desk, client_of: Any) -> None:
    client = client_of(desk.nurse)
    answer = post(client, desk, "new/", kind="appointment_moved", day="27/11", time="2pm")
    assert answer.status_code == 302, answer.content
    with as_owner():
        message = Message.rows.get()
    assert message.fields == {"day": "2026-11-27", "time": "14:00"}
    assert "It is now on Friday 27 November at 2:00pm" in page(client, desk)
    assert "Waits for somebody to tell the person" in page(client, desk)
    outbox = client.get("/outbox/").content.decode()
    assert f"/people/{desk.person.reference}/messages/{message.pk}/" in outbox
    answer = post(client, desk, f"{message.pk}/", how="rang", version=1)
    assert answer.status_code == 302, answer.content
    assert "Told another way" in page(client, desk)
    assert str(message.pk) not in client.get("/outbox/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Select what the text should say"),
        ({"kind": "appointment_booked"}, "Enter the day"),
        ({"kind": "appointment_booked", "day": "27/11"}, "Enter the time"),
        ({"kind": "appointment_booked", "day": "1/1/2020", "time": "2pm"}, "today or later"),
        (
            {"kind": "sign_in_code", "day": "27/11", "time": "2pm"},
            "Select one of the texts in the list",
        ),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    typed: dict[str, str], said: str, desk: Desk, client_of: Any
) -> None:
    answer = post(client_of(desk.nurse), desk, "new/", **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with as_owner():
        assert not Message.rows.exists()


def test_safe_times_must_be_read_before_a_text_goes(holds: Desk, client_of: Any) -> None:
    with as_owner():
        ContactMethod.rows.update(safe_times="Only after 6pm")
    client = client_of(holds.nurse)
    assert "Only after 6pm" in page(client, holds, "new/")
    assert "Only after 6pm" not in page(client_of(holds.colleague), holds, "new/")
    typed = {"kind": "running_late", "time": "2pm"}
    assert post(client, holds, "new/", **typed).status_code == 422
    assert post(client, holds, "new/", **typed, times_seen="on").status_code == 302


def test_a_person_who_may_not_be_texted_has_no_form(desk: Desk, client_of: Any) -> None:
    with as_owner():
        ContactMethod.rows.update(may_text=False)
    client = client_of(desk.nurse)
    assert "has not agreed that we may text" in page(client, desk)
    assert "Send the text" not in page(client, desk, "new/")
    answer = post(client, desk, "new/", kind="running_late", time="2pm")
    assert answer.status_code == 422
    assert "has not agreed that we may text" in answer.content.decode()


def test_wishes_are_recorded_and_shown(desk: Desk, client_of: Any) -> None:
    client = client_of(desk.nurse)
    assert "Not asked" in page(client, desk)
    typed = {"reminders": "yes", "language": "cy", "not_before": "9am", "not_after": "5pm"}
    assert post(client, desk, "wishes/", **typed, version=0).status_code == 302
    shown = page(client, desk)
    assert "Wants reminders" in shown
    assert "9am to 5pm" in shown
    assert "the Welsh words are not checked yet" in shown
    stale = post(client, desk, "wishes/", **typed | {"reminders": "no"}, version=0)
    assert stale.status_code == 409
    with as_owner():
        assert TextWishes.rows.get().reminders == "yes"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("9am", "", "Enter both times, or neither"),
        ("5pm", "9am", "later than the first"),
        ("9pm", "10pm", "do not go out at these times"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    first: str, last: str, said: str, desk: Desk, client_of: Any
) -> None:
    typed = {"reminders": "yes", "language": "en", "not_before": first, "not_after": last}
    answer = post(client_of(desk.nurse), desk, "wishes/", **typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_a_text_that_arrived_needs_no_telling(
    queued: Message, desk: Desk, notify: Notify, fake: FakeNotify, client_of: Any
) -> None:
    run(notify)
    client = client_of(desk.nurse)
    answer = post(client, desk, f"{queued.pk}/", how="withdraw", version=1)
    assert answer.status_code == 422
    assert "Sent" in page(client, desk)


def test_a_code_is_shown_to_nobody(desk: Desk, client_of: Any, ctx_of: Any) -> None:
    ask(desk, ctx_of, kind="sign_in_code", words={"code": "987654"})
    client = client_of(desk.nurse)
    assert "987654" not in page(client, desk)
    assert "A code to sign in" not in client.get("/outbox/").content.decode()


def test_today_says_that_texts_wait_for_people(
    queued: Message, desk: Desk, client_of: Any, settings: Any
) -> None:
    client = client_of(desk.nurse)
    assert "1 text waits for somebody to tell the person" in client.get("/").content.decode()
    settings.NOTIFY_KEY = "key"
    assert "waits for somebody to tell" not in client.get("/").content.decode()


def test_an_officer_reads_no_text(desk: Desk, make: Any, client_of: Any) -> None:
    officer = make.member("probation_practitioner")
    make.link(desk.person, officer.pk, Relationship.ORDER_SUPERVISION)
    client = client_of(officer)
    assert client.get(f"/people/{desk.person.reference}/messages/").status_code == 403
    assert client.get("/outbox/").status_code == 403


def test_the_settings_say_how_texts_stand(
    queued: Message, make: Any, client_of: Any, settings: Any, desk: Desk
) -> None:
    keeper = make.member("support_engineer", team=desk.nurse.team)
    client = client_of(keeper)
    said = client.get("/settings/texts/").content.decode()
    assert "No text service" in said
    assert "You have an appointment on [day] at [time]." in said
    settings.NOTIFY_KEY = "key"
    settings.TEXTS_RING = "01632 960 555"
    said = client.get("/settings/texts/").content.decode()
    assert "GOV.UK Notify" in said
    assert "ring 01632 960 555" in said


def test_the_record_keeps_the_words_that_were_sent(
    queued: Message, desk: Desk, client_of: Any, settings: Any
) -> None:
    """A number to ring that is set later does not creep into a text of before."""
    settings.TEXTS_RING = "01632 960 555"
    assert "01632" not in page(client_of(desk.nurse), desk)
    assert date.fromisoformat(queued.fields["day"]) == date(2026, 11, 20)
