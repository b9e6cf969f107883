"""The kinds of work that this folder puts on Today."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_kind
from throughcare.design import words

FAMILY = gettext_lazy("Orders")
JUSTICE = ("amend", "justice")


def _step_words(due: Due) -> str:
    if due.detail["must_refer"]:
        return _("Refer the missed appointment to the enforcement officer")
    return _("Give a warning, or refer to the enforcement officer")


def _step_url(due: Due, reference: str) -> str:
    page = "absence_refer" if due.detail["must_refer"] else "absence_warn"
    return reverse(page, args=[reference, due.subject_id])


def _step_note(due: Due) -> str:
    on = date.fromisoformat(due.detail["on"])
    return _("Missed %(day)s") % {"day": words.short_date(on, today=clock.today())}


def _review_url(due: Due, reference: str) -> str:
    return reverse("order_working", args=[reference, due.subject_id])


def _update_url(due: Due, reference: str) -> str:
    return reverse("update", args=[reference, due.subject_id])


KINDS = (
    WorklistKind(
        "absence_step", _step_words, _step_url, "order", FAMILY, _step_note,
        done_by=("sign", "justice"),
    ),
    WorklistKind(
        "next_order_review",
        lambda _due: _("Look again at what is working in the order"),
        _review_url, "order", FAMILY, done_by=JUSTICE,
    ),
    WorklistKind(
        "update_answer",
        lambda _due: _("See whether the officer has answered the court"),
        _update_url, "order", FAMILY, done_by=JUSTICE,
    ),
)  # fmt: skip


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
