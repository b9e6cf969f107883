"""The pages of appointments: four answers, nothing lost, who sees what, what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from throughcare.appointments import actions
from throughcare.appointments.models import Appointment
from throughcare.appointments.tests.conftest import at, book
from throughcare.orders import actions as ordering
from throughcare.orders.tests.conftest import order_facts
from throughcare.screening.tests.pages import at_most, hidden


def url(name: str, desk: Any, *rows: Any) -> str:
    return reverse(name, args=[desk.person.reference, *(row.pk for row in rows)])


def send(client: Any, address: str, **fields: Any) -> Any:
    return client.post(address, {**hidden(client.get(address)), **fields})


BOOKING = {"kind": "session", "on": "tomorrow", "at": "2pm", "minutes": "50", "mode": "in_person"}


@pytest.fixture
def rows(desk: Any, ctx_of: Any) -> Any:
    def read() -> list[Appointment]:
        with ctx_of(desk.nurse) as ctx:
            return list(Appointment.visible_to(ctx).order_by("starts_at"))

    return read


def test_an_appointment_is_booked_for_a_colleague(nurse: Any, desk: Any, rows: Any) -> None:
    answer = send(nurse, url("appointment_new", desk), **BOOKING, with_member=str(desk.nurse.pk))
    assert answer.headers["Location"] == url("person_appointments", desk)
    (row,) = rows()
    assert (row.starts_at, row.minutes, row.with_member_id) == (at(1), 50, desk.nurse.pk)
    page = nurse.get(url("person_appointments", desk)).content.decode()
    assert "Booked for" in page
    assert "Priya Nair" in page
    record = nurse.get(reverse("person", args=[desk.person.reference])).content.decode()
    coming = record.split('id="coming-up"')[1].split('id="helping"')[0]
    assert "Tomorrow, 2pm" in coming
    assert "Treatment session" in coming
    assert "Nothing is booked" not in coming


def test_one_that_has_been_is_written_down_in_one_go(nurse: Any, desk: Any, rows: Any) -> None:
    wrong = send(nurse, url("appointment_new", desk), **BOOKING, outcome="came")
    assert wrong.status_code == 422
    assert "known on the day" in wrong.content.decode()
    send(nurse, url("appointment_new", desk), **{**BOOKING, "on": "yesterday"}, outcome="came")
    assert [row.status for row in rows()] == ["came"]


def test_four_answers_record_it_and_book_the_next(
    nurse: Any, desk: Any, rows: Any, appointment: Appointment
) -> None:
    address = url("appointment", desk, appointment)
    answer = send(
        nurse, address, status="told_us_first", next_step="offered", offered_on="tomorrow",
        offered_at="11am",
    )  # fmt: skip
    assert answer.status_code in (302, 303)
    old, new = rows()
    assert (old.status, old.next_step, new.status) == ("told_us_first", "offered", "planned")
    assert new.starts_at == at(1, 11)
    page = nurse.get(url("person_appointments", desk)).content.decode()
    for words in ("Did not come, told us first", "Offered another time", "The next one is booked"):
        assert words in page, words


def test_what_is_wrong_is_said_beside_the_field(
    nurse: Any, desk: Any, rows: Any, appointment: Appointment
) -> None:
    for name, typed, words in (
        ("kind", "", "Select what kind"),
        ("on", "1/1/1950", "within 3 years"),
        ("at", "noonish", "2pm"),
        ("minutes", "many", "as a number"),
        ("minutes", "9999", "720 minutes or fewer"),
    ):
        page = send(nurse, url("appointment_new", desk), **{**BOOKING, name: typed})
        assert page.status_code == 422, name
        assert words in page.content.decode(), (name, words)
    address = url("appointment", desk, appointment)
    for fields, words in (
        ({}, "Select what happened"),
        ({"status": "came", "offered_on": "1/1/2026"}, "after this appointment"),
        ({"status": "came", "offered_at": "2pm"}, "goes with this time"),
    ):
        page = send(nurse, address, **fields)
        assert page.status_code == 422
        assert words in page.content.decode(), words
    assert [row.status for row in rows()] == ["planned"]


def test_it_is_moved_once(nurse: Any, desk: Any, rows: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = book(ctx, desk)
    address = url("appointment_move", desk, row)
    assert send(nurse, address, on="friday", at="9am").status_code == 422
    send(nurse, address, on=f"{at(9):%d/%m/%Y}", at="9am", by="us", place="Elsewhere")
    assert [(each.status, each.place) for each in rows()][-1] == ("planned", "Elsewhere")
    again = send(nurse, address, on="friday", at="9am", by="us")
    assert again.status_code == 409
    assert "already dealt with" in again.content.decode()
    assert 'name="status"' not in nurse.get(url("appointment", desk, row)).content.decode()


def test_the_week_shows_my_teams_and_says_who_waits(
    nurse: Any, desk: Any, client_of: Any, appointment: Appointment
) -> None:
    address = f"{reverse('appointments')}?week={appointment.starts_at:%Y-%m-%d}"
    page = nurse.get(address).content.decode()
    assert "Leanne Whitlock" in page
    assert "Nobody has said who came" in page
    assert "Leanne" not in client_of(desk.officer).get(address).content.decode()
    assert client_of(desk.police).get(address).status_code == 403
    for odd in ("x", "9999-99-99", "0001-01-01", "%00"):
        assert nurse.get(f"{reverse('appointments')}?week={odd}").status_code == 200


def test_the_officer_keeps_probations_own_and_sees_no_treatment_without_a_basis(
    desk: Any, client_of: Any, appointment: Appointment
) -> None:
    officer = client_of(desk.officer)
    assert officer.get(url("appointment", desk, appointment)).status_code == 404
    assert officer.get(url("person_appointments", desk)).status_code == 403
    assert officer.get(url("appointment_new", desk)).status_code == 403
    answer = send(
        officer, url("probation_appointment_new", desk), **{**BOOKING, "kind": "probation"}
    )
    assert answer.headers["Location"] == url("person_order", desk)
    week = f"{reverse('appointments')}?week={at(1):%Y-%m-%d}"
    assert "Leanne Whitlock" in officer.get(week).content.decode()
    assert client_of(desk.nurse).get(url("probation_appointment_new", desk)).status_code == 403


@pytest.mark.parametrize("number", [1, 12])
def test_pages_cost_at_most_12_statements(
    nurse: Any, desk: Any, ctx_of: Any, appointment: Appointment, number: int
) -> None:
    with ctx_of(desk.nurse) as ctx:
        for n in range(number):
            row = book(ctx, desk, days=-n, with_member_id=desk.nurse.pk)
            actions.record_attendance(ctx, row, status="came")
    for address in (
        url("person_appointments", desk), url("appointment_new", desk), reverse("appointments"),
        url("appointment", desk, appointment), url("appointment_move", desk, appointment),
    ):  # fmt: skip
        with at_most(12):
            assert nurse.get(address).status_code == 200, address


@pytest.mark.parametrize("bad", ["\x00", "x" * 300_000, "<script>", "\u202e", "9" * 400])
def test_hostile_words_give_no_failure(
    nurse: Any, desk: Any, appointment: Appointment, bad: str
) -> None:
    fields = (
        "kind", "on", "at", "minutes", "mode", "place", "with_member", "belongs", "outcome",
        "status", "came_minutes", "next_step", "offered_on", "offered_at", "by",
    )  # fmt: skip
    one = (appointment,)
    for name, about in (("appointment_new", ()), ("appointment", one), ("appointment_move", one)):
        page = send(nurse, url(name, desk, *about), **dict.fromkeys(fields, bad))
        assert page.status_code in (400, 409, 413, 422), (name, page.status_code)


def test_the_officers_appointment_is_part_of_the_order_unless_they_say_otherwise(
    desk: Any, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        order = ordering.make_order(ctx, person_id=desk.person.pk, facts=order_facts())
    officer, address = client_of(desk.officer), url("probation_appointment_new", desk)
    assert f'value="{order.pk}" selected' in officer.get(address).content.decode()
    send(officer, address, **{**BOOKING, "kind": "probation"}, belongs=str(order.pk))
    with ctx_of(desk.officer) as ctx:
        assert [row.order_id for row in Appointment.visible_to(ctx)] == [order.pk]


def test_those_that_have_been_come_in_pages(
    nurse: Any, desk: Any, ctx_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("throughcare.appointments.views.one.A_PAGE", 2)
    with ctx_of(desk.nurse) as ctx:
        for days in (-3, -2, -1):
            actions.record_attendance(
                ctx, book(ctx, desk, days, place=f"Room {-days}"), status="came"
            )
    page = url("person_appointments", desk)
    first, second = nurse.get(page).text, nurse.get(page + "?page=2").text
    assert "Room 1" in first
    assert "Room 3" not in first
    assert "?page=2" in first
    assert "Room 3" in second
    assert "Room 1" not in second
