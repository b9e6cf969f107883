"""Planned and delivered apart: what may be booked, what may come of it, who is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from throughcare.appointments import actions, rules, selectors
from throughcare.appointments.models import Appointment
from throughcare.appointments.tests.conftest import at, book
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event


def events(ctx: Any, row: Appointment) -> list[tuple[str, str, str]]:
    rows = Event.visible_to(ctx).filter(subject_id=row.pk).order_by("recorded_at")
    return [(each.type, each.status_from, each.status_to) for each in rows]


def test_booking_asks_for_who_came_the_morning_after(desk: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = book(ctx, desk, days=3)
        due = Due.visible_to(ctx).get(subject_id=row.pk)
        assert (due.kind, due.status) == ("appointment_outcome", "open")
        assert due.due_at == at(4, 9)
        actions.record_attendance(ctx, row, status="told_us_first")
        assert Due.visible_to(ctx).get(subject_id=row.pk).status == "done"


@pytest.mark.parametrize("status", rules.OUTCOMES)
def test_each_outcome_is_kept_with_its_event(
    desk: Any, ctx_of: Any, appointment: Appointment, status: str
) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = actions.record_attendance(
            ctx, appointment, status=status, next_step="offered", offered_on=clock.today(),
            came_minutes=30,
        )  # fmt: skip
        kept = Appointment.visible_to(ctx).get(pk=row.pk)
        assert (kept.status, kept.next_step, kept.offered_on) == (status, "offered", clock.today())
        assert kept.came_minutes == (30 if status in rules.ATTENDED else None)
        assert events(ctx, row)[-1] == ("appointment.attended", "planned", status)


def test_who_came_is_corrected_and_both_are_on_record(
    desk: Any, ctx_of: Any, appointment: Appointment
) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = actions.record_attendance(ctx, appointment, status="did_not_come")
        actions.record_attendance(ctx, row, status="came_late")
        told = Event.visible_to(ctx).filter(subject_id=row.pk, type="appointment.attended")
        said = [
            (each.status_to, each.payload["corrected"]) for each in told.order_by("recorded_at")
        ]
        assert said == [("did_not_come", False), ("came_late", True)]


def test_nobody_comes_before_the_day(desk: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = book(ctx, desk, days=1)
        for status in ("came", "came_late", "did_not_come"):
            with pytest.raises(MoveNotAllowed):
                actions.record_attendance(ctx, row, status=status)
        assert actions.record_attendance(ctx, row, status="we_cancelled").status == "we_cancelled"


def test_moving_makes_a_new_one_and_says_where_the_old_went(desk: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = book(ctx, desk, days=1)
        new = actions.move_appointment(ctx, row, starts_at=at(8), by="person")
        old = Appointment.visible_to(ctx).get(pk=row.pk)
        assert (old.status, old.moved_to_id) == ("moved", new.pk)
        assert (new.status, new.starts_at, new.place) == ("planned", at(8), row.place)
        for status in rules.OUTCOMES:
            with pytest.raises(MoveNotAllowed):
                actions.record_attendance(ctx, old, status=status)


@pytest.mark.parametrize(("by", "status"), [("us", "we_cancelled"), ("person", "told_us_first")])
def test_cancelled_says_by_whom(desk: Any, ctx_of: Any, by: str, status: str) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = actions.cancel_appointment(ctx, book(ctx, desk), by=by)
        assert row.status == status
        with pytest.raises(MoveNotAllowed):
            actions.cancel_appointment(ctx, row, by=by)


def test_what_makes_no_sense_is_refused(desk: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        for wrong in (
            {"kind": "party"}, {"kind": "probation"}, {"minutes": 0}, {"minutes": 721},
            {"mode": "telepathy"},
        ):  # fmt: skip
            with pytest.raises(ReasonMissing):
                book(ctx, desk, **wrong)
        row = book(ctx, desk)
        for status in ("planned", "moved", "acceptable", ""):
            with pytest.raises(ReasonMissing):
                actions.record_attendance(ctx, row, status=status)


def test_two_colleagues_do_not_overwrite_each_other(
    desk: Any, ctx_of: Any, appointment: Appointment
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.record_attendance(ctx, Appointment.visible_to(ctx).get(), status="came")
        with pytest.raises(StaleVersion):
            actions.record_attendance(ctx, appointment, status="did_not_come")


def test_the_officer_keeps_probations_own_and_changes_no_other(
    desk: Any, ctx_of: Any, appointment: Appointment
) -> None:
    with ctx_of(desk.officer) as ctx:
        own = book(ctx, desk, days=-2, kind="probation")
        assert actions.record_attendance(ctx, own, status="came").status == "came"
        assert own.category == "justice"
        with pytest.raises(ReasonMissing):
            book(ctx, desk, kind="session")
        assert [due.kind for due in Due.visible_to(ctx)] == ["probation_appointment_outcome"]
        assert not Appointment.visible_to(ctx, "amend").filter(pk=appointment.pk).exists()


@pytest.mark.parametrize("who", ["police", "adviser", "stranger"])
def test_nobody_else_books_or_sees(
    desk: Any, ctx_of: Any, appointment: Appointment, who: str
) -> None:
    with ctx_of(getattr(desk, who)) as ctx:
        assert list(Appointment.visible_to(ctx)) == []
        with pytest.raises(NotAllowed):
            book(ctx, desk)


def test_lists_are_of_the_person_the_subject_and_the_team(desk: Any, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        first = book(ctx, desk, days=1, subject_id=desk.person.pk)
        later, past = book(ctx, desk, days=20), book(ctx, desk, days=-1)
        assert [row.pk for row in selectors.upcoming(ctx, desk.person.pk, 1)] == [first.pk]
        found = [row.pk for row in selectors.of_person(ctx, desk.person.pk)]
        assert found == [later.pk, first.pk, past.pk]
        assert [row.pk for row in selectors.of_subject(ctx, desk.person.pk)] == [first.pk]
        today = clock.today()
        week = selectors.of_team(ctx, today, today + timedelta(days=7))
        assert [row.pk for row in week] == [first.pk]
