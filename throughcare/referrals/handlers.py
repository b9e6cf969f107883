"""What referrals do when something happens below: an agreement ends, an appointment is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.core.events import on_event
from throughcare.referrals import actions

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.core.models import Event


@on_event("agreement.withdrawn")
def agreement_withdrawn(ctx: Context, event: Event) -> None:
    """What was sent on the person's agreement is not read any more, from the next request on."""
    actions.end_what_rested(ctx, event.subject_id)
