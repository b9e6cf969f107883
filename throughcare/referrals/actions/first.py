"""The first appointment after a yes: booked, moved, kept or not; the sender is told each time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from throughcare.core.errors import MoveNotAllowed
from throughcare.referrals import states
from throughcare.referrals.actions.answering import keep_first, miss_first, offer_first

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.referrals.models import Referral


def book_first(ctx: Context, *, referral: Referral, at: datetime, place: str) -> Referral:
    """Book or move the first appointment of an accepted referral."""
    if referral.status != states.ACCEPTED:
        raise MoveNotAllowed(f"a referral that is [{referral.status}] has no first appointment")
    return offer_first(ctx, referral=referral, at=at, place=place)


def record_first(ctx: Context, *, referral: Referral, came: str) -> Referral:
    """Came, or did not."""
    if came in ("came", "came_late"):
        return keep_first(ctx, referral=referral, came=came)
    return miss_first(ctx, referral=referral, came=came)
