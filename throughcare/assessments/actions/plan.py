"""The plan to stay safe: each change is a new version; copies that were given are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Max

from throughcare.assessments.models import SafetyPlan, SafetyPlanCopy
from throughcare.core import clock
from throughcare.core.errors import ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context

PARTS = ("warning_signs", "what_helps", "people", "places", "who_to_ring", "safer_place")


def write_plan(
    ctx: Context,
    *,
    person_id: UUID,
    seen_number: int,
    parts: Mapping[str, str],
    group: tuple[UUID, ...] = (),
    assessment_id: UUID | None = None,
) -> SafetyPlan:
    """Write the next version of this agency's plan; the earlier ones stay.

    ``seen_number`` is the version that was looked at, 0 for none: StaleVersion when a colleague
    wrote one in between.
    """
    said = {name: parts.get(name, "").strip() for name in PARTS}
    if not any(said.values()):
        raise ReasonMissing("a safety plan says something")
    people = {person_id, *group}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"safety_plan|{ctx.agency_id}|{min(people)}"],
        )
    mine = SafetyPlan.visible_to(ctx).filter(person_id__in=people, agency_id=ctx.agency_id)
    newest = mine.aggregate(newest=Max("number"))["newest"] or 0
    if newest != seen_number:
        raise StaleVersion(row_id=person_id, theirs=mine.get(number=newest) if newest else None)
    plan = SafetyPlan(
        **recorded(ctx, person_id),
        **said,
        number=newest + 1,
        assessment_id=assessment_id,
        by_name=ctx.user_name,
    )
    ctx.require("create", plan)
    plan.save(force_insert=True)
    record(
        ctx,
        "safety_plan.written",
        subject=plan,
        person_id=person_id,
        payload={"number": plan.number},
    )
    return plan


def give_copy(
    ctx: Context, *, plan_id: UUID, how: str, to_whom: str, who: str = ""
) -> SafetyPlanCopy:
    """Record that a copy of this version was given, to whom and how."""
    plan: SafetyPlan = SafetyPlan.visible_to(ctx).get(pk=plan_id)
    whom = SafetyPlanCopy.Whom(to_whom)
    if whom != SafetyPlanCopy.Whom.PERSON and not who.strip():
        raise ReasonMissing("a copy for somebody else names them")
    copy = SafetyPlanCopy(
        **recorded(ctx, plan.person_id),
        plan=plan,
        how=SafetyPlanCopy.How(how),
        to_whom=whom,
        who=who,
        given_at=clock.now(),
        by_name=ctx.user_name,
    )
    ctx.require("create", copy)
    copy.save(force_insert=True)
    record(
        ctx,
        "safety_plan.copy_given",
        subject=copy,
        person_id=plan.person_id,
        payload={"number": plan.number, "how": copy.how, "to_whom": copy.to_whom},
    )
    return copy
