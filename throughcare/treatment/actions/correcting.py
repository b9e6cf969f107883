"""An issued letter is not taken back: a corrected version takes its place, and it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, Document
from throughcare.people.actions import recorded
from throughcare.treatment import letters
from throughcare.treatment.actions.rows import create, locked, save, tell
from throughcare.treatment.models import Letter

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Letter.Status
#: What a corrected letter takes over from the one that it replaces.
COPIED = (
    "programme_id", "to", "number", "name", "organisation", "how", "reader_id", "basis",
    "basis_words", "body", "facts",
)  # fmt: skip


@dataclass(frozen=True)
class Before:
    """What a corrected letter replaces: the letter and its frozen copy."""

    letter: Letter
    document: Document


def correct_letter(ctx: Context, *, letter_id: UUID, what_changed: str) -> Letter:
    """A draft that will replace an issued letter: the same words and readers, to be corrected.

    Raises ReasonMissing without a word on what changed (to the officer: codes of
    ``letters.OFFICER_CHANGES``), MoveNotAllowed for a letter that is not in force, or where
    another draft to that reader is open.
    """
    old: Letter = locked(ctx, Letter, letter_id)
    if old.status != Status.ISSUED:
        raise MoveNotAllowed(f"a letter that is [{old.status}] is not corrected")
    what_changed = " ".join(what_changed.split())
    codes = what_changed.split()
    typed = old.to == Letter.To.OFFICER and not set(codes) <= set(letters.OFFICER_CHANGES)
    if not what_changed or typed:
        raise ReasonMissing("a corrected letter says what changed")
    same = Letter.visible_to(ctx).filter(programme_id=old.programme_id, to=old.to)
    if same.filter(status=Status.DRAFT).exists():
        raise MoveNotAllowed("a draft to this reader is open already")
    row = Letter(
        **recorded(ctx, old.person_id),
        **{name: getattr(old, name) for name in COPIED},
        status=Status.DRAFT,
        edition=old.edition + 1,
        replaces=old,
        what_changed=what_changed,
        again=[copy.recipient_id for copy in named_later(ctx, old)],
    )
    create(ctx, row)
    tell(ctx, "treatment.letter_begun", row, {"to": str(row.to)})
    return row


def named_later(ctx: Context, letter: Letter) -> Sequence[Delivery]:
    """The copies of those who were named as readers after the letter was issued."""
    copies = Delivery.visible_to(ctx).filter(document_id=letter.document_id)
    later = copies.exclude(recipient__why="").select_related("recipient")
    return list(later.order_by("recorded_at"))


def before_of(ctx: Context, row: Letter) -> Before | None:
    """What this letter replaces, locked; None for a first version."""
    if row.replaces_id is None:
        return None
    old: Letter = locked(ctx, Letter, row.replaces_id)
    if old.status != Status.ISSUED:
        raise MoveNotAllowed(f"a letter that is [{old.status}] is not replaced")
    return Before(old, Document.visible_to(ctx).get(pk=old.document_id))


def told_again(ctx: Context, row: Letter) -> list[To]:
    """The further readers whom the author left in, as they were named."""
    rows = Delivery.visible_to(ctx).filter(recipient_id__in=row.again).select_related("recipient")
    return [
        To(
            name=copy.recipient.name,
            organisation=copy.recipient.organisation,
            capacity=copy.recipient.capacity,
            why=copy.recipient.why,
            covers=tuple(copy.recipient.covers),
            how=copy.how,
            basis=copy.recipient.basis,
            basis_words=copy.recipient.basis_words,
            kind=copy.recipient.kind,
            principal_id=copy.recipient.principal_id,
        )
        for copy in rows.order_by("recorded_at")
        if copy.recipient.principal_id is None or copy.recipient.principal_id != row.reader_id
    ]


def replace(ctx: Context, old: Letter) -> None:
    """Its copies are not chased any more; the frozen copy stays and says what replaced it."""
    save(ctx, old, old.version, status=Status.REPLACED)
    said = {"to": str(old.to), "edition": old.edition}
    tell(ctx, "treatment.letter_replaced", old, said, status_from=Status.ISSUED)
