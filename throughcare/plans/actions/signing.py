"""Signatures: each party agrees to the version as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, recorded
from throughcare.plans import rules, selectors
from throughcare.plans.actions.rows import held
from throughcare.plans.models import JusticeSignature, Line, Plan, PlanParty, PlanSignature

if TYPE_CHECKING:
    from throughcare.core.context import Context

How = PlanSignature.How


def sign_plan(ctx: Context, *, party_id: UUID) -> PlanSignature | JusticeSignature:
    """A member of the team signs for the team, in their own account."""
    rules.require_hand(ctx)
    party = PlanParty.visible_to(ctx).get(pk=party_id)
    if party.kind != Line.Owner.TEAM or party.team_id != ctx.team_id:
        raise NotAllowed("create", "a team signs for itself")
    return _sign(ctx, party, How.ACCOUNT)


def sign_for(ctx: Context, *, party_id: UUID, how: str) -> PlanSignature | JusticeSignature:
    """Write down that somebody without an account here has agreed, and how: the person, somebody
    outside, or another team on paper.
    """
    rules.require_care(ctx)
    party = PlanParty.visible_to(ctx).get(pk=party_id)
    if how not in How.values or how == How.ACCOUNT:
        raise ReasonMissing("say how they agreed")
    if party.kind == Line.Owner.TEAM and party.team_id == ctx.team_id:
        raise NotAllowed("create", "a team signs for itself")
    return _sign(ctx, party, how)


def _sign(ctx: Context, party: PlanParty, how: str) -> PlanSignature | JusticeSignature:
    plan = held(ctx, party.plan_id)
    if plan.status != Plan.Status.SIGNING or plan.number != party.number:
        raise MoveNotAllowed("this version is no longer for signing")
    asked = selectors.parties_of(ctx, plan)
    if any(each.party.pk == party.pk and each.signed_at for each in asked):
        raise MoveNotAllowed("this party has signed already")
    signature = rules.signature_model(ctx)(
        **recorded(ctx),
        person_id=plan.person_id,
        plan=plan,
        party=party,
        number=party.number,
        how=how,
        signed_at=clock.now(),
        by_name=ctx.user_name,
    )
    create(ctx, signature)
    rest = [e for e in asked if e.party.number == party.number and e.party.pk != party.pk]
    record(
        ctx,
        "plan.signed" if rules.is_care(ctx) else "plan.justice_signed",
        subject=signature,
        person_id=plan.person_id,
        payload={
            "number": party.number,
            "by": party.kind,
            "complete": all(each.signed_at for each in rest),
        },
    )
    return signature
