"""Around sessions: check-ins, a case handed to a colleague, clinical supervision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.people.actions import recorded
from throughcare.treatment import rules
from throughcare.treatment.actions.programmes import lead_of, supervision_at
from throughcare.treatment.actions.rows import create, keep_words, locked, programme_of, save, tell
from throughcare.treatment.models import CheckIn, HandOver, Programme, Supervision, Words
from throughcare.treatment.models.around import How

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = HandOver.Status
OPEN = (Programme.Status.WAITING, Programme.Status.UNDER_WAY)
#: A colleague answers a hand-over within this time.
ANSWER_WITHIN = timedelta(days=2)


def check_in(ctx: Context, *, programme_id: UUID, how: str, result: str, said: str = "") -> CheckIn:
    """Somebody was in touch with the person between sessions, or tried to be."""
    programme = programme_of(ctx, programme_id, *OPEN)
    row = CheckIn(
        **recorded(ctx, programme.person_id),
        programme=programme,
        at=clock.now(),
        how=How(how),
        result=CheckIn.Result(result),
        by_name=ctx.user_name,
    )
    create(ctx, row)
    keep_words(ctx, row, Words.About.CHECK_IN, said)
    payload = {"pathway": programme.pathway, "how": str(row.how), "result": str(row.result)}
    tell(ctx, "treatment.checked_in", row, payload)
    return row


def offer_hand_over(
    ctx: Context,
    *,
    programme_id: UUID,
    to_id: UUID,
    why: str,
    to_know: str,
    told_person: bool = False,
) -> HandOver:
    """Offer the case to a colleague of the team; it stays with its lead until they take it.

    Raises MoveNotAllowed while another hand-over of it waits for an answer.
    """
    programme = programme_of(ctx, programme_id, Programme.Status.UNDER_WAY)
    if not why.strip() or not to_know.strip():
        raise ReasonMissing("say why, and what the colleague must know")
    if programme.lead_id is None or to_id == programme.lead_id:
        raise ReasonMissing("hand it to somebody else")
    lead_of(ctx, programme.team_id, to_id)
    waiting = HandOver.visible_to(ctx).filter(programme_id=programme.pk, status=Status.OFFERED)
    if waiting.exists():
        raise MoveNotAllowed("a hand-over of this case waits for an answer")
    row = HandOver(
        **recorded(ctx, programme.person_id),
        programme=programme,
        from_member_id=programme.lead_id,
        to_member_id=to_id,
        status=Status.OFFERED,
        why=why.strip(),
        to_know=to_know.strip(),
        told_person=told_person,
    )
    create(ctx, row)
    due = (clock.now() + ANSWER_WITHIN).isoformat()
    tell(ctx, "treatment.hand_over_offered", row, {"to": str(to_id), "due_at": due})
    return row


def answer_hand_over(
    ctx: Context, *, hand_over_id: UUID, version: int, takes: bool, answer: str = ""
) -> HandOver:
    """The colleague takes the case on, or says why not. Nobody else answers for them."""
    row: HandOver = locked(ctx, HandOver, hand_over_id)
    if row.to_member_id != ctx.membership_id:
        raise NotAllowed("amend", "only the colleague who was asked answers")
    if row.status != Status.OFFERED:
        raise MoveNotAllowed(f"a hand-over that is [{row.status}] is not answered again")
    if not takes and not answer.strip():
        raise ReasonMissing("say why you do not take it on")
    how = Status.TAKEN if takes else Status.DECLINED
    save(ctx, row, version, status=how, answered_at=clock.now(), answer=answer.strip())
    tell(
        ctx,
        "treatment.hand_over_ended",
        row,
        {"how": str(how)},
        status_from=Status.OFFERED,
    )
    if takes:
        programme = programme_of(ctx, row.programme_id, Programme.Status.UNDER_WAY)
        save(ctx, programme, programme.version, lead_id=row.to_member_id)
    return row


def withdraw_hand_over(ctx: Context, *, hand_over_id: UUID, version: int) -> HandOver:
    """It is not handed over after all."""
    row: HandOver = locked(ctx, HandOver, hand_over_id)
    if row.status != Status.OFFERED:
        raise MoveNotAllowed(f"a hand-over that is [{row.status}] stays so")
    save(ctx, row, version, status=Status.WITHDRAWN, answered_at=clock.now())
    said = {"how": str(Status.WITHDRAWN)}
    tell(ctx, "treatment.hand_over_ended", row, said, status_from=Status.OFFERED)
    return row


def supervise(
    ctx: Context,
    *,
    programme_id: UUID,
    held_on: date,
    supervisor: str,
    discussed: str = "",
    next_on: date | None = None,
) -> Supervision:
    """A case was talked through; the next time is the pathway's unless a day is given."""
    programme = programme_of(ctx, programme_id, *OPEN)
    if held_on > clock.today():
        raise ReasonMissing("supervision was held today or earlier")
    if not supervisor.strip():
        raise ReasonMissing("say who supervised")
    due = rules.morning(next_on).isoformat() if next_on else None
    due = due or supervision_at(ctx, programme, held_on)
    row = Supervision(
        **recorded(ctx, programme.person_id),
        programme=programme,
        held_on=held_on,
        practitioner_id=programme.lead_id or ctx.membership_id,
        supervisor=supervisor.strip(),
        next_on=next_on or _day(due),
    )
    create(ctx, row)
    keep_words(ctx, row, Words.About.SUPERVISION, discussed)
    # The programme is the subject: its open line of work closes and the next one opens.
    said = {"pathway": programme.pathway, "due_at": due}
    tell(ctx, "treatment.supervised", programme, said, status_from=programme.status)
    return row


def _day(moment: str | None) -> date | None:
    return date.fromisoformat(moment[:10]) if moment else None
