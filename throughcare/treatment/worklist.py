"""The kinds of work that treatment puts on Today, and its drafts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_draft, offer_kind
from throughcare.treatment import dues

FAMILY, FAMILY_WORDS = "treatment", gettext_lazy("Treatment")
CLINICAL = ("create", "clinical_detail")


def _programme(page: str):  # type: ignore[no-untyped-def]
    def url(due: Due, reference: str) -> str:
        return reverse(page, args=[reference, due.subject_id])

    return url


KINDS = (
    WorklistKind(
        dues.WAITING,
        lambda _due: _("Begin treatment"),
        _programme("treatment_begin"),
        FAMILY,
        FAMILY_WORDS,
        done_by=CLINICAL,
    ),
    WorklistKind(
        dues.FOLLOW_UP,
        lambda _due: _("Follow up after treatment"),
        _programme("treatment_follow_up"),
        FAMILY,
        FAMILY_WORDS,
        done_by=CLINICAL,
    ),
    WorklistKind(
        dues.SUPERVISION,
        lambda _due: _("Talk the case through in supervision"),
        _programme("treatment_supervision"),
        FAMILY,
        FAMILY_WORDS,
    ),
    WorklistKind(
        dues.HAND_OVER,
        lambda _due: _("Answer a hand-over"),
        _programme("treatment_hand_over"),
        FAMILY,
        FAMILY_WORDS,
        done_by=CLINICAL,
    ),
)
DRAFTS = {
    "treatment_session": gettext_lazy("Session not finished"),
    "treatment_meeting": gettext_lazy("Group meeting not finished"),
    "treatment_check_in": gettext_lazy("Check-in not finished"),
    "treatment_end": gettext_lazy("End of treatment not finished"),
    "treatment_hand_over": gettext_lazy("Hand-over not finished"),
    "treatment_supervision": gettext_lazy("Supervision not finished"),
    "treatment_follow_up": gettext_lazy("Follow-up not finished"),
    "treatment_letter": gettext_lazy("Letter not finished"),
}


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    for name, words in DRAFTS.items():
        offer_draft(name, words, "treatment")
