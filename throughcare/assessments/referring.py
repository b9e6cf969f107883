"""What an assessment knows that a referral asks: needs not met yet, and that there is a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Value

from throughcare.assessments.models import Need, SafetyPlan
from throughcare.referrals.facts import FromAssessment, offer_facts

if TYPE_CHECKING:
    from throughcare.core.context import Context


def facts(ctx: Context, group: Sequence[UUID]) -> FromAssessment:
    """One statement; nothing for a reader whom the policy shows no clinical detail."""
    if not ctx.allows("read", "clinical_detail"):
        return FromAssessment()
    people = list(group)
    needs = (
        Need.visible_to(ctx)
        .filter(person_id__in=people, status=Need.Status.UNMET)
        .annotate(part=Value("need"), code=F("area"))
        .values_list("pk", "part", "code", named=True)
    )
    plans = (
        SafetyPlan.visible_to(ctx)
        .filter(person_id__in=people)
        .annotate(part=Value("plan"), code=Value(""))
        .values_list("pk", "part", "code", named=True)
    )
    rows = list(needs.union(plans, all=True))
    ctx.shown.objects(*(row.pk for row in rows))
    return FromAssessment(
        needs=tuple(row.code for row in rows if row.part == "need"),
        has_safety_plan=any(row.part == "plan" for row in rows),
    )


def register() -> None:
    offer_facts("assessments", facts)
