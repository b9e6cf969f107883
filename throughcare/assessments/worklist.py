"""The kinds of work that assessments put on Today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments.actions.safety import PROMPT
from throughcare.assessments.models import TriageRequest
from throughcare.core.models import Due
from throughcare.core.worklist import (
    WorkFacts,
    WorklistKind,
    offer_draft,
    offer_facts,
    offer_kind,
    offer_next_step,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context

ASSESSMENTS = "assessments"
SAFETY = "safety"
FAMILY = gettext_lazy("Assessments")
CLINICAL = ("create", "clinical_detail")


def _triage_words(due: Due) -> str:
    kind = TriageRequest.Kind(due.detail["kind"]).label
    return _("Ask again: %(kind)s") % {"kind": str(kind).lower()}


KINDS = (
    WorklistKind(
        "finish_assessment",
        lambda _d: _("Finish the assessment"),
        lambda due, ref: reverse("assessment", args=[ref, due.subject_id]),
        ASSESSMENTS,
        FAMILY,
        done_by=CLINICAL,
    ),
    WorklistKind(
        PROMPT,
        lambda _d: _("Act on a safety answer"),
        lambda due, ref: reverse("assessment_prompt", args=[ref, due.pk]),
        SAFETY,
        gettext_lazy("Safety"),
        lambda _d: _("Say what was done, and who was told"),
        reaches_lead=True,
    ),
    WorklistKind(
        "look_again",
        lambda _d: _("Look again how things are"),
        lambda due, ref: reverse("assessment_look_again", args=[ref, due.subject_id]),
        SAFETY,
        gettext_lazy("Safety"),
        done_by=CLINICAL,
    ),
    WorklistKind(
        "triage_answer",
        _triage_words,
        lambda due, ref: reverse("triage_follow", args=[ref, due.subject_id]),
        ASSESSMENTS,
        FAMILY,
        done_by=CLINICAL,
        awaits=True,
    ),
)


def facts(_ctx: Context, dues: Sequence[Due]) -> Mapping[UUID, WorkFacts]:
    """An assessment that has begun says so; nothing is asked of the database."""
    return {due.pk: WorkFacts(started=True) for due in dues if due.kind == "finish_assessment"}


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_facts("assessments", facts)
    offer_next_step("assess", "assessment_after")
    for form, words in (
        ("assessment_area", gettext_lazy("Part of an assessment not finished")),
        ("assessment_safety", gettext_lazy("Safety section not finished")),
    ):
        offer_draft(form, words, "assessments")
    offer_draft("safety_plan", gettext_lazy("Safety plan not finished"), "safety_plan_write")
    offer_draft("contact", gettext_lazy("Contact not finished"), "contact_new")
