"""What came of a hearing, corrected or not, and the next one that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions import next_hearings
from throughcare.court.actions.follow_ups import open_follow_up
from throughcare.court.actions.hearings import open_court, take_off, tell_listed
from throughcare.court.actions.outcome_facts import OutcomeFacts, facts_of
from throughcare.court.actions.rows import create, locked, recorded, require_term, save, where_of
from throughcare.court.models import CourtFollowUp, Hearing, HearingOutcome

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Hearing.Status


def record_outcome(ctx: Context, *, hearing_id: UUID, facts: OutcomeFacts) -> HearingOutcome:
    """What came of a hearing; an adjournment makes the next one, follow-ups become work.

    MoveNotAllowed when a colleague recorded it already (``correct_outcome`` changes it).
    """
    hearing: Hearing = locked(ctx, Hearing, hearing_id)
    if hearing.status != Status.LISTED:
        raise MoveNotAllowed(f"a hearing that is [{hearing.status}] has its outcome")
    _require_sense(hearing, facts)
    outcome = HearingOutcome(
        **recorded(ctx),
        **facts.values(),
        person_id=hearing.person_id,
        hearing=hearing,
        happened_at=min(clock.now(), rules.begins(hearing.on, hearing.starts_at)),
        by_name=ctx.user_name,
    )
    create(ctx, outcome)
    save(ctx, hearing, hearing.version, status=facts.status)
    _tell_outcome(ctx, "hearing.outcome_recorded", hearing, outcome, Status.LISTED)
    _next_hearing(ctx, hearing, facts)
    for kind, due_on in facts.follow_ups:
        open_follow_up(ctx, hearing, kind, due_on)
    return outcome


def correct_outcome(
    ctx: Context, *, outcome_id: UUID, version: int, facts: OutcomeFacts
) -> HearingOutcome:
    """Correct what was recorded. StaleVersion when a colleague was first."""
    outcome: HearingOutcome = locked(ctx, HearingOutcome, outcome_id)
    hearing: Hearing = locked(ctx, Hearing, outcome.hearing_id)
    _require_sense(hearing, facts)
    was, before = facts_of(outcome), hearing.status
    save(ctx, outcome, version, **facts.values(), by_name=ctx.user_name)
    save(ctx, hearing, hearing.version, status=facts.status)
    _tell_outcome(ctx, "hearing.outcome_corrected", hearing, outcome, before)
    if was.next_day != facts.next_day:
        _forget_next(ctx, hearing, was)
        _next_hearing(ctx, hearing, facts)
    known = set(
        CourtFollowUp.visible_to(ctx)
        .filter(hearing_id=hearing.pk, person_id=hearing.person_id)
        .values_list("kind", flat=True)
    )
    for kind, due_on in facts.follow_ups:
        if kind not in known:
            open_follow_up(ctx, hearing, kind, due_on)
    return outcome


def _require_sense(hearing: Hearing, facts: OutcomeFacts) -> None:
    """Codes of the day, a next day that is later, and something that was decided."""
    require_term("remand", facts.remand, hearing.on, optional=True)
    require_term("reason", facts.reason, hearing.on, optional=True)
    require_term("disposal", facts.disposal, hearing.on, optional=True)
    if facts.used not in HearingOutcome.Used.values:
        raise ReasonMissing("say whether the court used our information")
    if facts.source not in HearingOutcome.Source.values:
        raise ReasonMissing("say who told us the outcome")
    if facts.adjourned_to and facts.adjourned_to <= hearing.on:
        raise ReasonMissing("the next hearing is later than this one")
    if (facts.adjourned_place_id or facts.adjourned_elsewhere) and not facts.reason:
        raise ReasonMissing("another court goes with an adjournment")
    if facts.adjourned_place_id:
        next_hearings.require_another_court(hearing, facts)
    if facts.adjourned_to and not facts.reason:
        raise ReasonMissing("say why it was adjourned")
    if facts.went_ahead and not (facts.remand or facts.reason or facts.disposal):
        raise ReasonMissing("say what was decided")
    for kind, _due_on in facts.follow_ups:
        require_term("follow_up", kind, clock.today())


def _tell_outcome(
    ctx: Context, event: str, hearing: Hearing, outcome: HearingOutcome, before: str
) -> None:
    next_day = outcome.adjourned_to
    record(
        ctx,
        event,
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        happened_at=outcome.happened_at,
        status_from=before,
        payload={
            "remand": outcome.remand or None,
            "adjourned_to": next_day.isoformat() if next_day else None,
            "next_place": str(outcome.adjourned_place_id) if outcome.adjourned_place_id else None,
            "ask_at": _ask_at(hearing, outcome),
            "case": hearing.case_number or None,
            "reason": outcome.reason or None,
            "disposal": outcome.disposal or None,
            "used": outcome.used,
            "source": outcome.source,
            **where_of(hearing),
        },
    )


def _ask_at(hearing: Hearing, outcome: HearingOutcome) -> str | None:
    """When we ask on which day an adjourned hearing goes on; None where that is known."""
    if not outcome.reason or outcome.adjourned_to:
        return None
    return rules.next_day_due(hearing.on).isoformat()


def _next_hearing(ctx: Context, hearing: Hearing, facts: OutcomeFacts) -> None:
    """An adjournment to a day is a hearing of that day, unless one of this case is there already.

    A court that our team does not cover sees the person when its own list is linked.
    """
    if facts.adjourned_to is None:
        return
    following = next_hearings.after(hearing, facts, facts.adjourned_to)
    for name, value in recorded(ctx).items():
        setattr(following, name, value)
    if next_hearings.is_listed(ctx, following):
        return
    create(ctx, following)
    if following.place_id in ctx.principals:
        open_court(ctx, following)
    tell_listed(ctx, following)


def _forget_next(ctx: Context, hearing: Hearing, was: OutcomeFacts) -> None:
    """Day or court of the next hearing were wrong: the hearing that was made is taken off."""
    if was.adjourned_to is None:
        return
    wrong = next_hearings.after(hearing, was, was.adjourned_to)
    for each in next_hearings.made_by(ctx, wrong):
        take_off(ctx, each)
