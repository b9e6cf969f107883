"""What referrals do when something happens below: an agreement ends, an appointment is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.appointments.actions.ended import BY
from throughcare.appointments.models import Appointment, Kind
from throughcare.appointments.rules import ATTENDED
from throughcare.core.events import on_event
from throughcare.referrals import actions, states
from throughcare.referrals.models import Referral

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.core.models import Event


@on_event("agreement.withdrawn")
def agreement_withdrawn(ctx: Context, event: Event) -> None:
    """What was sent on the person's agreement is not read any more, from the next request on."""
    actions.end_what_rested(ctx, event.subject_id)


def _referral(ctx: Context, event: Event) -> tuple[Appointment, Referral] | None:
    """The referral whose first appointment this is; None where the asker's team has none.

    Where the person took their agreement back the team sees the referral no more: then nobody
    is told, in either direction.
    """
    if event.payload["kind"] != Kind.FIRST_APPOINTMENT:
        return None
    booked: Appointment = Appointment.visible_to(ctx).get(pk=event.subject_id)
    if booked.subject_id is None:
        return None
    rows = Referral.visible_to(ctx).filter(readers__overlap=list(ctx.principals))
    found = rows.filter(pk=booked.subject_id, person_id=booked.person_id).first()
    return (booked, found) if found is not None else None


@on_event("appointment.booked")
def first_offered(ctx: Context, event: Event) -> None:
    found = _referral(ctx, event)
    if found and found[1].status == states.ACCEPTED:
        booked, referral = found
        actions.offer_first(
            ctx,
            referral=referral,
            at=booked.starts_at,
            place=booked.place,
            appointment_id=booked.pk,
        )


@on_event("appointment.attended")
def first_attended(ctx: Context, event: Event) -> None:
    found = _referral(ctx, event)
    if not found or found[1].appointment_id != found[0].pk:
        return
    referral, came = found[1], event.payload["status"]
    if referral.status == states.ACCEPTED:
        tell = actions.keep_first if came in ATTENDED else actions.miss_first
        tell(ctx, referral=referral, came=came)
    elif referral.status == states.KEPT and came not in ATTENDED:
        actions.correct_first(ctx, referral=referral, came=came)


@on_event("appointment.cancelled")
def first_cancelled(ctx: Context, event: Event) -> None:
    found = _referral(ctx, event)
    if found and found[1].status == states.ACCEPTED and found[1].appointment_id == found[0].pk:
        actions.miss_first(ctx, referral=found[1], came=str(BY[event.payload["by"]]))
