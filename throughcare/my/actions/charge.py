"""Taking charge: a worker on shift says that they will see the answers and act on them today."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.my import rules
from throughcare.my.models import Charge
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context


def take_charge(ctx: Context, person_id: UUID, *, where: str, until: datetime) -> Charge:
    """Take charge of what this person answers, from now until a moment of today.

    Only somebody who may keep clinical answers takes it: a prompt must find who can read it.
    Raises ReasonMissing when the moment is past or later than charge may last.
    """
    at = clock.now()
    if not at < until <= at + rules.charge_lasts():
        raise ReasonMissing("charge is taken for a time that begins now")
    if not ctx.allows("create", "clinical_detail", person_id):
        raise NotAllowed("create", "charge is taken by somebody who reads the answers")
    row = Charge(
        **recorded(ctx, person_id),
        where=Charge.Where(where),
        until=until,
        by_name=ctx.user_name,
        purpose=ctx.purpose,
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    payload = {"where": str(row.where), "until": until.isoformat()}
    record(ctx, "tablet.charge_taken", subject=row, person_id=person_id, payload=payload)
    return row


def give_up_charge(ctx: Context, *, charge_id: UUID) -> Charge:
    """End one's own charge before its time. MoveNotAllowed for another's, or when it is over."""
    row: Charge = Charge.visible_to(ctx, "amend").lock().get(pk=charge_id)
    if row.recorded_by_id != ctx.membership_id or row.ended_at is not None:
        raise MoveNotAllowed("only who took charge gives it up, and once")
    row.ended_at = clock.now()
    row.version += 1
    row.save(update_fields=["ended_at", "version"])
    record(ctx, "tablet.charge_ended", subject=row, person_id=row.person_id, payload={})
    return row
