"""What the pages of assessments read; each function knows who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.agencies.models import Membership
from throughcare.assessments.models import (
    Assessment,
    AssessmentArea,
    ContactLearned,
    ContactMade,
    LookedAgain,
    Need,
    SafetyAnswer,
    SafetyDone,
    SafetyNow,
    SafetyPlan,
    SafetyPlanCopy,
    ThirdPartyInformation,
    TriageDetail,
    TriageRequest,
)
from throughcare.core import clock, registry
from throughcare.core.models import Draft, Due
from throughcare.people.models import Person
from throughcare.sharing.models import Agreement, Basis

if TYPE_CHECKING:
    from throughcare.core.context import Context

MOST = 50


def assessments_of(ctx: Context, group: Sequence[UUID]) -> list[Assessment]:
    """Assessments of the person, the newest first, without those begun by mistake."""
    rows = list(
        Assessment.visible_to(ctx)
        .filter(person_id__in=list(group))
        .exclude(status=Assessment.Status.VOID)
        .select_related("place", "agency")
        .order_by("-started_at")[:MOST]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def areas_of(ctx: Context, assessment: Assessment) -> dict[str, AssessmentArea]:
    """What was recorded in an assessment by area."""
    rows = list(
        AssessmentArea.visible_to(ctx).filter(assessment_id=assessment.pk).select_related("earlier")
    )
    ctx.shown.objects(*(row.pk for row in rows), *(row.earlier_id for row in rows))
    return {row.area: row for row in rows}


def earlier_areas(
    ctx: Context, group: Sequence[UUID], assessment: Assessment
) -> dict[str, AssessmentArea]:
    """The newest answer to each area in another assessment of the same person.

    A later row without an answer does not hide an earlier answer; "do not ask again" holds
    from whichever assessment it was said in.
    """
    rows = (
        AssessmentArea.visible_to(ctx)
        .filter(person_id__in=list(group))
        .exclude(assessment_id=assessment.pk)
        .exclude(assessment__status=Assessment.Status.VOID)
        .filter(~Q(asked=AssessmentArea.Asked.NOT_ASKED) | Q(do_not_ask_again=True))
        .order_by("recorded_at")
    )
    found: dict[str, AssessmentArea] = {}
    closed: set[str] = set()
    for row in rows:
        if row.do_not_ask_again:
            closed.add(row.area)
        if row.asked != AssessmentArea.Asked.NOT_ASKED or row.area not in found:
            found[row.area] = row
    for area, row in found.items():
        row.do_not_ask_again = area in closed
    return found


def safety_of(ctx: Context, assessment: Assessment) -> SafetyNow | None:
    """The safety section of an assessment, if it was saved."""
    row: SafetyNow | None = SafetyNow.visible_to(ctx).filter(assessment_id=assessment.pk).first()
    ctx.shown.objects(row.pk if row else None)
    return row


def safety_answers_of(ctx: Context, assessment: Assessment) -> dict[str, SafetyAnswer]:
    """The answers of the safety section by question."""
    rows = list(SafetyAnswer.visible_to(ctx).filter(assessment_id=assessment.pk))
    ctx.shown.objects(*(row.pk for row in rows))
    return {row.question: row for row in rows}


def safety_done_of(ctx: Context, assessment: Assessment) -> list[SafetyDone]:
    """What was done about the safety answers of an assessment."""
    rows = SafetyDone.visible_to(ctx).filter(assessment_id=assessment.pk)
    return list(rows.order_by("recorded_at"))


def looked_again_at(ctx: Context, assessment: Assessment) -> list[LookedAgain]:
    """How things were each time that somebody looked again, the newest first."""
    rows = LookedAgain.visible_to(ctx).filter(assessment_id=assessment.pk)
    found = list(rows.order_by("-looked_at"))
    ctx.shown.objects(*(row.pk for row in found))
    return found


def drafts_of(ctx: Context, subjects: Iterable[UUID]) -> set[UUID]:
    """Which of these subjects the asker has an unsaved draft about."""
    rows = Draft.visible_to(ctx).filter(subject_id__in=list(subjects))
    return set(rows.values_list("subject_id", flat=True))


def needs_of(ctx: Context, group: Sequence[UUID]) -> list[Need]:
    """Needs of the person: those not met first, flagged ones before the rest."""
    rows = (
        Need.visible_to(ctx)
        .filter(person_id__in=list(group))
        .exclude(status=Need.Status.TAKEN_BACK)
        .select_related("agency")
        .order_by("-on")
    )
    found = list(rows[: MOST * 4])
    ctx.shown.objects(*(row.pk for row in found))
    order = {Need.Status.UNMET: 0, Need.Status.NOT_KNOWN: 1, Need.Status.MET: 2}
    return sorted(found, key=lambda row: (order[Need.Status(row.status)], not row.flagged))


def plans_of(ctx: Context, group: Sequence[UUID]) -> list[SafetyPlan]:
    """Every version of the safety plan, the newest first."""
    rows = (
        SafetyPlan.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("agency")
        .order_by("-recorded_at", "-number")[:MOST]
    )
    found = list(rows)
    ctx.shown.objects(*(row.pk for row in found))
    return found


def latest_safety_plan(ctx: Context, group: Sequence[UUID]) -> SafetyPlan | None:
    """The plan that holds now, for a page that shows it beside other work."""
    rows = SafetyPlan.visible_to(ctx).filter(person_id__in=list(group)).select_related("agency")
    found: SafetyPlan | None = rows.order_by("-recorded_at", "-number").first()
    ctx.shown.objects(found.pk if found else None)
    return found


def copies_of(ctx: Context, plans: Iterable[SafetyPlan]) -> list[SafetyPlanCopy]:
    """Copies that were given of these versions, the newest first."""
    rows = SafetyPlanCopy.visible_to(ctx).filter(plan_id__in=[plan.pk for plan in plans])
    return list(rows.order_by("-given_at"))


def contacts_of(
    ctx: Context, group: Sequence[UUID]
) -> list[tuple[ContactMade, ContactLearned | None]]:
    """Whom we asked about the person, the newest first, with what was learned if readable."""
    rows = list(
        ContactMade.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("agency")
        .order_by("-at")[:MOST]
    )
    details = ContactLearned.visible_to(ctx).filter(contact_id__in=[row.pk for row in rows])
    learned = {detail.contact_id: detail for detail in details}
    ctx.shown.objects(*(row.pk for row in rows), *(each.pk for each in learned.values()))
    return [(row, learned.get(row.pk)) for row in rows]


def grounds_of(ctx: Context, group: Sequence[UUID]) -> tuple[list[Agreement], list[Basis]]:
    """What the person agreed to, and the other bases, that hold now."""
    still = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    agreements = Agreement.visible_to(ctx).filter(
        still, person_id__in=list(group), answer=Agreement.Answer.YES, withdrawn_at=None
    )
    bases = Basis.visible_to(ctx).filter(still, person_id__in=list(group), agreement=None)
    return (
        list(agreements.order_by("recipient", "starts_at")),
        list(bases.select_related("recipient_agency").order_by("starts_at")),
    )


def third_parties_of(ctx: Context, group: Sequence[UUID]) -> list[ThirdPartyInformation]:
    """What is known about other people, for those who are named to read it."""
    rows = ThirdPartyInformation.visible_to(ctx).filter(person_id__in=list(group))
    found = list(rows.order_by("-recorded_at")[:MOST])
    ctx.shown.objects(*(row.pk for row in found))
    return found


def triage_of(ctx: Context, group: Sequence[UUID]) -> list[TriageRequest]:
    """Who was asked to come and see the person, the newest first."""
    rows = TriageRequest.visible_to(ctx).filter(person_id__in=list(group))
    found = list(rows.order_by("-asked_at")[:MOST])
    ctx.shown.objects(*(row.pk for row in found))
    return found


def triage_detail(ctx: Context, request: TriageRequest) -> TriageDetail | None:
    """Why they were asked and what came of it."""
    row: TriageDetail | None = TriageDetail.visible_to(ctx).filter(request_id=request.pk).first()
    ctx.shown.objects(row.pk if row else None)
    return row


@dataclass(frozen=True)
class OpenPrompt:
    """A safety answer that nobody has acted on yet."""

    due: Due
    person: Person | None
    owner: str


def open_prompts(ctx: Context) -> list[OpenPrompt]:
    """Every open safety prompt of the asker's team, the oldest first."""
    kinds = [k.kind for k in registry.offered("worklist_kind").values() if k.reaches_lead]
    dues = list(
        Due.visible_to(ctx)
        .filter(team_id=ctx.team_id, kind__in=kinds, status=Due.Status.OPEN)
        .order_by("opened_at")[:MOST]
    )
    people = {p.pk: p for p in Person.visible_to(ctx).filter(pk__in=[d.person_id for d in dues])}
    owners = Membership.objects.filter(pk__in=[d.owner_id for d in dues if d.owner_id])
    names = {each.pk: each.user.name for each in owners.select_related("user")}
    ctx.shown.people(*people)
    ctx.shown.objects(*(due.pk for due in dues))
    return [
        OpenPrompt(due, people.get(due.person_id), names.get(due.owner_id, ""))  # type: ignore[arg-type]
        for due in dues
    ]


def open_prompts_of(ctx: Context, assessment: Assessment, kind: str) -> list[Due]:
    """Safety prompts of one assessment that nobody has answered."""
    answers = SafetyAnswer.visible_to(ctx).filter(assessment_id=assessment.pk)
    return list(
        Due.visible_to(ctx, "amend").filter(
            kind=kind, status=Due.Status.OPEN, subject_id__in=answers.values("pk")
        )
    )
