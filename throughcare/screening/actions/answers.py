"""The answers of a screening: a safety answer is kept the moment it is given, with a prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from throughcare.core import clock
from throughcare.core.events import record
from throughcare.screening.models import Screen, ScreenAnswer
from throughcare.screening.question_sets import QuestionSet, all_sets

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Given:
    """What was said: the answer and the words of each question, and the decision.

    A question without an answer is kept as "not asked": a blank never reads as "no".
    """

    answers: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    decision: str = ""


def save_safety_answers(ctx: Context, *, screen: Screen, given: Given) -> list[ScreenAnswer]:
    """Keep safety answers as soon as they are given and raise a prompt for each new one.

    The prompt has an owner and closes only with what was done (``acknowledge_safety``), also
    when the answer is changed afterwards.
    """
    questions = all_sets()[screen.set_id, screen.set_version]
    if not questions.safety_answers(given.answers):
        return []
    return keep_safety_answers(ctx, screen, answers_of(ctx, screen), given)


def keep_safety_answers(
    ctx: Context, screen: Screen, rows: dict[str, ScreenAnswer], given: Given
) -> list[ScreenAnswer]:
    """Keep the safety answers that are not among ``rows``, and put them there."""
    questions = all_sets()[screen.set_id, screen.set_version]
    urgent = questions.safety_answers(given.answers)
    raised = []
    for question in urgent:
        row = rows.get(question.id)
        if row is not None and row.answer in question.safety:
            continue
        rows[question.id] = keep_answer(ctx, screen, row, question.id, given)
        raised.append(rows[question.id])
    for row in raised:
        record(
            ctx,
            "screen.safety_answer",
            subject=row,
            person_id=screen.person_id,
            place_id=screen.place_id,
            payload={"question": row.question},
        )
    if raised and not screen.safety:
        Screen.visible_to(ctx, "amend").filter(pk=screen.pk).update(safety=True)
        screen.safety = True
    return raised


def answers_of(ctx: Context, screen: Screen) -> dict[str, ScreenAnswer]:
    rows = ScreenAnswer.visible_to(ctx, "amend").filter(screen_id=screen.pk)
    return {row.question: row for row in rows}


def keep_answer(
    ctx: Context, screen: Screen, row: ScreenAnswer | None, question: str, given: Given
) -> ScreenAnswer:
    answer, text = _said(given, question)
    if row is None:
        row = _new_answer(ctx, screen, question, answer, text)
        row.save(force_insert=True)
        return row
    ScreenAnswer.visible_to(ctx, "amend").filter(pk=row.pk).update(
        answer=answer, text=text, version=row.version + 1
    )
    row.answer, row.text, row.version = answer, text, row.version + 1
    return row


def _said(given: Given, question: str) -> tuple[str, str]:
    answer = given.answers.get(question, "") or ScreenAnswer.Answer.NOT_ASKED
    return answer, given.texts.get(question, "")


def _new_answer(
    ctx: Context, screen: Screen, question: str, answer: str, text: str
) -> ScreenAnswer:
    return ScreenAnswer(
        person_id=screen.person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        screen=screen,
        question=question,
        answer=answer,
        text=text,
    )


def save_answers(
    ctx: Context,
    screen: Screen,
    questions: QuestionSet,
    rows: dict[str, ScreenAnswer],
    given: Given,
) -> int:
    """Keep every answer of the set; returns how many differ from what was kept."""
    new = []
    changed = 0
    for question in questions.questions:
        answer, text = _said(given, question.id)
        row = rows.get(question.id)
        if row is None:
            new.append(_new_answer(ctx, screen, question.id, answer, text))
        elif (row.answer, row.text) != (answer, text):
            keep_answer(ctx, screen, row, question.id, given)
            changed += 1
    ScreenAnswer.rows.bulk_create(new)
    return changed + len(new)
