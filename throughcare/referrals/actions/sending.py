"""Sending a referral, a transfer, or a request to transfer; taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.agencies.models import Team
from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.referrals import rules, states
from throughcare.referrals.actions.moving import locked, move
from throughcare.referrals.models import DirectoryService, Referral, ReferralReason
from throughcare.sharing.actions import record_agreement
from throughcare.sharing.models import Agreement

if TYPE_CHECKING:
    from throughcare.core.context import Context

Kind, Ground = Referral.Kind, Referral.Ground


@dataclass(frozen=True)
class Request:
    """What is asked of a service, in the sender's words, and on what ground it is told.

    ``seen``: what they will see besides: the parts of ``facts.Sheet`` that the sender left in,
    shown to the person before they were asked.
    """

    reason: str
    asked: str
    ground: str
    ground_words: str
    seen: Mapping[str, Any]
    need: str = ""
    soon: str = Referral.Soon.ROUTINE
    agreed_words: str = ""


def send_referral(
    ctx: Context,
    *,
    person_id: UUID,
    service: DirectoryService,
    request: Request,
    kind: str = Kind.REFER,
) -> Referral:
    """Send one request to one service; the copy of what was sent is frozen.

    Raises ReasonMissing without a reason, a request or a ground; MoveNotAllowed where this team
    has one open with the service already, or the service takes none.
    """
    if service.closed_on is not None or service.how == DirectoryService.How.SELF:
        raise MoveNotAllowed("this service takes no referrals")
    if kind == Kind.TRANSFER and service.team_id is None:
        raise MoveNotAllowed("only a team with an inbox here can take somebody over")
    return _send(ctx, person_id, request, kind, service=service, to=service.team)


def request_transfer(ctx: Context, *, person_id: UUID, team: Team, request: Request) -> Referral:
    """Ask the team that holds the person to hand them over to ours."""
    if team.pk == ctx.team_id:
        raise MoveNotAllowed("your own team holds the person")
    return _send(ctx, person_id, request, Kind.REQUEST_TRANSFER, service=None, to=team)


def _send(
    ctx: Context,
    person_id: UUID,
    request: Request,
    kind: str,
    *,
    service: DirectoryService | None,
    to: Team | None,
) -> Referral:
    _require_words(request)
    if to is not None and to.agency.type not in CARE_TYPES:
        raise NotAllowed("create", "referrals go to teams that give care")
    open_ = Referral.visible_to(ctx).filter(
        person_id=person_id, team_id=ctx.team_id, status__in=[*states.WAITING, states.ACCEPTED]
    )
    same = open_.filter(service=service) if service else open_.filter(to_team=to, kind=kind)
    if same.exists():
        raise MoveNotAllowed("your team has one open with them already")
    name = service.name if service else f"{to.name}, {to.agency.name}" if to else ""
    now = clock.now()
    referral = Referral(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=now,
        kind=kind,
        team_id=ctx.team_id,
        service=service,
        service_name=name[:200],
        to_team=to,
        readers=[to.pk] if to else [],
        sent_words={**request.seen, "reason": request.reason, "asked": request.asked},
        soon=request.soon,
        ground=request.ground,
        ground_words=request.ground_words,
        agreement_id=_agreement(ctx, person_id, request, name, to),
        how=service.how if service else DirectoryService.How.TEAM,
        sent_at=now,
        reply_due_at=rules.reply_due(now, request.soon),
    )
    ctx.require("create", referral)
    referral.save(force_insert=True)
    _keep_reason(ctx, referral, request)
    record(
        ctx,
        "referral.sent",
        subject=referral,
        person_id=person_id,
        payload={
            "kind": str(kind),
            "service": referral.service_name,
            "soon": str(request.soon),
            "ground": str(request.ground),
            "outside": to is None,
            "due_at": referral.reply_due_at.isoformat(),
            "sender": str(ctx.membership_id),
        },
    )
    return referral


def _require_words(request: Request) -> None:
    if not (request.reason.strip() and request.asked.strip()):
        raise ReasonMissing("a referral says why, and what is asked")
    if request.ground not in Ground.values or not request.ground_words.strip():
        raise ReasonMissing("a referral says on what ground it is sent")


def _agreement(
    ctx: Context, person_id: UUID, request: Request, name: str, to: Team | None
) -> UUID | None:
    """The person's agreement to this one copy going to this one service; None on other grounds."""
    if request.ground != Ground.AGREED:
        return None
    other = to.agency_id if to and to.agency_id != ctx.agency_id else None
    kept = record_agreement(
        ctx,
        person_id=person_id,
        recipient=Agreement.Recipient.OTHER,
        recipient_name=name[:120],
        recipient_agency_id=other,
        answer=Agreement.Answer.YES,
        categories=("disclosed",),
        words_used=request.agreed_words or request.ground_words,
    )
    return kept.pk


def _keep_reason(ctx: Context, referral: Referral, request: Request) -> None:
    """The clinical record keeps why, where the sender writes in it; else the copy alone does."""
    if not ctx.allows("create", "clinical_detail", referral.person_id):
        return
    ReferralReason(
        person_id=referral.person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=referral.recorded_at,
        referral=referral,
        need=request.need,
        reason=request.reason,
        asked=request.asked,
    ).save(force_insert=True)


def withdraw_referral(ctx: Context, *, referral_id: UUID, words: str) -> Referral:
    """Take a referral back that nobody has answered yet; they see nothing of it from now on."""
    referral = locked(ctx, referral_id)
    return move(
        ctx, "withdraw", referral, values={"words": words.strip(), "reason": "sender"}, why="sender"
    )


def answer_question(ctx: Context, *, referral_id: UUID, words: str) -> Referral:
    """Tell the receiving team what they asked for; they read it beside the copy."""
    return move(ctx, "answer", locked(ctx, referral_id), values={"added": words.strip()})


def note_answer_seen(ctx: Context, *, referral_id: UUID) -> Referral:
    """The sender has read what became of it: it comes off their list."""
    referral = locked(ctx, referral_id)
    if referral.team_id != ctx.team_id:
        raise NotAllowed("amend", "the team that sent it is told")
    record(
        ctx,
        "referral.answer_seen",
        subject=referral,
        person_id=referral.person_id,
        payload={"service": referral.service_name},
    )
    return referral
