"""What was tapped, kept on the record as questionnaires, with its prompts. As the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core.events import record
from throughcare.instruments import actions as questionnaires
from throughcare.instruments import library
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import Administration, Answer
from throughcare.instruments.rules import Answers
from throughcare.my import rules
from throughcare.my.models import Handover, TabletAnswer

if TYPE_CHECKING:
    from throughcare.core.context import Context

NOT_ASKED = Answer.Missing.NOT_ASKED.value


@dataclass(frozen=True)
class Kept:
    """How many questions there were, and how many have an answer."""

    asked: int
    answered: int


def set_of(row: Handover) -> list[Questionnaire]:
    """The questionnaires of a handover, in the versions that were handed over.

    A version that the library no longer has is left out.
    """
    there = {each.key: each for each in library.library().questionnaires.values()}
    return [there[key] for key in row.questionnaires if key in there]


def tapped(ctx: Context, handover_id: UUID) -> dict[tuple[str, int], str]:
    """What was tapped so far, by questionnaire and item."""
    rows = TabletAnswer.visible_to(ctx).filter(handover_id=handover_id)
    return {(row.instrument, row.item): row.code for row in rows}


def keep_all(ctx: Context, row: Handover) -> Kept:
    """Keep every questionnaire of which something was answered or declined."""
    given = tapped(ctx, row.pk)
    for each in set_of(row):
        answers = answers_of(each, given)
        if answers.any_given:
            questionnaires.administer(
                ctx,
                person_id=row.person_id,
                questionnaire=each,
                answers=answers,
                how=questionnaires.How(mode=Administration.Mode.TABLET, with_help=row.with_help),
                checked=True,
            )
    asked = rules.questions(set_of(row), given)
    return Kept(len(asked), sum(given.get(q.key, "").isdigit() for q in asked))


def answers_of(each: Questionnaire, given: Mapping[tuple[str, int], str]) -> Answers:
    """The answers to one questionnaire; what was not reached was not asked. All or nothing."""
    mine = rules.of_instrument(given, each.id)
    if not mine:
        return Answers({})
    asked = [q.item for q in rules.questions([each], given)]
    return Answers({item: mine.get(item, NOT_ASKED) for item in asked})


def keep_safety(
    ctx: Context, row: Handover, each: Questionnaire, given: Mapping[tuple[str, int], str]
) -> bool:
    """Raise the prompt for a safety answer that was just given; True when there is a new one.

    It goes to who took charge at once; after the arrangement's minutes to the duty holder, and
    after twice as many the line says which telephone to ring.
    """
    raised = questionnaires.save_safety_answers(
        ctx,
        person_id=row.person_id,
        questionnaire=each,
        answers=answers_of(each, given),
        checked=True,
    )
    for answer in raised:
        payload = {
            "item": answer.item,
            "duty": str(row.duty_holder_id),
            "minutes": row.safety_minutes,
            "telephone": row.telephone,
        }
        record(ctx, "tablet.safety_given", subject=answer, person_id=row.person_id, payload=payload)
    return bool(raised)
