"""What the pages of documents read; each knows who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core.views import get_or_404
from throughcare.documents.models import Delivery, Document, DocumentContent
from throughcare.people.models import Person
from throughcare.people.presenters import full_name

if TYPE_CHECKING:
    from throughcare.core.context import Context

MOST = 50


def documents_of(ctx: Context, group: Sequence[UUID]) -> list[Document]:
    """Documents about the person that the asker may have, the newest first."""
    rows = list(
        Document.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("replaced_by")
        .order_by("-issued_at", "-number")[:MOST]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def documents_for_me(ctx: Context, *, start: int = 0, most: int = MOST) -> list[Document]:
    """Documents of which the asker, or their team, is a named reader: the newest first."""
    rows = (
        Document.visible_to(ctx)
        .filter(readers__overlap=list(ctx.principals))
        .exclude(team_id=ctx.team_id)
        .select_related("replaced_by")
        .order_by("-issued_at", "-number")
    )
    return list(rows[start : start + most])


def names_of(ctx: Context, documents: Sequence[Document]) -> dict[UUID, str]:
    """The full names of those whom documents are about, of whom the asker may see who they are."""
    people = Person.visible_to(ctx).filter(pk__in={row.person_id for row in documents})
    return {person.pk: full_name(person) for person in people} if documents else {}


def document_or_404(ctx: Context, document_id: UUID) -> Document:
    """The document, or the page of an absent one."""
    rows = Document.visible_to(ctx).select_related("replaces", "replaced_by", "agency")
    found: Document = get_or_404(rows, pk=document_id)
    ctx.shown.people(found.person_id)
    ctx.shown.objects(found.pk)
    return found


def html_of(ctx: Context, document: Document) -> str:
    """The words as they were issued."""
    found: str = (
        DocumentContent.visible_to(ctx).values_list("html", flat=True).get(document_id=document.pk)
    )
    return found


def pdf_of(ctx: Context, document: Document) -> bytes:
    """The PDF as it was issued."""
    found = DocumentContent.visible_to(ctx).values_list("pdf", flat=True)
    return bytes(found.get(document_id=document.pk))


def deliveries_of(ctx: Context, documents: Sequence[UUID]) -> Mapping[UUID, list[Delivery]]:
    """How each copy of some documents reached whom, by document; for the author's team."""
    rows = (
        Delivery.visible_to(ctx)
        .filter(document_id__in=list(documents))
        .select_related("recipient")
        .order_by("recorded_at", "recipient__name")
    )
    found: dict[UUID, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(row)
    return found
