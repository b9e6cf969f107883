"""The kind of work that a text leaves when it did not go."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_kind
from throughcare.messages import rules


def _words(due: Due) -> str:
    if due.detail.get("late"):
        return _("A text went out that had been taken back: tell the person")
    return _("A text was not sent: tell the person another way")


def _note(due: Due) -> str:
    return str(rules.REASONS.get(due.detail.get("reason", ""), ""))


KINDS = (
    WorklistKind(
        "message_not_sent",
        _words,
        lambda due, reference: reverse("message_told", args=[reference, due.subject_id]),
        "message",
        gettext_lazy("Texts"),
        _note,
        done_by=("amend", "health_summary"),
    ),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
