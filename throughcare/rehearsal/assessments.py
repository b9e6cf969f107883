"""One assessment told through actions: after a screening, to its plan and its contacts.

``tell_assessment`` is called with the context of the clinician who assesses. Everybody in it is
invented.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.assessments import actions
from throughcare.assessments.actions.safety import PROMPT
from throughcare.assessments.models import Assessment, SafetyAnswer
from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context

AREAS = {
    "communication": actions.AreaGiven(
        asked="asked",
        said="I lose the thread when people talk fast.",
        found="Follows short sentences. Needs breaks every 20 minutes.",
        need="yes",
    ),
    "mental_health": actions.AreaGiven(
        asked="asked",
        said="I have not slept since October.",
        found="Low in mood, tired, eats little. Wants to see a GP again.",
        need="yes",
    ),
    "alcohol": actions.AreaGiven(asked="declined"),
    "trauma": actions.AreaGiven(
        asked="asked",
        said="Please do not stand behind me.",
        found="Sits where he can see the door.",
        do_not_ask_again=True,
        is_history=True,
    ),
    "housing": actions.AreaGiven(
        asked="asked",
        said="My sister has the sofa until Friday.",
        found="Stays with his sister until Friday; no home after that.",
        need="yes",
    ),
    "debt": actions.AreaGiven(asked="not_known"),
    "employment": actions.AreaGiven(
        asked="asked", found="Worked as a roofer until October.", need="no"
    ),
}


def tell_assessment(ctx: Context, *, person_id: UUID, screen_id: UUID | None = None) -> Assessment:
    """Tell the whole of it; an assessment that is open already is told to its end."""
    assessment = actions.start_assessment(
        ctx,
        person_id=person_id,
        screen_id=screen_id,
        taking_part="yes",
        worker_sex=Assessment.WorkerSex.EITHER,
        interpreter=Assessment.Interpreter.NOT_NEEDED,
    )
    _safety(ctx, assessment)
    for area, given in AREAS.items():
        held = _flagged(given) if area == "mental_health" else given
        actions.save_area(ctx, assessment_id=assessment.pk, area=area, version=0, given=held)
    _contact(ctx, assessment)
    plan = actions.write_plan(
        ctx,
        person_id=assessment.person_id,
        seen_number=0,
        assessment_id=assessment.pk,
        parts={
            "warning_signs": "I stop eating. I do not answer the phone.",
            "what_helps": "Walking the dog. Music.",
            "people": "My sister. Tom from work.",
            "places": "The allotment.",
            "who_to_ring": "Samaritans 116 123. My sister.",
            "safer_place": "My sister keeps the tablets.",
        },
    )
    actions.give_copy(ctx, plan_id=plan.pk, how="paper", to_whom="person")
    return actions.complete_assessment(
        ctx, assessment_id=assessment.pk, version=assessment.version, minutes=45
    )


def _safety(ctx: Context, assessment: Assessment) -> None:
    """He says that he has thoughts of ending his life; somebody acts at once."""
    actions.save_safety(
        ctx,
        assessment_id=assessment.pk,
        version=0,
        given=actions.SafetyGiven(
            answers={"self": "yes", "others": "no", "from_others": "not_said"},
            texts={"self": "Some nights, not here and not today."},
            worrying_now="Friday, when he has to leave his sister's.",
            what_helps="His sister, and knowing what comes next.",
            what_was_done="Sat with him; the custody nurse saw him.",
            who_was_told="Sergeant Lowe and the custody nurse, with his agreement.",
            look_again_on=clock.today() + timedelta(days=2),
        ),
    )
    answers = SafetyAnswer.visible_to(ctx).filter(assessment_id=assessment.pk)
    prompts = Due.visible_to(ctx).filter(
        kind=PROMPT, status=Due.Status.OPEN, subject_id__in=answers.values("pk")
    )
    for prompt in prompts:
        actions.acknowledge_safety(
            ctx,
            due_id=prompt.pk,
            assessment_id=assessment.pk,
            what_was_done="Sat with him; asked for the nurse and for checks every 30 minutes.",
            told_whom="Sergeant Lowe, custody nurse",
        )


def _flagged(given: actions.AreaGiven) -> actions.AreaGiven:
    return actions.AreaGiven(
        asked=given.asked,
        said=given.said,
        found=given.found,
        need=given.need,
        flagged=True,
        flag_source="nhs",
        flag_who="Dr Larch, GP",
        flag_on=clock.today(),
    )


def _contact(ctx: Context, assessment: Assessment) -> None:
    """The surgery is asked, on what the person agreed to."""
    agreed = sharing.record_agreement(
        ctx,
        person_id=assessment.person_id,
        recipient="gp",
        answer="yes",
        recipient_name="Larch Road Surgery",
        asked_in=assessment.pk,
        confirmed=True,
    )
    actions.record_contact(
        ctx,
        person_id=assessment.person_id,
        agency_kind="gp",
        agency_name="Larch Road Surgery",
        who="Dr Larch",
        how="phone",
        at=clock.now(),
        reached=True,
        asked="When he was last seen, and what he takes.",
        learned="Last seen in March. A tablet for sleep, not collected since August.",
        ground=actions.Ground(agreement_id=agreed.pk),
        assessment_id=assessment.pk,
    )
