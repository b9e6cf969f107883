"""The plan as a whole: begun, opened for changes, sent for signing, ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, recorded, save
from throughcare.plans import rules, selectors
from throughcare.plans.actions.rows import draft, held
from throughcare.plans.models import Line, Plan, PlanParty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from throughcare.core.context import Context
    from throughcare.plans.selectors import Part

Status = Plan.Status


def start_plan(
    ctx: Context, *, person_id: UUID, own_words: str, review_on: date | None = None
) -> Plan:
    """Begin a plan with what the person wants, in their own words."""
    rules.require_care(ctx)
    _require_words(own_words)
    mine = Plan.visible_to(ctx).filter(person_id=person_id, agency_id=ctx.agency_id)
    if mine.exclude(status=Status.ENDED).exists():
        raise MoveNotAllowed("the agency keeps an open plan already")
    plan = Plan(
        **recorded(ctx),
        person_id=person_id,
        own_words=own_words,
        words_on=clock.today(),
        team_id=ctx.team_id,
        review_on=review_on,
    )
    create(ctx, plan)
    tell(ctx, "plan.started", plan, "", number=plan.number)
    return plan


def change_words(
    ctx: Context, *, plan_id: UUID, version: int, own_words: str, review_on: date | None
) -> Plan:
    """What the person wants now, and when everybody looks at the plan again."""
    plan = draft(ctx, plan_id)
    ctx.require("amend", plan)
    _require_words(own_words)
    words_on = plan.words_on if own_words == plan.own_words else clock.today()
    save(ctx, plan, version, own_words=own_words, words_on=words_on, review_on=review_on)
    tell(ctx, "plan.changed", plan, plan.status, number=plan.number, part="words", what="changed")
    return plan


def begin_version(ctx: Context, *, plan_id: UUID, version: int) -> Plan:
    """Open the plan for changes: the version in force stays in force until all have signed."""
    plan = held(ctx, plan_id)
    ctx.require("amend", plan)
    if plan.status != Status.SIGNING:
        raise MoveNotAllowed(f"a plan that is [{plan.status}] is not opened for changes")
    save(ctx, plan, version, status=Status.DRAFT, number=plan.number + 1, sent_at=None)
    tell(ctx, "plan.opened", plan, Status.SIGNING, number=plan.number)
    return plan


def send_for_signing(ctx: Context, *, plan_id: UUID, version: int) -> Plan:
    """Close this version and ask for the signature of everybody with something to do in it."""
    plan = draft(ctx, plan_id)
    ctx.require("amend", plan)
    parts = [part for part in selectors.parts_of(ctx, plan) if part.holds_in(plan.number)]
    lines = [part for part in parts if part.is_line]
    if not lines or len(lines) == len(parts):
        raise ReasonMissing("a plan has at least one goal and one line before it is signed")
    save(ctx, plan, version, status=Status.SIGNING, sent_at=clock.now())
    parties = _parties(ctx, plan, lines)
    for party in parties:
        create(ctx, party)
    payload: dict[str, Any] = {"number": plan.number, "parties": len(parties)}
    if plan.review_on:
        payload["due_at"] = rules.review_due(plan.review_on).isoformat()
    tell(ctx, "plan.sent", plan, Status.DRAFT, **payload)
    return plan


def end_plan(ctx: Context, *, plan_id: UUID, version: int) -> Plan:
    """The plan is over; what it said stays readable."""
    plan = held(ctx, plan_id)
    ctx.require("amend", plan)
    if plan.status == Status.ENDED:
        raise MoveNotAllowed("the plan has ended already")
    before = plan.status
    save(ctx, plan, version, status=Status.ENDED, ended_on=clock.today())
    tell(ctx, "plan.ended", plan, before, number=plan.number)
    return plan


def _parties(ctx: Context, plan: Plan, lines: Iterable[Part]) -> list[PlanParty]:
    """The person first, then each owner of a line once."""
    asked: dict[tuple[str, UUID | str | None], tuple[str, str]] = {
        (Line.Owner.PERSON, None): ("", ""),
        (Line.Owner.TEAM, ctx.team_id): (ctx.team_name, ctx.agency_name),
    }
    for line in lines:
        if line.owner_kind == Line.Owner.TEAM:
            asked.setdefault((line.owner_kind, line.owner_team_id), ("", line.owner_words))
        elif line.owner_kind == Line.Owner.OUTSIDE:
            asked.setdefault(
                (line.owner_kind, line.owner_name), (line.owner_name, line.owner_words)
            )
    return [
        PlanParty(
            **recorded(ctx),
            person_id=plan.person_id,
            plan=plan,
            number=plan.number,
            kind=kind,
            team_id=who if isinstance(who, UUID) else None,
            name=name,
            words=words,
        )
        for (kind, who), (name, words) in asked.items()
    ]


def _require_words(own_words: str) -> None:
    if not own_words.strip():
        raise ReasonMissing("write what the person wants, in their own words")


def tell(ctx: Context, event: str, plan: Plan, before: str, **payload: Any) -> None:
    """Say what happened to the plan itself."""
    record(
        ctx,
        event,
        subject=plan,
        person_id=plan.person_id,
        status_from=before,
        payload=payload,
    )
