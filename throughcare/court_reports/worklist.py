"""The kinds of work that a report puts on Today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.models import Due
from throughcare.core.worklist import WorkFacts, WorklistKind, offer_facts, offer_kind
from throughcare.documents.worklist import FAMILY, FAMILY_WORDS

if TYPE_CHECKING:
    from throughcare.core.context import Context

DONE_BY = ("amend", "clinical_detail")


def _url(due: Due, reference: str) -> str:
    """The list of the person's reports: the line of its draft leads on."""
    return reverse("person_reports", args=[reference])


KINDS = (
    WorklistKind(
        "report_due",
        lambda _d: _("Finish the report to the court"),
        _url,
        FAMILY,
        FAMILY_WORDS,
        done_by=DONE_BY,
    ),
    WorklistKind(
        "report_draft",
        lambda _d: _("A report was begun and waits"),
        _url,
        FAMILY,
        FAMILY_WORDS,
        done_by=DONE_BY,
    ),
)


def facts(_ctx: Context, dues: Sequence[Due]) -> Mapping[UUID, WorkFacts]:
    """A report that is due was begun, for a court that its event named. No statement."""
    kinds = {kind.kind for kind in KINDS}
    return {
        due.pk: WorkFacts(
            place=due.detail.get("where", ""),
            started=True,
            not_printed=bool(due.detail.get("kept")),
        )
        for due in dues
        if due.kind in kinds
    }


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_facts("court_reports", facts)
