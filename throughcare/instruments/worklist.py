"""The kind of work that questionnaires put on Today, and their drafts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.catalogue import library
from throughcare.core.worklist import WorklistKind, offer_draft, offer_kind
from throughcare.instruments.actions import PROMPT

NOT_FINISHED = gettext_lazy("not finished")
KIND = WorklistKind(
    PROMPT,
    lambda _d: _("Act on a safety answer"),
    lambda due, ref: reverse("questionnaire_prompt", args=[ref, due.pk]),
    "safety",
    gettext_lazy("Safety"),
    lambda _d: _("Say what was done, and who was told"),
    reaches_lead=True,
)


def draft_name(instrument: str) -> str:
    """The draft of one questionnaire: each has its own."""
    return f"questionnaire_{instrument.lower()}"


def register() -> None:
    offer_kind(KIND)
    offer_draft(
        "questionnaire_prompt", gettext_lazy("Safety answer not finished"), "questionnaires"
    )
    for name in library():
        offer_draft(draft_name(name), format_lazy("{}: {}", name, NOT_FINISHED), "questionnaires")
