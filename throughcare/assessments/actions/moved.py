"""An assessment that was begun on the wrong record goes to the right one, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.assessments.actions.areas import AreaGiven, save_area
from throughcare.assessments.actions.assess import locked, start_assessment, update
from throughcare.assessments.actions.needs import keep_need
from throughcare.assessments.actions.safety import (
    SafetyGiven,
    answers_of,
    keep_answer,
    save_safety,
    save_safety_answers,
    tell_look_again,
)
from throughcare.assessments.models import Assessment, AssessmentArea, SafetyAnswer, SafetyNow
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record

if TYPE_CHECKING:
    from throughcare.core.context import Context

BLANK = {
    "asked": AssessmentArea.Asked.NOT_ASKED,
    "said": "",
    "found": "",
    "need": AssessmentArea.Needed.NOT_KNOWN,
    "flagged": False,
    "flag_source": "",
    "flag_who": "",
    "flag_on": None,
    "do_not_ask_again": False,
    "is_history": False,
    "earlier": None,
}


def move_assessment(
    ctx: Context, *, assessment_id: UUID, version: int, to_person_id: UUID, reason: str
) -> Assessment:
    """Write the assessment on the right record and take back what stands on the wrong one.

    Only an open one, by whoever began it. Rows are never re-pointed (decision 12): what was
    said is written anew there first, with its prompts, and then blanked here.
    """
    if not reason.strip():
        raise ReasonMissing("moving an assessment needs a reason")
    wrong = locked(ctx, assessment_id)
    mine = wrong.recorded_by_id == ctx.membership_id
    if wrong.status != Assessment.Status.STARTED or not mine:
        raise MoveNotAllowed("only an open assessment of one's own is moved")
    if _has_open(ctx, to_person_id):
        raise MoveNotAllowed("there is an open assessment on the other record")
    right = start_assessment(
        ctx,
        person_id=to_person_id,
        kind=wrong.kind,
        how=wrong.how,
        worker_sex=wrong.worker_sex,
        worker_sex_met=wrong.worker_sex_met,
        interpreter=wrong.interpreter,
    )
    _write_there(ctx, wrong, right)
    _blank_here(ctx, wrong)
    update(ctx, wrong, version, {"status": Assessment.Status.VOID, "safety": False})
    record(
        ctx,
        "assessment.voided",
        subject=wrong,
        person_id=wrong.person_id,
        place_id=wrong.place_id,
        status_from=Assessment.Status.STARTED,
    )
    ctx.shown.reason = reason.strip()
    return right


def _has_open(ctx: Context, person_id: UUID) -> bool:
    rows = Assessment.visible_to(ctx, "amend").filter(
        person_id=person_id, agency_id=ctx.agency_id, status=Assessment.Status.STARTED
    )
    return bool(rows.exists())


def _write_there(ctx: Context, wrong: Assessment, right: Assessment) -> None:
    answers = answers_of(ctx, wrong)
    now: SafetyNow | None = SafetyNow.visible_to(ctx).filter(assessment_id=wrong.pk).first()
    given = SafetyGiven(
        answers={row.question: row.answer for row in answers.values()},
        texts={row.question: row.text for row in answers.values()},
        **(
            {
                name: getattr(now, name)
                for name in (
                    "worrying_now",
                    "what_helps",
                    "what_was_done",
                    "who_was_told",
                    "look_again_on",
                )
            }
            if now
            else {}
        ),
    )
    if now is not None:
        save_safety(ctx, assessment_id=right.pk, version=0, given=given)
    elif answers:
        save_safety_answers(ctx, assessment=right, given=given)
    for row in AssessmentArea.visible_to(ctx).filter(assessment_id=wrong.pk):
        said = AreaGiven(**{name: getattr(row, name) for name in AreaGiven.__dataclass_fields__})
        save_area(ctx, assessment_id=right.pk, area=row.area, version=0, given=said)


def _blank_here(ctx: Context, wrong: Assessment) -> None:
    for answer in answers_of(ctx, wrong).values():
        keep_answer(ctx, wrong, answer, answer.question, SafetyGiven(answers={}))
        _tell_moved(ctx, wrong, answer)
    for row in AssessmentArea.visible_to(ctx, "amend").filter(assessment_id=wrong.pk):
        AssessmentArea.visible_to(ctx, "amend").filter(pk=row.pk).update(
            **BLANK, version=row.version + 1
        )
        for name, value in BLANK.items():
            setattr(row, name, value)
        keep_need(ctx, row)
    held = SafetyNow.visible_to(ctx, "amend").filter(assessment_id=wrong.pk).first()
    if held is not None:
        SafetyNow.visible_to(ctx, "amend").filter(pk=held.pk).update(
            **SafetyGiven(answers={}).columns(), version=held.version + 1
        )
        if held.look_again_on:
            tell_look_again(ctx, wrong, None)


def _tell_moved(ctx: Context, wrong: Assessment, answer: SafetyAnswer) -> None:
    record(
        ctx,
        "assessment.safety_moved",
        subject=answer,
        person_id=wrong.person_id,
        place_id=wrong.place_id,
        payload={"question": answer.question},
    )
