"""The kinds of work that suitability puts on Today."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.context import Context
from throughcare.core.models import Due
from throughcare.core.worklist import Notice, WorklistKind, offer_draft, offer_kind, offer_notice
from throughcare.design import words
from throughcare.sharing.words import REQUIREMENTS
from throughcare.suitability import selectors

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


def settles(ctx: Context) -> bool:
    """Those who settle whether a requirement is suitable."""
    return ctx.agency_type in CARE_TYPES and ctx.allows("amend", "health_summary")


def decided_words(count: int) -> str:
    """Where probation or another care team entered the order, nobody closes what is ours."""
    return ngettext(
        "The court decided on %(count)s person whose suitability is still looked at",
        "The court decided on %(count)s people whose suitability is still looked at",
        count,
    ) % {"count": count}


def register() -> None:
    offer_notice(
        Notice(
            "suitability_decided",
            settles,
            selectors.waiting_decided,
            decided_words,
            "suitability_decided",
        )
    )
    for kind in KINDS:
        offer_kind(kind)
    offer_draft("suitability_sign", gettext_lazy("A sign-off not finished"), "suitability")
    offer_draft(
        "suitability_willing", gettext_lazy("Willingness not finished"), "suitability_willing"
    )
