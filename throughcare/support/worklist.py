"""The kinds of work that support puts on Today."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_draft, offer_kind
from throughcare.support.models import Need

SUPPORT = "support"
FAMILY = gettext_lazy("Support")


def _task_words(due: Due) -> str:
    return _("Support: %(need)s") % {"need": Need(due.detail["need"]).label}


def _task_url(due: Due, reference: str) -> str:
    return reverse("person_support_task", args=[reference, due.subject_id])


def _activity_url(due: Due, reference: str) -> str:
    return reverse("support_activity", args=[reference, due.subject_id])


KINDS = (
    WorklistKind(
        "support_task",
        _task_words,
        _task_url,
        SUPPORT,
        FAMILY,
        done_by=("amend", "health_summary"),
    ),
    WorklistKind(
        "support_activity",
        lambda _due: _("Ask how taking part went"),
        _activity_url,
        SUPPORT,
        FAMILY,
        done_by=("amend", "health_summary"),
    ),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_draft("needs_check", gettext_lazy("A needs check not finished"), "needs_check")
    offer_draft("support_task", gettext_lazy("Something to do, not finished"), "support_new")
    offer_draft(
        "support_activity", gettext_lazy("Taking part, not finished"), "support_activity_new"
    )
