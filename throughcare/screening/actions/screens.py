"""A screening is completed, corrected, or begun and completed in one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.agencies.models import Place
from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.screening import rules
from throughcare.screening.actions.answers import (
    Given,
    answers_of,
    keep_safety_answers,
    save_answers,
)
from throughcare.screening.actions.custody import note_outcome
from throughcare.screening.actions.opening import entry_of, find_or_begin
from throughcare.screening.models import CustodyEntry, Screen, ScreenAnswer
from throughcare.screening.question_sets import QuestionSet, all_sets

if TYPE_CHECKING:
    from throughcare.core.context import Context


def save_screen(
    ctx: Context,
    *,
    screen_id: UUID,
    version: int,
    given: Given,
    minutes: int | None = None,
) -> Screen:
    """Complete a screening, or correct a completed one.

    Raises ReasonMissing without the answers that may not be left out or without a decision,
    StaleVersion when a colleague saved it in between, MoveNotAllowed when it ended otherwise.
    """
    screen = locked(ctx, screen_id)
    rows = answers_of(ctx, screen)
    return _save(ctx, screen, rows, version=version, given=given, minutes=minutes)


def save_new_screen(
    ctx: Context,
    *,
    person_id: UUID,
    group: tuple[UUID, ...],
    given: Given,
    version: int = 0,
    minutes: int | None = None,
) -> Screen:
    """Begin a screening and complete it in one; raises what ``save_screen`` raises.

    Where a colleague has begun it in the meantime, theirs is completed, if ``version`` is it.
    """
    screen, is_new = find_or_begin(ctx, person_id, group)
    version = version or screen.version
    if not is_new:
        return save_screen(ctx, screen_id=screen.pk, version=version, given=given, minutes=minutes)
    # Nobody else has seen the row: there is nothing to lock, and no answer to read.
    return _save(ctx, screen, {}, version=version, given=given, minutes=minutes)


def _save(
    ctx: Context,
    screen: Screen,
    rows: dict[str, ScreenAnswer],
    *,
    version: int,
    given: Given,
    minutes: int | None,
) -> Screen:
    """Complete or correct a screening whose answers so far are ``rows``."""
    questions = all_sets()[screen.set_id, screen.set_version]
    if screen.status not in (Screen.Status.STARTED, Screen.Status.COMPLETED):
        raise MoveNotAllowed(f"a screening that is [{screen.status}] is not completed")
    if screen.version != version:
        raise StaleVersion(row_id=screen.pk, theirs=screen)
    _require_what_blocks(questions, given)
    keep_safety_answers(ctx, screen, rows, given)
    changed = save_answers(ctx, screen, questions, rows, given)
    if screen.status == Screen.Status.STARTED:
        return _complete(ctx, screen, questions, given, minutes)
    return _amend(ctx, screen, given, changed)


def heard_at(ctx: Context, person_id: UUID) -> str | None:
    """When the hearing is that a person waits for until the next sitting, if a folder knows."""
    until = rules.next_sitting(clock.now()).date()
    for when in registry.offered("heard_at").values():
        found: datetime | None = when(ctx, person_id, until)
        if found is not None:
            return found.isoformat()
    return None


def kind_of_place(screen: Screen) -> str | None:
    """The kind of place where somebody was screened, for the words of the journey."""
    if screen.entry_id:
        return str(Place.Kind.CUSTODY)
    return str(screen.place.kind) if screen.place is not None else None


def locked(ctx: Context, screen_id: UUID) -> Screen:
    screen: Screen = Screen.visible_to(ctx).lock().get(pk=screen_id)
    ctx.require("amend", screen)
    return screen


def _require_what_blocks(questions: QuestionSet, given: Given) -> None:
    for question in questions.questions:
        if question.blocks_save and given.answers.get(question.id, "") == "":
            raise ReasonMissing(f"[{question.id}] may not be left out")
    if given.decision not in Screen.Decision.values:
        raise ReasonMissing("a screening ends with a decision")


def _complete(
    ctx: Context,
    screen: Screen,
    questions: QuestionSet,
    given: Given,
    minutes: int | None,
) -> Screen:
    values = {
        "status": Screen.Status.COMPLETED,
        "decision": given.decision,
        "completed_at": clock.now(),
        "completed_by_id": ctx.membership_id,
        "by_name": ctx.user_name,
    }
    update(ctx, screen, values)
    record(
        ctx,
        "screen.completed",
        subject=screen,
        person_id=screen.person_id,
        place_id=screen.place_id,
        status_from=Screen.Status.STARTED,
        payload={
            "decision": given.decision,
            "minutes": minutes,
            "safety": screen.safety,
            "not_asked": sum(1 for q in questions.questions if not given.answers.get(q.id)),
            "where": kind_of_place(screen),
            "heard_at": heard_at(ctx, screen.person_id),
        },
    )
    entry = entry_of(ctx, screen.person_id, (), None)
    if entry is not None:
        note_outcome(ctx, entry, outcome=CustodyEntry.Outcome.SEEN)
    return screen


def _amend(ctx: Context, screen: Screen, given: Given, changed: int) -> Screen:
    before = screen.decision
    if not changed and before == given.decision:
        return screen
    update(ctx, screen, {"decision": given.decision})
    record(
        ctx,
        "screen.amended",
        subject=screen,
        person_id=screen.person_id,
        place_id=screen.place_id,
        payload={"decision": given.decision, "changed": changed},
    )
    if before != given.decision:
        record(
            ctx,
            "screen.decision_changed",
            subject=screen,
            person_id=screen.person_id,
            place_id=screen.place_id,
            payload={
                "decision": given.decision,
                "before": before,
                "heard_at": heard_at(ctx, screen.person_id),
            },
        )
    return screen


def update(ctx: Context, screen: Screen, values: dict[str, object]) -> None:
    """Change a screening that this transaction holds. Raises NotAllowed to who may not amend it."""
    mine = Screen.visible_to(ctx, "amend").filter(pk=screen.pk)
    if not mine.update(**values, version=screen.version + 1):
        raise NotAllowed("amend", "no cell for this screening")
    for name, value in values.items():
        setattr(screen, name, value)
    screen.version += 1
