"""The pages: statement looked at before it is issued, the officer's forms, what they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from throughcare.enforcement import actions
from throughcare.enforcement.models import Absence, AttendanceStatement
from throughcare.enforcement.tests.conftest import (
    Scene,
    days,
    decide,
    session,
    state,
    to_officer,
    warn,
)
from throughcare.screening.tests.pages import at_most, hidden


def url(name: str, scene: Scene, *ids: Any) -> str:
    return reverse(name, args=[scene.person.reference, *ids])


def send(client: Any, address: str, **fields: Any) -> Any:
    return client.post(address, {**hidden(client.get(address)), **fields})


def text(client: Any, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return str(page.content.decode())


STATEMENT = {
    "first_on": f"{days(60):%d/%m/%Y}", "last_on": "today", "to": "outside", "name": "Sam Adeyemi",
    "basis": "agreed", "basis_words": "Agreed before sentence",
}  # fmt: skip


def test_a_statement_is_looked_at_before_it_is_issued(
    scene: Scene, missed: Any, client_of: Any, ctx_of: Any
) -> None:
    nurse, address = client_of(scene.nurse), url("statement_new", scene, scene.order.pk)
    first = send(nurse, address, **STATEMENT)
    assert first.status_code == 200
    assert "What the officer will read" in first.content.decode()
    with ctx_of(scene.nurse) as ctx:
        assert not AttendanceStatement.visible_to(ctx).exists()
        session(ctx, scene, 3, "came")
    changed = nurse.post(address, {**hidden(first), **STATEMENT})
    assert "Came 1 time" in changed.content.decode()
    done = nurse.post(address, {**hidden(changed), **STATEMENT})
    assert done.headers["Location"] == url("person_order", scene)
    assert "A1: " in text(nurse, url("person_order", scene))


def test_a_correction_begins_at_the_statement_with_its_own_period(
    scene: Scene, missed: Any, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(scene.nurse) as ctx:
        period = actions.Period(scene.order.pk, days(60), days(5))
        statement = actions.issue_statement(
            ctx, group=scene.group, period=period, to=[to_officer(scene)]
        )
    nurse = client_of(scene.nurse)
    kept = text(nurse, url("person_document", scene, statement.document_id))
    assert "Attendance statement, A1" in kept
    assert "Leanne Whitlock, born " in kept.split("About this document")[1], "it says whose it is"
    address = f"{url('statement_new', scene, scene.order.pk)}?corrects={statement.pk}"
    assert address.replace("&", "&amp;") in kept
    page = send(nurse, address, **STATEMENT, replaces=str(statement.pk), what_changed="They came")
    assert "It goes as well to those who had the one that it corrects" in page.content.decode()
    first = nurse.get(address).content.decode()
    assert f'value="{statement.first_on:%-d %B %Y}"' in first
    fresh = nurse.get(url("statement_new", scene, scene.order.pk)).content.decode()
    assert f'value="{days(4):%-d %B %Y}"' in fresh
    assert f'value="{days(5):%-d %B %Y}"' not in fresh, "a day is told of once"


def test_what_is_wrong_with_a_statement_is_said_beside_the_field(
    scene: Scene, missed: Any, client_of: Any
) -> None:
    nurse, address = client_of(scene.nurse), url("statement_new", scene, scene.order.pk)
    for fields, words in (
        ({"name": ""}, "Enter the name of the officer"),
        ({"basis": ""}, "Select on what basis"),
        ({"first_on": "1/1/2019"}, "not made yet"),
        ({"last_on": "1/1/2019"}, "not made yet"),
        ({"first_on": "today", "last_on": "yesterday"}, "comes after the first"),
        ({"first_on": "today"}, "no appointment of this order then"),
    ):
        page = send(nurse, address, **{**STATEMENT, **fields})
        assert page.status_code == 422, fields
        assert words in page.content.decode(), words
        assert "Agreed before sentence" in page.content.decode()


def test_the_officer_decides_warns_and_sees_the_clock(
    scene: Scene, statement: Any, missed: Any, client_of: Any, ctx_of: Any
) -> None:
    officer = client_of(scene.officer)
    page = text(officer, url("person_order", scene))
    assert "Not decided yet" in page
    today = text(officer, reverse("today"))
    assert "Missed appointments to decide" in today
    assert url("absence_new", scene, scene.order.pk, missed.pk) in today
    address = url("absence_new", scene, scene.order.pk, missed.pk)
    assert send(officer, address, acceptable="no").status_code == 422
    send(officer, address, acceptable="no", reason="No contact")
    with ctx_of(scene.officer) as ctx:
        absence = Absence.visible_to(ctx).get()
    warning = url("absence_warn", scene, absence.pk)
    assert warning in text(officer, reverse("today"))
    wrong = send(officer, warning, on="tomorrow", how="letter", easy_read="yes")
    assert wrong.status_code == 422
    send(officer, warning, on="today", how="letter", easy_read="yes", circumstances="Did not come")
    page = text(officer, url("person_order", scene))
    for words in (
        "Warning clock", "Day 1 of 36", "by letter, in easy read", "Not acceptable",
        "you must refer it", "Schedule 10, paragraph 6", "Missed without a good reason",
    ):  # fmt: skip
        assert words in page, words
    nurse = text(client_of(scene.nurse), url("person_order", scene))
    assert "Warning clock" in nurse
    assert "you must refer" not in nurse


def test_a_second_failure_is_refused_a_warning_in_words(
    scene: Scene, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(scene.nurse) as ctx:
        gone = [session(ctx, scene, ago, "did_not_come").pk for ago in (20, 8)]
        state(ctx, scene)
    with ctx_of(scene.officer) as ctx:
        warn(ctx, decide(ctx, scene, gone[0]), days(15))
        second = decide(ctx, scene, gone[1])
    officer = client_of(scene.officer)
    page = send(
        officer, url("absence_warn", scene, second.pk), on="today", how="letter",
        easy_read="no", circumstances="Again",
    )  # fmt: skip
    assert page.status_code == 409
    assert "refer it to the enforcement officer instead" in page.content.decode()
    assert "Again" in page.content.decode()
    sent = send(officer, url("absence_refer", scene, second.pk), on="today")
    assert sent.status_code in (302, 303)
    again = send(officer, url("absence_reconsider", scene, second.pk), reason="Ill")
    assert again.status_code == 409


def test_only_the_officer_has_the_officers_pages(
    scene: Scene, statement: Any, missed: Any, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(scene.officer) as ctx:
        absence = decide(ctx, scene, missed.pk)
    for who in (scene.nurse, scene.adviser, scene.police):
        client = client_of(who)
        decide_page = url("absence_new", scene, scene.order.pk, missed.pk)
        assert client.get(decide_page).status_code in (403, 404)
        assert client.get(url("absence_warn", scene, absence.pk)).status_code in (403, 404)
        assert "Decide again" not in client.get(url("person_order", scene)).content.decode()
    officer = client_of(scene.officer)
    assert officer.get(url("statement_new", scene, scene.order.pk)).status_code == 403


def test_all_attendance_is_on_a_page_of_its_own(
    scene: Scene, statement: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = url("order_attendance", scene, scene.order.pk)
    nurse = client_of(scene.nurse)
    page = text(nurse, address)
    assert "Came 1 time" in page
    assert "Does not count" in page
    assert "No appointment of this kind" in text(nurse, f"{address}?show=probation")
    for odd in ("x", "%00", "treatment"):
        assert nurse.get(f"{address}?show={odd}").status_code == 200
    monkeypatch.setattr("throughcare.enforcement.views.attendance.A_PAGE", 1)
    page = text(nurse, address)
    assert "?show=&amp;page=2" in page
    assert "Came 1 time" in page
    assert text(nurse, f"{address}?page=2") != page


@pytest.mark.parametrize("number", [1, 9])
def test_pages_cost_at_most_12_statements(
    scene: Scene, client_of: Any, ctx_of: Any, number: int
) -> None:
    with ctx_of(scene.nurse) as ctx:
        gone = [session(ctx, scene, 10 + n, "did_not_come") for n in range(number)]
        state(ctx, scene)
    with ctx_of(scene.officer) as ctx:
        absence = decide(ctx, scene, gone[0].pk)
    order = scene.order.pk
    nurse, officer = client_of(scene.nurse), client_of(scene.officer)
    for client, address in (
        (nurse, url("person_order", scene)),
        (nurse, url("order_attendance", scene, order)),
        (nurse, url("statement_new", scene, order)),
        (officer, url("person_order", scene)),
        (officer, url("absence_warn", scene, absence.pk)),
        (officer, url("absence_refer", scene, absence.pk)),
        (officer, url("absence_reconsider", scene, absence.pk)),
    ):
        with at_most(12):
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("bad", ["\x00", "x" * 200_000, "<script>", "9" * 400])
def test_hostile_words_give_no_failure(
    scene: Scene, statement: Any, missed: Any, client_of: Any, ctx_of: Any, bad: str
) -> None:
    with ctx_of(scene.officer) as ctx:
        absence = decide(ctx, scene, missed.pk)
    fields = (
        "first_on", "last_on", "requirement", "to", "name", "organisation", "basis",
        "basis_words", "replaces", "what_changed", "seen", "acceptable", "reason", "on", "how",
        "easy_read", "circumstances", "held_on", "who", "working", "not_working", "own_words",
        "changes", "next_on", "wants", "at", "words",
    )  # fmt: skip
    order = scene.order.pk
    for who, address in (
        (scene.nurse, url("statement_new", scene, order)),
        (scene.nurse, url("order_working_new", scene, order)),
        (scene.adviser, url("update_new", scene)),
        (scene.officer, url("absence_warn", scene, absence.pk)),
        (scene.officer, url("absence_refer", scene, absence.pk)),
    ):
        page = send(client_of(who), address, **dict.fromkeys(fields, bad))
        assert page.status_code in (400, 409, 413, 422), (address, page.status_code)
