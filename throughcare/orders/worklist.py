"""The kinds of work that an order puts on Today."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_kind

ORDER = "order"
FAMILY = gettext_lazy("Orders")


def _review_url(due: Due, reference: str) -> str:
    return reverse("order_review_end", args=[reference, due.subject_id])


def _end_url(due: Due, reference: str) -> str:
    return reverse("order_end", args=[reference, due.subject_id])


KINDS = (
    WorklistKind(
        "order_review",
        lambda _due: _("Prepare for the court's review of the order"),
        _review_url,
        ORDER,
        FAMILY,
        lambda due: due.detail.get("where", ""),
        done_by=("amend", "justice"),
    ),
    WorklistKind(
        "order_ends",
        lambda _due: _("The order is about to end"),
        _end_url,
        ORDER,
        FAMILY,
        done_by=("amend", "justice"),
    ),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
