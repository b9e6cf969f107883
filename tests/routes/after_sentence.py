"""What stands on the stage after sentence: appointments and what came of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tests.factories import working_as
from throughcare.appointments import actions as appointing
from throughcare.core import clock

if TYPE_CHECKING:
    from tests.routes.stage import Stage


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
