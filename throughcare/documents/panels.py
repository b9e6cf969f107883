"""What Today shows to named readers: the documents that were issued to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.access import CARE_TYPES
from throughcare.core.worklist import PanelContent, PanelLine, TodayPanel, offer_panel
from throughcare.documents import presenters, selectors
from throughcare.documents.models import Document

if TYPE_CHECKING:
    from throughcare.core.context import Context

LINES = 20


def is_a_reader(ctx: Context) -> bool:
    """Who works outside care and may be named as a reader of an issued document."""
    if ctx.agency_type in CARE_TYPES or ctx.purpose in ("subject_rights", "audit"):
        return False
    return ctx.allows("read", "disclosed")


def documents_for_you(ctx: Context, page: int) -> PanelContent:
    """The newest first; a line names the person where the reader may see who they are."""
    rows = selectors.documents_for_me(ctx, start=(page - 1) * LINES, most=LINES + 1)
    ctx.shown.people(*(row.person_id for row in rows[:LINES]))
    ctx.shown.objects(*(row.pk for row in rows[:LINES]))
    return PanelContent(
        heading=_("Documents for you"),
        intro=_("Issued to you or your team by name. Its author is told when you open it."),
        lines=tuple(_line(row) for row in rows[:LINES]),
        empty=_("No document was issued to you."),
        more=len(rows) > LINES,
    )


def _line(row: Document) -> PanelLine:
    note = presenters.issued_words(row)
    if later := getattr(row, "replaced_by", None):
        note = _("Replaced by %(label)s. %(issued)s") % {"label": later.label, "issued": note}
    url = reverse("read_document", args=[row.pk])
    name = getattr(row, "named", None)
    if not name:
        return PanelLine(f"{row.title}, {row.reference}", url, note)
    return PanelLine(f"{name}: {row.title}", url, f"{row.reference}. {note}")


def register() -> None:
    offer_panel(TodayPanel("documents_for_you", 10, is_a_reader, documents_for_you))
