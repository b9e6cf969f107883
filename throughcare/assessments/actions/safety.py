"""The safety section: answers act at once, the rest is what is worrying, helps and was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.assessments.actions.assess import (
    areas_of,
    locked,
    note_amended,
    require_open,
)
from throughcare.assessments.models import (
    Assessment,
    LookedAgain,
    SafetyAnswer,
    SafetyDone,
    SafetyNow,
)
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.core.models import Due
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context

PROMPT = "assessment_safety"


@dataclass(frozen=True)
class SafetyGiven:
    """Answers and words by question, and the rest of the section. Blank is "not asked"."""

    answers: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    worrying_now: str = ""
    what_helps: str = ""
    what_was_done: str = ""
    who_was_told: str = ""
    look_again_on: date | None = None

    def said(self, question: str) -> tuple[str, str]:
        answer = self.answers.get(question, "") or SafetyAnswer.Answer.NOT_ASKED
        return SafetyAnswer.Answer(answer), self.texts.get(question, "")

    def columns(self) -> dict[str, Any]:
        return {
            "worrying_now": self.worrying_now,
            "what_helps": self.what_helps,
            "what_was_done": self.what_was_done,
            "who_was_told": self.who_was_told,
            "look_again_on": self.look_again_on,
        }


def save_safety_answers(
    ctx: Context, *, assessment: Assessment, given: SafetyGiven
) -> list[SafetyAnswer]:
    """Keep safety answers as soon as they are given and raise a prompt for each new one.

    The prompt has an owner and closes only with what was done (``acknowledge_safety``), also
    when the answer is changed afterwards.
    """
    areas = areas_of(assessment)
    raised = []
    rows = answers_of(ctx, assessment)
    for question in areas.to_act_on(given.answers):
        row = rows.get(question.id)
        if row is not None and row.answer in question.prompt:
            continue
        raised.append(keep_answer(ctx, assessment, row, question.id, given))
    for row in raised:
        _tell(ctx, assessment, "assessment.safety_answer", row, {"question": row.question})
    if raised and not assessment.safety:
        Assessment.visible_to(ctx, "amend").filter(pk=assessment.pk).update(safety=True)
        assessment.safety = True
    return raised


def save_safety(
    ctx: Context, *, assessment_id: UUID, version: int, given: SafetyGiven
) -> SafetyNow:
    """Keep the safety section. ``version`` is its own, 0 when it was not saved before."""
    assessment = locked(ctx, assessment_id)
    require_open(assessment)
    row: SafetyNow | None = (
        SafetyNow.visible_to(ctx, "amend").filter(assessment_id=assessment.pk).first()
    )
    if (row.version if row else 0) != version:
        raise StaleVersion(row_id=assessment.pk, theirs=row)
    save_safety_answers(ctx, assessment=assessment, given=given)
    _keep_answers(ctx, assessment, given)
    before = row.look_again_on if row else None
    values = {**given.columns(), "by_name": ctx.user_name}
    row = _insert(ctx, assessment, values) if row is None else _amend(ctx, row, values)
    _tell(ctx, assessment, "assessment.safety_saved", row, {})
    note_amended(ctx, assessment, "safety")
    if before != row.look_again_on:
        tell_look_again(ctx, assessment, row.look_again_on)
    return row


def acknowledge_safety(
    ctx: Context, *, due_id: UUID, assessment_id: UUID, what_was_done: str, told_whom: str
) -> SafetyDone:
    """Close a safety prompt with what was done and who was told; neither may be empty.

    Anybody of the team who may record on the person closes it, also one who may not read the
    answer: the prompt must never wait for a role. MoveNotAllowed when it is closed already.
    """
    if not what_was_done.strip() or not told_whom.strip():
        raise ReasonMissing("a safety prompt closes with what was done and who was told")
    due: Due = Due.visible_to(ctx, "amend").lock().get(pk=due_id, kind=PROMPT)
    if due.status != Due.Status.OPEN:
        raise MoveNotAllowed(f"a prompt that is [{due.status}] is not closed again")
    assessment: Assessment = Assessment.visible_to(ctx).get(pk=assessment_id)
    done = SafetyDone(
        **recorded(ctx, assessment.person_id),
        assessment=assessment,
        answer_id=due.subject_id,
        what_was_done=what_was_done,
        told_whom=told_whom,
    )
    ctx.require("create", done)
    done.save(force_insert=True)
    # The answer is the subject: the prompt that it opened closes with it.
    answer = SafetyAnswer(pk=due.subject_id)
    _tell(ctx, assessment, "assessment.safety_acted_on", answer, {"what": "told"})
    return done


def look_again(
    ctx: Context, *, assessment_id: UUID, how_things_are: str, look_again_on: date | None = None
) -> LookedAgain:
    """Record how things are now, and on which day somebody looks next; none: nobody need."""
    if not how_things_are.strip():
        raise ReasonMissing("say how things are now")
    assessment = locked(ctx, assessment_id)
    row = LookedAgain(
        **recorded(ctx, assessment.person_id),
        assessment=assessment,
        looked_at=clock.now(),
        how_things_are=how_things_are,
        look_again_on=look_again_on,
        by_name=ctx.user_name,
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    _tell(ctx, assessment, "assessment.looked_again", row, {})
    tell_look_again(ctx, assessment, look_again_on)
    return row


def tell_look_again(ctx: Context, assessment: Assessment, on: date | None) -> None:
    """Say on which day somebody looks again: the line before it goes, a day opens the next."""
    payload = {"on": on.isoformat() if on else None}
    _tell(ctx, assessment, "assessment.look_again", assessment, payload)


def answers_of(ctx: Context, assessment: Assessment) -> dict[str, SafetyAnswer]:
    rows = SafetyAnswer.visible_to(ctx, "amend").filter(assessment_id=assessment.pk)
    return {row.question: row for row in rows}


def keep_answer(
    ctx: Context,
    assessment: Assessment,
    row: SafetyAnswer | None,
    question: str,
    given: SafetyGiven,
) -> SafetyAnswer:
    answer, text = given.said(question)
    if row is None:
        row = SafetyAnswer(
            **recorded(ctx, assessment.person_id),
            assessment=assessment,
            question=question,
            answer=answer,
            text=text,
        )
        ctx.require("create", row)
        row.save(force_insert=True)
        return row
    SafetyAnswer.visible_to(ctx, "amend").filter(pk=row.pk).update(
        answer=answer, text=text, version=row.version + 1
    )
    row.answer, row.text, row.version = answer, text, row.version + 1
    return row


def _keep_answers(ctx: Context, assessment: Assessment, given: SafetyGiven) -> None:
    rows = answers_of(ctx, assessment)
    for question in areas_of(assessment).safety:
        row = rows.get(question.id)
        if row is None or (row.answer, row.text) != given.said(question.id):
            keep_answer(ctx, assessment, row, question.id, given)


def _insert(ctx: Context, assessment: Assessment, values: dict[str, Any]) -> SafetyNow:
    row = SafetyNow(**recorded(ctx, assessment.person_id), assessment=assessment, **values)
    ctx.require("create", row)
    row.save(force_insert=True)
    return row


def _amend(ctx: Context, row: SafetyNow, values: dict[str, Any]) -> SafetyNow:
    SafetyNow.visible_to(ctx, "amend").filter(pk=row.pk).update(**values, version=row.version + 1)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    return row


def _tell(
    ctx: Context, assessment: Assessment, event: str, subject: Any, payload: dict[str, Any]
) -> None:
    record(
        ctx,
        event,
        subject=subject,
        person_id=assessment.person_id,
        place_id=assessment.place_id,
        payload=payload,
    )
