"""What the pages of documents read; each knows who asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat, Trim

from throughcare.core.views import get_or_404
from throughcare.documents.models import Delivery, Document, DocumentContent
from throughcare.people.models import Person

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
    """Documents of which the asker, or their team, is a named reader: the newest first.

    ``named`` is who it is about, None where the asker may not see who they are.
    """
    person = Person.visible_to(ctx).filter(pk=OuterRef("person_id"))
    name = Trim(Concat("given_name", Value(" "), "family_name"))
    rows = (
        Document.visible_to(ctx)
        .filter(readers__overlap=list(ctx.principals))
        .annotate(named=Subquery(person.values_list(name)[:1]))
        .exclude(team_id=ctx.team_id)
        .select_related("replaced_by")
        .order_by("-issued_at", "-number")
    )
    return list(rows[start : start + most])


def in_force_for_me(ctx: Context, kind: str, people: Iterable[UUID]) -> dict[UUID, list[Document]]:
    """By person, the documents of a kind of which the asker is a named reader and that nothing
    replaced, the newest first."""
    rows = Document.visible_to(ctx).filter(
        readers__overlap=list(ctx.principals),
        kind=kind,
        person_id__in=list(people),
        replaced_by=None,
    )
    found: dict[UUID, list[Document]] = {}
    for row in rows.order_by("-issued_at", "-number")[:MOST]:
        found.setdefault(row.person_id, []).append(row)
    ctx.shown.objects(*(row.pk for each in found.values() for row in each))
    return found


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
