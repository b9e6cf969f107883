"""What the events about an appointment say: its kind, its time and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.core.events import record

if TYPE_CHECKING:
    from throughcare.appointments.models import Appointment
    from throughcare.core.context import Context


def tell(ctx: Context, event: str, row: Appointment, *, before: str, **payload: Any) -> None:
    """Say it, dated by the appointment where that is over and by now where it is not."""
    now = clock.now()
    over = event == "appointment.attended" and row.starts_at <= now
    record(
        ctx,
        event,
        subject=row,
        person_id=row.person_id,
        category=row.category,
        status_from=before,
        happened_at=row.starts_at if over else now,
        payload={
            "kind": row.kind,
            "starts_at": row.starts_at.isoformat(),
            "minutes": row.minutes,
            "requirement": str(row.requirement_id) if row.requirement_id else None,
            **payload,
        },
    )


def own_row(ctx: Context, appointment: Appointment, *, until: tuple[str, ...]) -> Appointment:
    """The row as it is now, locked, if it may still be changed by the asker.

    Raises StaleVersion where a colleague changed it since it was read.
    """
    rows = type(appointment).visible_to(ctx, "amend").lock()
    row: Appointment = rows.get(pk=appointment.pk)
    ctx.require("amend", row)
    if row.version != appointment.version:
        raise StaleVersion(row_id=row.pk, theirs=row)
    if row.status not in until:
        raise MoveNotAllowed(f"an appointment that is [{row.status}] stays so")
    return row


def save(ctx: Context, row: Appointment, **values: Any) -> None:
    """Amend the locked row."""
    type(row).visible_to(ctx, "amend").filter(pk=row.pk).update(**values, version=row.version + 1)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
