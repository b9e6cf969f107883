"""A text the day before, taken back when the appointment moves or is called off."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.appointments import actions
from throughcare.appointments.tests.conftest import at, book
from throughcare.core import clock
from throughcare.messages.actions import WishFacts, record_wishes
from throughcare.messages.models import Message
from throughcare.orders.tests.conftest import Desk
from throughcare.people.models import ContactMethod


@pytest.fixture
def phone(desk: Desk) -> ContactMethod:
    with as_owner():
        row = ContactMethod(
            person=desk.person,
            agency_id=desk.nurse.team.agency_id,
            recorded_by=desk.nurse,
            recorded_at=clock.now(),
            kind="mobile",
            value="07700 900123",
            canonical="07700900123",
            may_text=True,
            source="person",
            starts_on=date(2020, 1, 1),
        )
        row.save(force_insert=True)
        return row


def texts() -> dict[str, int]:
    with as_owner():
        found = [row.status for row in Message.rows.all()]
    return {status: found.count(status) for status in found}


def the_text() -> Message:
    with as_owner():
        return Message.rows.get(status="waiting")


def test_a_reminder_waits_for_the_day_before(desk: Desk, phone: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        booked = book(ctx, desk, days=5)
    text = the_text()
    assert text.subject_id == booked.pk
    assert text.send_after == at(4)
    assert text.send_before == at(5) - timedelta(minutes=30)
    assert text.fields == {"day": at(5).date().isoformat(), "time": "14:00"}


def test_nothing_of_the_place_or_kind_is_in_it(desk: Desk, phone: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        book(ctx, desk, days=5, kind="session", place="Secure clinic, court corner")
    assert "clinic" not in str(vars(the_text()))


def test_a_moved_appointment_takes_its_reminder_along(desk: Desk, phone: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        booked = book(ctx, desk, days=5)
        moved = actions.move_appointment(ctx, booked, starts_at=at(8), by="us")
    assert texts() == {"withdrawn": 1, "waiting": 1}
    assert (the_text().subject_id, the_text().send_after) == (moved.pk, at(7))


@pytest.mark.parametrize("by", ["us", "person"])
def test_a_cancelled_appointment_is_reminded_of_no_more(
    by: str, desk: Desk, phone: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.cancel_appointment(ctx, book(ctx, desk, days=5), by=by)
    assert texts() == {"withdrawn": 1}


def test_one_that_was_told_off_beforehand_is_reminded_of_no_more(
    desk: Desk, phone: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.record_attendance(ctx, book(ctx, desk, days=5), status="told_us_first")
    assert texts() == {"withdrawn": 1}


def test_one_that_is_booked_for_tomorrow_morning_needs_none(
    desk: Desk, phone: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.book_appointment(
            ctx, desk.person.pk, kind="session", minutes=50, place="",
            starts_at=clock.now() + timedelta(hours=23),
        )  # fmt: skip
    assert texts() == {}


def test_an_appointment_is_booked_though_no_text_can_go(
    desk: Desk, ctx_of: Any, nurse: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        booked = book(ctx, desk, days=5)
    assert texts() == {}
    page = nurse.get(f"/people/{desk.person.reference}/appointments/{booked.pk}/")
    assert "None: No mobile number is on record." in page.content.decode()


def test_safe_times_in_words_stop_a_reminder_until_hours_are_recorded(
    desk: Desk, phone: ContactMethod, ctx_of: Any
) -> None:
    with as_owner():
        ContactMethod.rows.update(safe_times="After 11am")
    with ctx_of(desk.nurse) as ctx:
        book(ctx, desk, days=5)
        assert texts() == {}
        hours = WishFacts(reminders="yes", not_before=time(17), not_after=time(18))
        record_wishes(ctx, person_id=desk.person.pk, facts=hours)
        book(ctx, desk, days=6)
    assert the_text().send_after == datetime.combine(at(5).date(), time(17), tzinfo=clock.LONDON)


def test_an_early_appointment_is_reminded_of_in_the_hours_before_it(
    desk: Desk, phone: Any, ctx_of: Any
) -> None:
    """Hours of the person that lie after the time of day of the appointment."""
    late = WishFacts(reminders="yes", not_before=time(19), not_after=time(20))
    with ctx_of(desk.nurse) as ctx:
        record_wishes(ctx, person_id=desk.person.pk, facts=late)
        actions.book_appointment(
            ctx, desk.person.pk, kind="session", minutes=50, place="", starts_at=at(5, 9)
        )
    assert the_text().send_after == at(4, 19)


def test_hours_that_begin_as_the_appointment_does_move_the_reminder_to_the_day_before(
    desk: Desk, phone: Any, ctx_of: Any
) -> None:
    early = WishFacts(reminders="yes", not_before=time(10), not_after=time(10, 10))
    with ctx_of(desk.nurse) as ctx:
        record_wishes(ctx, person_id=desk.person.pk, facts=early)
        starts_at = at(5, 10) + timedelta(minutes=15)
        actions.book_appointment(
            ctx, desk.person.pk, kind="session", minutes=50, place="", starts_at=starts_at
        )
    assert the_text().send_after == at(4, 10)


def test_a_site_without_reminders_sends_none(
    desk: Desk, phone: Any, ctx_of: Any, settings: Any
) -> None:
    settings.REMINDER_HOURS = 0
    with ctx_of(desk.nurse) as ctx:
        book(ctx, desk, days=5)
    assert texts() == {}


def test_an_officers_appointment_sends_none(desk: Desk, phone: Any, ctx_of: Any) -> None:
    with ctx_of(desk.officer) as ctx:
        actions.book_appointment(
            ctx, desk.person.pk, kind="probation", minutes=30, place="", starts_at=at(5)
        )
    assert texts() == {}


def test_the_page_of_an_appointment_says_how_the_reminder_stands(
    desk: Desk, phone: Any, ctx_of: Any, nurse: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        booked = book(ctx, desk, days=5)
    page = nurse.get(f"/people/{desk.person.reference}/appointments/{booked.pk}/")
    assert "By text. Waiting. Goes" in page.content.decode()
