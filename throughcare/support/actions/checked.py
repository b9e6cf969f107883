"""The needs check: ten rows, then the first three to work on, chosen by the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, recorded
from throughcare.support import rules
from throughcare.support.actions.moving import Step, add_task, require_support
from throughcare.support.models import Answer, Need, NeedAnswer, NeedSaid, NeedsCheck, SupportTask

if TYPE_CHECKING:
    from throughcare.core.context import Context


def check_needs(
    ctx: Context,
    *,
    person_id: UUID,
    answers: Mapping[str, str],
    first: Sequence[str] = (),
    steps: Mapping[str, str] | None = None,
    said: str = "",
) -> NeedsCheck:
    """Keep the answers; what was chosen or is urgent becomes a line of work, unless it is one.

    A need without an answer was not asked: it is kept as that and never as fine. ``steps`` may
    give the first step of a need in words. ``said`` is clinical detail: refused without its cell.
    """
    require_support(ctx)
    whole = {need: answers.get(need) or Answer.NOT_ASKED for need in Need.values}
    _require_sense(answers, whole, first)
    check = NeedsCheck(
        **recorded(ctx), person_id=person_id, asked_at=clock.now(), by_name=ctx.user_name
    )
    create(ctx, check)
    _keep_answers(ctx, check, whole, first)
    if said.strip():
        create(ctx, NeedSaid(**recorded(ctx), person_id=person_id, check_of=check, text=said))
    counts = {each.value: list(whole.values()).count(each) for each in Answer}
    record(ctx, "support.needs_checked", subject=check, person_id=person_id, payload=counts)
    _start_tasks(ctx, check, whole, first, steps or {})
    return check


def _require_sense(
    given: Mapping[str, str], whole: Mapping[str, str], first: Sequence[str]
) -> None:
    if unknown := [need for need in given if need not in Need.values]:
        raise ReasonMissing(f"[{unknown[0]}] is not one of the needs")
    if wrong := [answer for answer in whole.values() if answer not in Answer.values]:
        raise ReasonMissing(f"[{wrong[0]}] is not an answer")
    if len(first) > rules.MOST_FIRST or len(set(first)) != len(first):
        raise ReasonMissing(f"choose at most [{rules.MOST_FIRST}] different needs to begin with")
    if any(whole.get(need) not in (Answer.HELP, Answer.URGENT) for need in first):
        raise ReasonMissing("what is chosen first is something that needs help")


def _keep_answers(
    ctx: Context, check: NeedsCheck, whole: Mapping[str, str], first: Sequence[str]
) -> None:
    place = {need: number for number, need in enumerate(first, start=1)}
    rows = [
        NeedAnswer(
            **recorded(ctx),
            person_id=check.person_id,
            check_of=check,
            need=need,
            answer=answer,
            first=place.get(need),
        )
        for need, answer in whole.items()
    ]
    ctx.require("create", rows[0])
    for row in rows:
        row.save(force_insert=True)


def _start_tasks(
    ctx: Context,
    check: NeedsCheck,
    whole: Mapping[str, str],
    first: Sequence[str],
    steps: Mapping[str, str],
) -> None:
    known = set(
        SupportTask.visible_to(ctx)
        .filter(person_id=check.person_id, status__in=rules.OPEN)
        .values_list("need", flat=True)
    )
    for need in rules.starts_with(whole, first):
        if need in known:
            continue
        step = Step(
            SupportTask.Status.NOT_STARTED,
            next_step=steps.get(need) or str(Need(need).label),
            next_on=rules.first_step_on(whole[need]),
        )
        add_task(ctx, person_id=check.person_id, need=need, step=step, check_of=check)
