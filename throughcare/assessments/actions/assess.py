"""An assessment as a whole: begun once, completed, or ended early with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from throughcare.assessments.area_sets import AreaSet, all_sets, newest
from throughcare.assessments.models import Assessment, AssessmentArea, SafetyNow
from throughcare.assessments.selectors import earlier_areas
from throughcare.core import clock
from throughcare.core.approvals import require_approved
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.people.actions import recorded
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen, StepTaken
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context

SET = "liaison"


def start_assessment(
    ctx: Context,
    *,
    person_id: UUID,
    group: tuple[UUID, ...] = (),
    kind: str = Assessment.Kind.FIRST,
    how: str = Assessment.How.IN_PERSON,
    screen_id: UUID | None = None,
    worker_sex: str = Assessment.WorkerSex.NOT_ASKED,
    worker_sex_met: bool | None = None,
    interpreter: str = Assessment.Interpreter.NOT_ASKED,
    taking_part: str = "",
    area_set: str = SET,
) -> Assessment:
    """The assessment of this person that is open in this agency, begun now if there is none.

    After a screening it stands on the record that was screened, and takes the step "assess"
    off the worklist in the same transaction.
    """
    screen = _screen(ctx, screen_id, {person_id, *group})
    person_id = screen.person_id if screen else person_id
    _one_at_a_time(ctx, {person_id, *group})
    found: Assessment | None = (
        Assessment.visible_to(ctx, "amend")
        .filter(person_id__in={person_id, *group}, agency_id=ctx.agency_id, status="started")
        .first()
    )
    if found is None:
        found = _begin(
            ctx,
            person_id=person_id,
            areas=newest(area_set),
            screen=screen,
            values={
                "kind": Assessment.Kind(kind),
                "how": Assessment.How(how),
                "worker_sex": Assessment.WorkerSex(worker_sex),
                "worker_sex_met": worker_sex_met,
                "interpreter": Assessment.Interpreter(interpreter),
            },
        )
        if taking_part:
            sharing.record_taking_part(
                ctx, person_id=person_id, in_what="assessment", answer=taking_part
            )
    _take_step(ctx, screen)
    return found


def complete_assessment(
    ctx: Context, *, assessment_id: UUID, version: int, minutes: int | None = None
) -> Assessment:
    """End an assessment. Areas that nobody opened are kept as not asked: a blank is never a no.

    ReasonMissing without the safety section, which may say that nothing could be asked.
    """
    assessment = locked(ctx, assessment_id)
    if assessment.status != Assessment.Status.STARTED:
        raise MoveNotAllowed(f"an assessment that is [{assessment.status}] is not completed")
    if not SafetyNow.visible_to(ctx).filter(assessment_id=assessment.pk).exists():
        raise ReasonMissing("the safety section is missing")
    asked, not_asked = _keep_not_asked(ctx, assessment)
    now = clock.now()
    values = {
        "status": Assessment.Status.COMPLETED,
        "completed_at": now,
        "completed_by_id": ctx.membership_id,
        "by_name": ctx.user_name,
    }
    update(ctx, assessment, version, values)
    record(
        ctx,
        "assessment.completed",
        subject=assessment,
        person_id=assessment.person_id,
        place_id=assessment.place_id,
        status_from=Assessment.Status.STARTED,
        payload={"minutes": minutes, "asked": asked, "not_asked": not_asked},
    )
    return assessment


def stop_assessment(ctx: Context, *, assessment_id: UUID, version: int, why: str) -> Assessment:
    """End an assessment early. What was said stays; safety prompts stay until they are answered."""
    assessment = locked(ctx, assessment_id)
    if assessment.status != Assessment.Status.STARTED:
        raise MoveNotAllowed(f"an assessment that is [{assessment.status}] is not stopped")
    if why not in Assessment.Why.values:
        raise ReasonMissing("say why the assessment ended early")
    _keep_not_asked(ctx, assessment)
    update(ctx, assessment, version, {"status": Assessment.Status.STOPPED, "why": why})
    record(
        ctx,
        "assessment.stopped",
        subject=assessment,
        person_id=assessment.person_id,
        place_id=assessment.place_id,
        status_from=Assessment.Status.STARTED,
        payload={"why": why},
    )
    return assessment


def areas_of(assessment: Assessment) -> AreaSet:
    """The version of what is looked at that this assessment uses."""
    return all_sets()[assessment.set_id, assessment.set_version]


def locked(ctx: Context, assessment_id: UUID) -> Assessment:
    assessment: Assessment = Assessment.visible_to(ctx).lock().get(pk=assessment_id)
    ctx.require("amend", assessment)
    return assessment


def require_open(assessment: Assessment) -> None:
    """MoveNotAllowed unless something may still be written: begun, or completed and corrected."""
    if assessment.status not in (Assessment.Status.STARTED, Assessment.Status.COMPLETED):
        raise MoveNotAllowed(f"an assessment that is [{assessment.status}] is closed")


def note_amended(ctx: Context, assessment: Assessment, part: str) -> None:
    """Say that a completed assessment was corrected; nothing while it is still open."""
    if assessment.status == Assessment.Status.COMPLETED:
        record(
            ctx,
            "assessment.amended",
            subject=assessment,
            person_id=assessment.person_id,
            place_id=assessment.place_id,
            payload={"part": part},
        )


def update(
    ctx: Context, assessment: Assessment, version: int | None, values: dict[str, Any]
) -> None:
    """Change columns; StaleVersion when it is no longer the version that was looked at."""
    if version is not None and assessment.version != version:
        raise StaleVersion(row_id=assessment.pk, theirs=assessment)
    Assessment.visible_to(ctx, "amend").filter(pk=assessment.pk).update(
        **values, version=assessment.version + 1
    )
    for name, value in values.items():
        setattr(assessment, name, value)
    assessment.version += 1


def _screen(ctx: Context, screen_id: UUID | None, people: set[UUID]) -> Screen | None:
    if screen_id is None:
        return None
    screen: Screen = Screen.visible_to(ctx, "amend").get(pk=screen_id, person_id__in=people)
    return screen


def _one_at_a_time(ctx: Context, people: set[UUID]) -> None:
    """Two colleagues may begin at the same moment: the second gets the first one's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"assessment|{ctx.agency_id}|{min(people)}"],
        )


def _begin(
    ctx: Context,
    *,
    person_id: UUID,
    areas: AreaSet,
    screen: Screen | None,
    values: dict[str, Any],
) -> Assessment:
    require_approved(areas)
    assessment = Assessment(
        **recorded(ctx, person_id),
        **values,
        place_id=screen.place_id if screen else ctx.place_id,
        screen=screen,
        set_id=areas.id,
        set_version=areas.version,
        status=Assessment.Status.STARTED,
        started_at=clock.now(),
        by_name=ctx.user_name,
    )
    ctx.require("create", assessment)
    assessment.save(force_insert=True)
    record(
        ctx,
        "assessment.started",
        subject=assessment,
        person_id=person_id,
        place_id=assessment.place_id,
        payload={
            "kind": assessment.kind,
            "set": areas.id,
            "set_version": areas.version,
            "after_screen": screen is not None,
        },
    )
    return assessment


def _take_step(ctx: Context, screen: Screen | None) -> None:
    """The decision "assess" is being acted on: once, however often the page is sent."""
    if screen is None:
        return
    taken = StepTaken.visible_to(ctx).filter(screen=screen, step=StepTaken.Step.ASSESS)
    if not taken.exists():
        screening.take_step(
            ctx, screen_id=screen.pk, step=StepTaken.Step.ASSESS, result=StepTaken.Result.DONE
        )


def _keep_not_asked(ctx: Context, assessment: Assessment) -> tuple[int, int]:
    """Keep a row for each area that nobody opened; returns how many were and were not asked.

    Where the person had asked not to be asked again, the row points at what holds from then.
    """
    rows = list(AssessmentArea.visible_to(ctx).filter(assessment_id=assessment.pk))
    asked = sum(1 for row in rows if row.asked != AssessmentArea.Asked.NOT_ASKED)
    missing = {area.id for area in areas_of(assessment).areas} - {row.area for row in rows}
    earlier = (
        earlier_areas(ctx, sharing.group_of(assessment.person_id), assessment) if missing else {}
    )
    new = []
    for area in sorted(missing):
        before = earlier.get(area)
        held = before if before is not None and before.do_not_ask_again else None
        row = AssessmentArea(
            **recorded(ctx, assessment.person_id),
            assessment=assessment,
            area=area,
            asked=AssessmentArea.Asked.NOT_ASKED,
            do_not_ask_again=held is not None,
            earlier=held,
            by_name=ctx.user_name,
        )
        new.append(row)
    AssessmentArea.rows.bulk_create(new)
    return asked, len(rows) - asked + len(new)
