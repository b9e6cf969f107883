"""What other folders offer for documents after issue: where a correction begins, and what a reader
does next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from throughcare.core import registry
from throughcare.documents.models import Document

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person

#: The words and address of what a reader does next, or None. It asks no statement.
Next = Callable[["Context", Document, "Person"], tuple[str, str] | None]
#: The address at which a corrected version begins, "" where the asker may begin none. It is given
#: the document and the reference of the person, and asks at most one statement.
Begins = Callable[["Context", Document, str], str]


def offer_correction(kind: str, begins: Begins) -> None:
    """Say where documents of a kind are corrected (called when the app starts)."""
    registry.offer("document_correction", kind, begins)


def correction_url(ctx: Context, document: Document, reference: str) -> str:
    """Where a corrected version of it begins; "" where there is none to begin."""
    begins: Begins | None = registry.offered("document_correction").get(document.kind)
    if begins is None or getattr(document, "replaced_by", None) is not None:
        return ""
    return begins(ctx, document, reference)


def offer_next(name: str, step: Next) -> None:
    """Say what a named reader does after reading (called when the app starts)."""
    registry.offer("document_next", name, step)


def next_steps(ctx: Context, document: Document, person: Person) -> list[tuple[str, str]]:
    """What a reader who may see the person does next, as words and addresses."""
    made = [step(ctx, document, person) for step in registry.offered("document_next").values()]
    return [step for step in made if step is not None]
