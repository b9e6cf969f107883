"""What stands on the stage after sentence: appointments, what came of them, what was told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tests.factories import working_as
from throughcare.appointments import actions as appointing
from throughcare.core import clock
from throughcare.documents.actions import To
from throughcare.enforcement import actions as enforcing

if TYPE_CHECKING:
    from tests.routes.stage import Stage
    from throughcare.appointments.models import Appointment
    from throughcare.core.context import Context


def stage_appointment(stage: Stage) -> None:
    """A session yesterday of which nobody has said who came."""
    with transaction.atomic(), working_as(stage.members["clinician"]) as ctx:
        stage.rows["appointment"] = appointing.book_appointment(
            ctx, stage.known.pk, kind="session", starts_at=clock.now() - timedelta(days=1),
            minutes=50, place="Numbatplace", order_id=stage.rows["order"].pk,
            requirement_id=stage.rows["requirement"].pk,
        )  # fmt: skip
    with transaction.atomic(), working_as(stage.members["probation_practitioner"]) as ctx:
        stage.rows["officers_appointment"] = appointing.book_appointment(
            ctx, stage.known.pk, kind="probation", starts_at=clock.now() - timedelta(days=1),
            minutes=30, place="Probation office",
        )  # fmt: skip


def stage_enforcement(stage: Stage) -> None:
    """Two missed sessions, told to the officer: one decided, one not; a review; a request."""
    group, order = [stage.known.pk], stage.rows["order"]
    with transaction.atomic(), working_as(stage.members["clinician"]) as ctx:
        gone = [_missed(ctx, stage, hours) for hours in (5, 3)]
        today = clock.today()
        enforcing.issue_statement(
            ctx, group=group, period=enforcing.Period(order.pk, today - timedelta(days=1), today),
            to=[To(name="Stage officer", how="hand", basis="court_order", basis_words="Stage")],
        )  # fmt: skip
        facts = enforcing.ReviewFacts(held_on=today, who="Stage", working=("Wallarooworks",))
        stage.rows["order_working"] = enforcing.hold_review(
            ctx, group=group, order_id=order.pk, facts=facts
        )
        stage.rows["update_request"] = enforcing.ask_update(
            ctx, person_id=stage.known.pk, group=group, wants=["attendance"],
            needed_by=clock.now() + timedelta(days=3), words="Kowariupdate", order_id=order.pk,
        )  # fmt: skip
    stage.rows["missed_appointment"] = gone[0]
    with transaction.atomic(), working_as(stage.members["probation_practitioner"]) as ctx:
        stage.rows["absence"] = enforcing.decide_absence(
            ctx, group=group, order_id=order.pk, appointment_id=gone[1].pk, acceptable=False,
            reason="No contact",
        )  # fmt: skip


def _missed(ctx: Context, stage: Stage, hours: int) -> Appointment:
    row = appointing.book_appointment(
        ctx, stage.known.pk, kind="session", starts_at=clock.now() - timedelta(hours=hours),
        minutes=50, place="Numbatplace", order_id=stage.rows["order"].pk,
        requirement_id=stage.rows["requirement"].pk,
    )  # fmt: skip
    return appointing.record_attendance(ctx, row, status="told_us_first")
