"""What follows a screening: somebody was told, an adult was asked for, a step was taken."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.core.models import Due
from throughcare.screening.models import (
    AppropriateAdult,
    CustodyAdvice,
    SafetyAction,
    Screen,
    ScreenAnswer,
    StepTaken,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context

SAFETY_PROMPT = "safety_prompt"


def acknowledge_safety(
    ctx: Context, *, due_id: UUID, screen_id: UUID, what_was_done: str, told_whom: str
) -> SafetyAction:
    """Close a safety prompt with what was done and who was told; neither may be empty.

    Anybody of the team who may record on the person closes it, also one who may not read the
    answer: the prompt must never wait for a role. MoveNotAllowed when it is closed already.
    """
    if not what_was_done.strip() or not told_whom.strip():
        raise ReasonMissing("a safety prompt closes with what was done and who was told")
    due: Due = Due.visible_to(ctx, "amend").lock().get(pk=due_id, kind=SAFETY_PROMPT)
    if due.status != Due.Status.OPEN:
        raise MoveNotAllowed(f"a prompt that is [{due.status}] is not closed again")
    screen: Screen = Screen.visible_to(ctx).get(pk=screen_id)
    action = SafetyAction(
        **_recorded(ctx, screen.person_id),
        screen=screen,
        answer_id=due.subject_id,
        what_was_done=what_was_done,
        told_whom=told_whom,
    )
    ctx.require("create", action)
    action.save(force_insert=True)
    record(
        ctx,
        "screen.safety_acted_on",
        # The answer is the subject: the prompt that it opened closes with it.
        subject=ScreenAnswer(pk=due.subject_id),
        person_id=screen.person_id,
        place_id=screen.place_id,
        payload={"what": "told"},
    )
    return action


def give_advice(
    ctx: Context,
    *,
    person_id: UUID,
    what: str,
    told_whom: str,
    told_at: datetime | None = None,
    screen: Screen | None = None,
) -> CustodyAdvice:
    """Record what custody was told, whom, and when. Custody may see this line; no more."""
    if not what.strip() and not told_whom.strip():
        raise ReasonMissing("advice is recorded with what was told, or whom")
    advice = CustodyAdvice(
        **_recorded(ctx, person_id),
        screen=screen,
        place_id=screen.place_id if screen else ctx.place_id,
        what=what,
        told_whom=told_whom,
        told_at=told_at or clock.now(),
    )
    ctx.require("create", advice)
    advice.save(force_insert=True)
    record(
        ctx,
        "custody_advice.given",
        subject=advice,
        person_id=person_id,
        place_id=advice.place_id,
        happened_at=advice.told_at,
        payload={"recipient": "custody"},
    )
    return advice


def answer_advice(
    ctx: Context, *, advice_id: UUID, version: int, acted_on: bool, by: str = ""
) -> CustodyAdvice:
    """Whether custody acted on what they were told, and who says so."""
    advice: CustodyAdvice = CustodyAdvice.visible_to(ctx).get(pk=advice_id)
    ctx.require("amend", advice)
    _amend(ctx, advice, version, acted_on=acted_on, acted_on_by=by, acted_on_at=clock.now())
    record(
        ctx,
        "custody_advice.acted_on",
        subject=advice,
        person_id=advice.person_id,
        place_id=advice.place_id,
        payload={"acted": acted_on},
    )
    return advice


def need_appropriate_adult(
    ctx: Context, *, person_id: UUID, screen: Screen | None = None
) -> AppropriateAdult:
    """An appropriate adult is needed and was asked for now; the same need is kept once."""
    waiting = AppropriateAdult.visible_to(ctx, "amend").filter(
        person_id=person_id, agency_id=ctx.agency_id, came=None
    )
    found: AppropriateAdult | None = waiting.order_by("asked_at").last()
    if found is not None and (screen is None or found.screen_id == screen.pk):
        return found
    adult = AppropriateAdult(**_recorded(ctx, person_id), screen=screen, asked_at=clock.now())
    ctx.require("create", adult)
    adult.save(force_insert=True)
    record(
        ctx,
        "appropriate_adult.needed",
        subject=adult,
        person_id=person_id,
        place_id=screen.place_id if screen else None,
    )
    return adult


def answer_appropriate_adult(
    ctx: Context, *, adult_id: UUID, version: int, came: bool, who: str = ""
) -> AppropriateAdult:
    """Whether the appropriate adult came, and who it was."""
    adult: AppropriateAdult = AppropriateAdult.visible_to(ctx).get(pk=adult_id)
    ctx.require("amend", adult)
    _amend(ctx, adult, version, came=came, who=who, answered_at=clock.now())
    record(
        ctx,
        "appropriate_adult.arrived" if came else "appropriate_adult.not_coming",
        subject=adult,
        person_id=adult.person_id,
    )
    return adult


def take_step(
    ctx: Context, *, screen_id: UUID, step: str, result: str, text: str = ""
) -> StepTaken:
    """What came of "assess" or "refer": it leaves the worklist."""
    screen: Screen = Screen.visible_to(ctx).get(pk=screen_id)
    taken = StepTaken(
        **_recorded(ctx, screen.person_id),
        screen=screen,
        step=StepTaken.Step(step),
        result=StepTaken.Result(result),
        text=text,
    )
    ctx.require("create", taken)
    taken.save(force_insert=True)
    record(
        ctx,
        "screen.assessed" if step == StepTaken.Step.ASSESS else "screen.referred",
        subject=screen,
        person_id=screen.person_id,
        place_id=screen.place_id,
        payload={"result": result},
    )
    return taken


def _recorded(ctx: Context, person_id: UUID) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "agency_id": ctx.agency_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
    }


def _amend(
    ctx: Context, row: CustodyAdvice | AppropriateAdult, version: int, **values: Any
) -> None:
    changed = (
        type(row)
        .visible_to(ctx, "amend")
        .filter(pk=row.pk, version=version)
        .update(**values, version=version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1
