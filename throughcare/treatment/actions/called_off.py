"""Sessions that will not take place: their appointments end, and the reminders with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from throughcare.appointments import actions as appointments
from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.treatment import selectors
from throughcare.treatment.actions.rows import locked
from throughcare.treatment.actions.sessions import Facts, mark_saved
from throughcare.treatment.models import Programme, Session

if TYPE_CHECKING:
    from throughcare.core.context import Context


def call_off(ctx: Context, programme: Programme, **where: Any) -> int:
    """Call off the planned sessions of a programme that have not begun; how many.

    It counts as cancelled by us: never against the person.
    """
    rows = Session.visible_to(ctx, "amend").filter(
        programme_id=programme.pk, status=Session.Status.PLANNED, **where
    )
    done = 0
    for pk in rows.order_by("number").values_list("pk", flat=True):
        row: Session = locked(ctx, Session, pk)
        at = selectors.appointment_of(ctx, row)
        if at is None or at.status != Came.PLANNED or at.starts_at <= clock.now():
            continue
        appointments.record_attendance(ctx, at, status=Came.WE_CANCELLED)
        mark_saved(ctx, row, programme, Facts(came=Came.WE_CANCELLED))
        done += 1
    return done
