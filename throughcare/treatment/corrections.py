"""Where the correction of an issued letter begins, for the page of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from throughcare.treatment.models import Letter

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.documents.models import Document


def correction_url(ctx: Context, document: Document, reference: str) -> str:
    """The page of the letter, "" for whoever may write none, or one that is not in force."""
    if not ctx.allows("create", "clinical_detail", document.person_id):
        return ""
    rows = Letter.visible_to(ctx).filter(document_id=document.pk, status=Letter.Status.ISSUED)
    found = rows.values_list("pk", flat=True).first()
    return reverse("treatment_letter_correct", args=[reference, found]) if found else ""
