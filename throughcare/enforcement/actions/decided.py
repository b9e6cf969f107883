"""The officer decides what a missed appointment counts as, warns, or refers. Nobody else does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.enforcement import rules
from throughcare.enforcement.actions.rows import create, own, recorded, save
from throughcare.enforcement.lines import known_lines
from throughcare.enforcement.models import Absence
from throughcare.orders.models import Order

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Absence.Status
#: What there is to decide about: the person was expected and was late or not there.
TO_DECIDE = ("came_late", "told_us_first", "did_not_come")


class MustRefer(MoveNotAllowed):
    """A warning counted on the day of the failure: it goes to the enforcement officer."""


def decide_absence(
    ctx: Context,
    *,
    group: Sequence[UUID],
    order_id: UUID,
    appointment_id: UUID,
    acceptable: bool,
    reason: str,
) -> Absence:
    """Say whether a missed appointment is acceptable, and why: once an appointment.

    Raises NotAllowed for everybody but the officer, ReasonMissing without a reason,
    MoveNotAllowed where nothing was missed or it was decided already.
    """
    order: Order = Order.visible_to(ctx).get(pk=order_id, person_id__in=list(group))
    _require_officer(ctx, order.person_id)
    if not reason.strip():
        raise ReasonMissing("a decision says why")
    line = known_lines(ctx, group).get(str(appointment_id))
    if line is None or line.status not in TO_DECIDE:
        raise MoveNotAllowed("there is nothing to decide about this appointment")
    known = Absence.visible_to(ctx).filter(agency_id=ctx.agency_id, appointment_id=appointment_id)
    if known.exists():
        raise MoveNotAllowed("this appointment is decided already")
    absence = Absence(
        **recorded(ctx, order.person_id),
        status=Status.ACCEPTABLE if acceptable else Status.NOT_ACCEPTABLE,
        order_id=order.pk,
        appointment_id=appointment_id,
        on=date.fromisoformat(line.on),
        kind=line.kind,
        reason=reason.strip(),
        decided_on=clock.today(),
    )
    create(ctx, absence)
    others = _under(ctx, order.pk)
    must = not acceptable and rules.must_refer(others, absence)
    due = None if acceptable else rules.next_step_due(clock.now()).isoformat()
    _tell(ctx, "absence.decided", absence, "", acceptable=acceptable, must_refer=must, due_at=due)
    return absence


def give_warning(
    ctx: Context,
    *,
    absence_id: UUID,
    version: int,
    on: date,
    how: str,
    circumstances: str,
    easy_read: bool | None = None,
) -> Absence:
    """Record the warning that was given: when, how, and about what.

    Raises MustRefer where a warning of the same order counted on the day of the failure.
    """
    absence = _open(ctx, absence_id)
    if how not in Absence.How.values or not circumstances.strip():
        raise ReasonMissing("a warning says how it was given and about what")
    if not absence.on <= on <= clock.today():
        raise ReasonMissing("a warning is given after the failure, and not later than today")
    if rules.must_refer(_under(ctx, absence.order_id), absence):
        raise MustRefer("a warning counted on that day")
    order: Order = Order.visible_to(ctx).get(pk=absence.order_id)
    until = rules.warning_ends(order.kind, on)
    save(
        ctx,
        absence,
        version,
        status=Status.WARNED,
        warned_on=on,
        warned_how=how,
        easy_read=easy_read,
        circumstances=circumstances.strip(),
        last_day=until,
    )
    last = until.isoformat() if until else None
    _tell(ctx, "warning.given", absence, Status.NOT_ACCEPTABLE, given_on=on.isoformat(),
          how=how, last_day=last)  # fmt: skip
    return absence


def refer_to_enforcement(ctx: Context, *, absence_id: UUID, version: int, on: date) -> Absence:
    """Record that the failure went to the enforcement officer."""
    absence = _open(ctx, absence_id)
    if not absence.on <= on <= clock.today():
        raise ReasonMissing("it was sent after the failure, and not later than today")
    save(ctx, absence, version, status=Status.REFERRED, referred_on=on)
    _tell(ctx, "enforcement.referred", absence, Status.NOT_ACCEPTABLE, sent_on=on.isoformat())
    return absence


def reconsider_absence(ctx: Context, *, absence_id: UUID, version: int, reason: str) -> Absence:
    """The officer knows more: it was acceptable after all. A warning for it no longer counts."""
    absence: Absence = own(ctx, Absence, absence_id)
    _require_officer(ctx, absence.person_id)
    before = absence.status
    if before not in (Status.NOT_ACCEPTABLE, Status.WARNED):
        raise MoveNotAllowed(f"what is [{before}] is not taken back")
    if not reason.strip():
        raise ReasonMissing("a decision says why")
    save(
        ctx,
        absence,
        version,
        status=Status.ACCEPTABLE,
        reason=reason.strip(),
        decided_on=clock.today(),
        warned_on=None,
        warned_how="",
        easy_read=None,
        circumstances="",
        last_day=None,
    )
    _tell(ctx, "absence.reconsidered", absence, before, was=before)
    return absence


def _require_officer(ctx: Context, person_id: UUID) -> None:
    if not rules.decides(ctx, person_id):
        raise NotAllowed("sign", "only the officer decides what counts")


def _open(ctx: Context, absence_id: UUID) -> Absence:
    absence: Absence = own(ctx, Absence, absence_id)
    _require_officer(ctx, absence.person_id)
    if absence.status != Status.NOT_ACCEPTABLE:
        raise MoveNotAllowed(f"what is [{absence.status}] asks for no next step")
    return absence


def _under(ctx: Context, order_id: UUID) -> list[Absence]:
    return list(Absence.visible_to(ctx).filter(order_id=order_id))


def _tell(ctx: Context, event: str, absence: Absence, before: str, **payload: Any) -> None:
    record(
        ctx,
        event,
        subject=absence,
        person_id=absence.person_id,
        status_from=before,
        payload={
            "order": str(absence.order_id),
            "on": absence.on.isoformat(),
            "kind": absence.kind,
            **payload,
        },
    )
