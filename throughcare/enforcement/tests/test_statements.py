"""A statement says dates and attendance, goes to a named officer, and says nothing else."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest

from throughcare.appointments import actions as appointing
from throughcare.appointments.models import Appointment
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, Document, DocumentContent
from throughcare.documents.naming import name_reader
from throughcare.enforcement import actions
from throughcare.enforcement.models import AttendanceStatement
from throughcare.enforcement.statements import Counts, Line, counts_of
from throughcare.enforcement.tests.conftest import Scene, days, session, state, to_officer
from throughcare.sharing.actions import record_agreement


def test_the_officer_reads_it_in_their_account(
    scene: Scene, statement: AttendanceStatement, ctx_of: Any
) -> None:
    with ctx_of(scene.officer) as ctx:
        told = AttendanceStatement.visible_to(ctx).get()
        lines = [Line.read(line) for line in told.lines]
        assert [line.status for line in lines] == ["came", "did_not_come", "we_cancelled"]
        assert counts_of(lines) == Counts(came=1, did_not_come=1, we_cancelled=1, minutes=50)
        assert counts_of(lines).expected == 2
        assert Document.visible_to(ctx).get().pk == told.document_id
    with ctx_of(scene.nurse) as ctx:
        copy = Delivery.visible_to(ctx).get()
        assert (copy.how, copy.status) == ("account", "sent")


def test_no_word_of_anybody_fits_into_a_statement(
    scene: Scene, missed: Appointment, ctx_of: Any
) -> None:
    """By construction: every field of a line is an id, a day, a code of ours, or minutes."""
    assert get_type_hints(Line) == {
        "appointment": str, "on": str, "at": str, "kind": str, "status": str, "minutes": int,
    }  # fmt: skip
    good = Line.of(missed).as_data()
    for name in ("appointment", "on", "kind", "status"):
        with pytest.raises(ValueError, match="."):
            Line.read({**good, name: "cried and spoke of her father"})
    with pytest.raises(TypeError):
        Line.read({**good, "note": "cried"})
    with ctx_of(scene.nurse) as ctx:
        state(ctx, scene)
        said = DocumentContent.visible_to(ctx).get().html
        assert "Harbour House" not in said
        assert "did not come" in said


def test_a_correction_replaces_and_says_what_changed(
    scene: Scene, statement: AttendanceStatement, missed: Appointment, ctx_of: Any
) -> None:
    with ctx_of(scene.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            state(ctx, scene, replaces_id=statement.pk)
        with pytest.raises(ReasonMissing):
            state(ctx, scene, what_changed="They came")
        appointing.record_attendance(
            ctx, Appointment.visible_to(ctx).get(pk=missed.pk), status="came_late"
        )
        second = state(ctx, scene, replaces_id=statement.pk, what_changed="They came on 14th")
        assert second.number == 2
        first = AttendanceStatement.visible_to(ctx).get(pk=statement.pk)
        assert first.status == "replaced"
        with pytest.raises(MoveNotAllowed):
            state(ctx, scene, replaces_id=statement.pk, what_changed="Again")


def test_a_correction_goes_to_everybody_who_had_what_it_corrects(
    scene: Scene, statement: AttendanceStatement, make: Any, ctx_of: Any
) -> None:
    """Also to a reader who was named later; not to one whose yes was taken back."""
    solicitor = To(
        "Asha Rowe", "hand", "statutory", "Power in law (invented)", why="Review on Friday"
    )
    friend = To("Jo Lee", "hand", "agreed", "Agreed on Monday", why="Asked for it")
    with ctx_of(scene.nurse) as ctx:
        for each in (solicitor, friend):
            name_reader(ctx, document_id=statement.document_id, to=each)
        record_agreement(
            ctx, person_id=scene.person.pk, recipient="other", recipient_name="Jo Lee", answer="no"
        )
        state(ctx, scene, replaces_id=statement.pk, what_changed="They came on 14th")
        newest = Document.visible_to(ctx).order_by("-number")[0]
        copies = Delivery.visible_to(ctx).filter(document_id=newest.pk)
        had = {(each.recipient.name, each.how, each.recipient.why) for each in copies}
    assert had == {("Sam Adeyemi", "account", ""), ("Asha Rowe", "hand", "Review on Friday")}


def test_only_those_who_treat_state_and_never_about_nothing(
    scene: Scene, missed: Appointment, ctx_of: Any
) -> None:
    for who in (scene.officer, scene.adviser):
        with ctx_of(who) as ctx, pytest.raises(NotAllowed):
            state(ctx, scene)
    with ctx_of(scene.nurse) as ctx:
        empty = actions.Period(scene.order.pk, days(400), days(300))
        with pytest.raises(ReasonMissing):
            actions.issue_statement(ctx, group=scene.group, period=empty, to=[to_officer(scene)])
        period = actions.Period(scene.order.pk, days(60), days(0))
        with pytest.raises(ReasonMissing):
            actions.issue_statement(ctx, group=scene.group, period=period, to=[])


def test_what_is_moved_or_of_another_order_is_left_out(scene: Scene, ctx_of: Any) -> None:
    from throughcare.core import clock

    with ctx_of(scene.nurse) as ctx:
        row = session(ctx, scene, 3)
        appointing.move_appointment(ctx, row, starts_at=clock.now())
        appointing.book_appointment(
            ctx, scene.person.pk, kind="support", starts_at=clock.now(), minutes=30, place=""
        )
        assert [line["status"] for line in state(ctx, scene).lines] == ["planned"]
