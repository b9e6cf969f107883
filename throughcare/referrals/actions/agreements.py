"""What follows for referrals when the person takes an agreement back (architecture decision 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from throughcare.core.events import record
from throughcare.referrals import states
from throughcare.referrals.actions.moving import move
from throughcare.referrals.models import Referral

if TYPE_CHECKING:
    from throughcare.core.context import Context


def end_what_rested(ctx: Context, agreement_id: UUID) -> int:
    """End the view of what was sent on this agreement; what waits is taken back. How many.

    What was sent on a power in law, for safety or on an order stays as it is; so does what a
    team that has accepted wrote down itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.hide_referrals(%s)", [agreement_id])
        rows = cursor.fetchall()
    for referral_id, status, version, person_id, name, agency_id, team_id, sender, outside in rows:
        referral = Referral(
            pk=referral_id,
            status=status,
            version=version,
            person_id=person_id,
            service_name=name,
            agency_id=agency_id,
            team_id=team_id,
            recorded_by_id=sender,
        )
        _tell(ctx, referral, outside=outside)
    return len(rows)


def _tell(ctx: Context, referral: Referral, *, outside: bool) -> None:
    """Take back what waits; of the rest, say that it is not read any more, or should not be."""
    if referral.status in states.WAITING and not outside:
        words = _("They took back their agreement to share this.")
        values = {"words": words, "reason": "agreement"}
        move(ctx, "withdraw", referral, values=values, why="agreement")
        return
    record(
        ctx,
        "referral.view_ended",
        subject=referral,
        person_id=referral.person_id,
        payload={
            "service": referral.service_name,
            "outside": outside,
            "sender": str(referral.recorded_by_id),
        },
    )
