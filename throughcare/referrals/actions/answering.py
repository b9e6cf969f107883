"""What the receiving team does, or the sender writes down for a service outside the product."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.referrals import codes, rules
from throughcare.referrals.actions.moving import locked, move
from throughcare.referrals.models import Referral

if TYPE_CHECKING:
    from throughcare.core.context import Context


def acknowledge_referral(ctx: Context, *, referral_id: UUID) -> Referral:
    """Say that the team has it. The sender sees it; an answer is still owed."""
    return move(ctx, "acknowledge", locked(ctx, referral_id))


def ask_sender(ctx: Context, *, referral_id: UUID, question: str) -> Referral:
    """Ask the sender for more before saying yes or no."""
    referral = locked(ctx, referral_id)
    return move(
        ctx, "ask", referral, values={"question": question.strip()}, sender=_sender(referral)
    )


def accept_referral(ctx: Context, *, referral_id: UUID) -> Referral:
    """Take it: from now on the team works with the person, and reads as treating teams do."""
    referral = locked(ctx, referral_id)
    return move(ctx, "accept", referral, kind=str(referral.kind), sender=_sender(referral))


def decline_referral(ctx: Context, *, referral_id: UUID, reason: str, words: str) -> Referral:
    """Say no, why, and in words that the person may read."""
    if reason not in dict(codes.choices("declined")):
        raise ReasonMissing(f"[{reason}] is not a reason of the list")
    referral = locked(ctx, referral_id)
    return move(
        ctx,
        "decline",
        referral,
        values={"reason": reason, "words": words.strip()},
        reason=reason,
        sender=_sender(referral),
    )


def offer_first(
    ctx: Context,
    *,
    referral: Referral,
    at: datetime,
    place: str,
    appointment_id: UUID | None = None,
) -> Referral:
    """Tell the sender of the first appointment, or that it was moved. ``at`` is aware."""
    values = {"first_at": at.isoformat(), "first_place": place[:200], "first_came": ""}
    if appointment_id is not None:
        values["appointment"] = str(appointment_id)
    return move(
        ctx,
        "offer",
        referral,
        values=values,
        first_at=at.isoformat(),
        due_at=rules.word_due(max(at, clock.now())).isoformat(),
        sender=_sender(referral),
    )


def keep_first(ctx: Context, *, referral: Referral, came: str) -> Referral:
    """The person came: the referral has done its work, and the sender is told."""
    return move(
        ctx, "keep", referral, values={"first_came": came}, came=came, sender=_sender(referral)
    )


def miss_first(ctx: Context, *, referral: Referral, came: str) -> Referral:
    """It was not kept, by either side: the sender is told, and another can be offered."""
    return move(
        ctx, "miss", referral, values={"first_came": came}, came=came, sender=_sender(referral)
    )


def correct_first(ctx: Context, *, referral: Referral, came: str) -> Referral:
    """That the person came was wrong: the referral is open again, and the sender is told."""
    return move(
        ctx, "correct", referral, values={"first_came": came}, came=came, sender=_sender(referral)
    )


def end_referral(ctx: Context, *, referral_id: UUID, reason: str, words: str) -> Referral:
    """It was accepted and comes to nothing: why, in words that the person may read."""
    if reason not in dict(codes.choices("ended")):
        raise ReasonMissing(f"[{reason}] is not a reason of the list")
    referral = locked(ctx, referral_id)
    return move(
        ctx,
        "end",
        referral,
        values={"reason": reason, "words": words.strip()},
        reason=reason,
        sender=_sender(referral),
    )


def assign_referral(ctx: Context, *, referral_id: UUID, member: Membership) -> Referral:
    """Give it to a colleague of the receiving team. Assigning sends nothing anywhere."""
    referral = locked(ctx, referral_id)
    if member.team_id != referral.to_team_id or member.team_id != ctx.team_id:
        raise NotAllowed("amend", "a referral is assigned within the team that it was sent to")
    return move(ctx, "assign", referral, values={"assigned_to": str(member.pk)})


def _sender(referral: Referral) -> str:
    return str(referral.recorded_by_id)
