"""The kinds of work that issued documents put on Today."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_kind

FAMILY = "documents"
FAMILY_WORDS = gettext_lazy("Reports and documents")
#: Who takes copies to their readers.
DONE_BY = ("amend", "disclosed")


def _url(due: Due, reference: str) -> str:
    return reverse("document_copy", args=[reference, due.subject_id])


def _arrived(due: Due) -> str:
    if due.detail.get("how") == "account":
        return _("Not read in their account yet: ring, or hand over a copy")
    return _("Sent is not received: ask whether it came")


KINDS = (
    WorklistKind(
        "document_hand_over",
        lambda _d: _("Get the document to its reader"),
        _url,
        FAMILY,
        FAMILY_WORDS,
        done_by=DONE_BY,
    ),
    WorklistKind(
        "document_arrived",
        lambda _d: _("Has the document come?"),
        _url,
        FAMILY,
        FAMILY_WORDS,
        _arrived,
        DONE_BY,
        awaits=True,
    ),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
