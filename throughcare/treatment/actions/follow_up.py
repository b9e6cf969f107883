"""Follow-up after treatment: tried until it is done, declined, or agreed to stop."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.instruments import actions as questionnaires
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import Administration
from throughcare.instruments.rules import Answers
from throughcare.people.actions import recorded
from throughcare.treatment import rules
from throughcare.treatment.actions.programmes import close
from throughcare.treatment.actions.rows import create, keep_words, locked, save, tell
from throughcare.treatment.actions.sessions import bind
from throughcare.treatment.models import FollowUp, FollowUpTry, Programme, Words
from throughcare.treatment.models.around import How

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = FollowUp.Status
#: Ends that need words on why.
NEEDS_WORDS = (Status.NOT_REACHED, Status.NOT_NEEDED)


def try_again(
    ctx: Context, *, follow_up_id: UUID, version: int, how: str, again_on: date | None = None
) -> FollowUpTry:
    """The person was not reached: said how it was tried, and when it is tried again."""
    row = _due(ctx, follow_up_id)
    again = again_on or rules.chase_on(clock.today())
    if again <= clock.today():
        raise ReasonMissing("the next try is after today")
    save(ctx, row, version, status=row.status)
    tried = FollowUpTry(
        **recorded(ctx, row.person_id),
        follow_up=row,
        on=clock.today(),
        how=How(how),
        again_on=again,
        by_name=ctx.user_name,
    )
    create(ctx, tried)
    said = {"name": row.name, "how": str(tried.how), "due_at": rules.morning(again).isoformat()}
    tell(ctx, "treatment.follow_up_tried", row, said, status_from=row.status)
    return tried


def end_follow_up(
    ctx: Context,
    *,
    follow_up_id: UUID,
    version: int,
    result: str,
    said: str = "",
    answers: Mapping[str, tuple[Questionnaire, Answers]] | None = None,
    offered: Collection[str] = (),
) -> FollowUp:
    """It is done, declined, or stopped; what was answered is bound to it.

    ``offered`` names the questionnaires that the page had put before the person, by id.
    Raises ReasonMissing when it is stopped without a word on why, or answered by nobody.
    A safety answer raises its prompt, which stays open until somebody says what was done.
    """
    row = _due(ctx, follow_up_id)
    if result not in Status.values or result == Status.DUE:
        raise ReasonMissing(f"[{result}] does not end a follow-up")
    if result in NEEDS_WORDS and not said.strip():
        raise ReasonMissing("say why it is stopped")
    if answers and result != Status.DONE:
        raise ReasonMissing("only a follow-up that was done has answers")
    values = {"status": Status(result), "ended_on": clock.today()}
    save(ctx, row, version, **values)
    keep_words(ctx, row, Words.About.FOLLOW_UP, said)
    for questionnaire, given in (answers or {}).values():
        use: Administration = questionnaires.administer(
            ctx,
            person_id=row.person_id,
            questionnaire=questionnaire,
            answers=given,
            checked=questionnaire.id in offered,
        )
        bind(ctx, use, follow_up=row)
    payload = {"name": row.name, "result": str(result)}
    tell(ctx, "treatment.follow_up_ended", row, payload, status_from=Status.DUE)
    _close_when_all_are_over(ctx, row)
    return row


def _due(ctx: Context, follow_up_id: UUID) -> FollowUp:
    row: FollowUp = locked(ctx, FollowUp, follow_up_id)
    if row.status != Status.DUE:
        raise MoveNotAllowed(f"a follow-up that is [{row.status}] is over")
    return row


def _close_when_all_are_over(ctx: Context, row: FollowUp) -> None:
    programme: Programme = locked(ctx, Programme, row.programme_id)
    left = FollowUp.visible_to(ctx).filter(programme_id=programme.pk, status=Status.DUE)
    if not programme.closed and not left.exists():
        close(ctx, programme)
