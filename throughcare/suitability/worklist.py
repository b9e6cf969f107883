"""The kinds of work that suitability puts on Today."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_draft, offer_kind
from throughcare.design import words
from throughcare.sharing.words import REQUIREMENTS

FAMILY, FAMILY_WORDS = "suitability", gettext_lazy("Suitability")


def _page(_due: Due, reference: str) -> str:
    return reverse("suitability", args=[reference])


def _about(due: Due) -> str:
    return str(REQUIREMENTS.get(due.detail.get("requirement", ""), ""))


def _missing(due: Due) -> str:
    on = date.fromisoformat(due.detail["sentence_on"])
    return _("Willingness missing before sentence on %(day)s") % {
        "day": words.short_date(on, today=clock.today())
    }


KINDS = (
    WorklistKind(
        "suitability_sign",
        lambda _due: _("Suitability waits for sign-off"),
        lambda due, ref: reverse("suitability_sign", args=[ref, due.subject_id]),
        FAMILY,
        FAMILY_WORDS,
        _about,
        done_by=("sign", "health_summary"),
    ),
    WorklistKind("willingness_missing", _missing, _page, FAMILY, FAMILY_WORDS, _about),
    WorklistKind(
        "suitability_step",
        lambda _due: _("Settle an open point of suitability"),
        _page,
        FAMILY,
        FAMILY_WORDS,
        done_by=("create", "clinical_detail"),
    ),
    WorklistKind(
        "suitability_again",
        lambda _due: _("Look again whether it is suitable"),
        _page,
        FAMILY,
        FAMILY_WORDS,
    ),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_draft("suitability_sign", gettext_lazy("A sign-off not finished"), "suitability")
    offer_draft(
        "suitability_willing", gettext_lazy("Willingness not finished"), "suitability_willing"
    )
