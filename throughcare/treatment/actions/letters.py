"""Letters at the end of treatment: drafted, edited, issued as documents, or not sent."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Max

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.documents import actions as documents
from throughcare.documents.actions import Issue, To
from throughcare.documents.models import Delivery, Document, NamedRecipient
from throughcare.documents.pdf import make_pdf, pages_in
from throughcare.documents.presenters import render_paper
from throughcare.people.actions import recorded
from throughcare.treatment import letters, papers, selectors
from throughcare.treatment.actions import correcting
from throughcare.treatment.actions.rows import create, locked, programme_of, save, tell
from throughcare.treatment.models import Letter, Programme
from throughcare.treatment.papers import Whole

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Letter.Status


def begin_letter(ctx: Context, *, programme_id: UUID, to: str) -> Letter:
    """A draft from what is known; the one that is open, if it is."""
    programme = programme_of(ctx, programme_id, Programme.Status.ENDED)
    mine = Letter.visible_to(ctx).filter(programme_id=programme.pk, to=to)
    found: Letter | None = mine.filter(status=Status.DRAFT).first()
    if found is not None:
        return found
    row = Letter(
        **recorded(ctx, programme.person_id),
        programme=programme,
        to=Letter.To(to),
        status=Status.DRAFT,
        number=_next_number(ctx, programme.person_id),
        **selectors.reader_of(ctx, programme.person_id, to),
    )
    if to == Letter.To.OFFICER:
        row.facts = list(letters.OFFICER_FACTS)
    else:
        row.body = letters.drafted(to, selectors.told_of(ctx, programme))
    create(ctx, row)
    tell(ctx, "treatment.letter_begun", row, {"to": str(row.to)})
    return row


def _next_number(ctx: Context, person_id: UUID) -> int:
    rows = Letter.visible_to(ctx).filter(person_id=person_id)
    last: int = rows.aggregate(last=Max("number"))["last"] or 0
    return last + 1


def save_letter(ctx: Context, *, letter_id: UUID, version: int, **values: Any) -> Letter:
    """Edit a draft. NotAllowed for words to the officer: that letter has ticked facts only."""
    row = _draft(ctx, letter_id)
    if row.to == Letter.To.OFFICER and values.get("body"):
        raise NotAllowed("amend", "the letter to the officer has no typed words")
    unknown = set(values.get("facts", ())) - set(letters.OFFICER_FACTS)
    if unknown:
        raise ReasonMissing(f"{sorted(unknown)} are not facts of this letter")
    save(ctx, row, version, **values)
    return row


def drop_letter(ctx: Context, *, letter_id: UUID, version: int) -> Letter:
    """It is not sent."""
    row = _draft(ctx, letter_id)
    save(ctx, row, version, status=Status.DROPPED)
    tell(ctx, "treatment.letter_dropped", row, {"to": str(row.to)}, status_from=Status.DRAFT)
    return row


def digest(whole: Whole) -> str:
    """Tells whether a letter is still what somebody read: its words and its reader."""
    letter = whole.letter
    reader = [letter.name, letter.organisation, letter.how, str(letter.reader_id), letter.basis]
    reader += sorted(map(str, letter.again))
    text = json.dumps([papers.paper_of(whole, issued_at=None).as_data(), reader])
    return hashlib.sha256(text.encode()).hexdigest()


def issue_letter(ctx: Context, *, letter_id: UUID, read: str) -> Letter:
    """Sign and freeze it, and begin its delivery. Never undone.

    ``read`` is the digest of what the author read: StaleVersion when it has changed since.
    Raises ReasonMissing for a letter without words, reader, way or basis.
    """
    row = _draft(ctx, letter_id)
    whole = selectors.whole_letter(ctx, row)
    if digest(whole) != read:
        raise StaleVersion(row_id=row.pk, theirs=row)
    if missing := missing_of(row):
        raise ReasonMissing(", ".join(missing))
    old = correcting.before_of(ctx, row)
    document = documents.issue_document(
        ctx,
        person_id=row.person_id,
        issue=_issue(whole, old.document if old else None),
        recipients=[_to(row), *correcting.told_again(ctx, row)],
    )
    save(ctx, row, row.version, status=Status.ISSUED, document_id=document.pk)
    said = {"to": str(row.to), "document": str(document.pk)}
    tell(ctx, "treatment.letter_issued", row, said, status_from=Status.DRAFT)
    if old is not None:
        correcting.replace(ctx, old.letter)
    return row


def missing_of(row: Letter) -> list[str]:
    """What a letter lacks before it can be issued, by the names of its fields."""
    wanted = ["name", "how", "basis", "basis_words"]
    wanted.append("facts" if row.to == Letter.To.OFFICER else "body")
    found = [name for name in wanted if not getattr(row, name)]
    if row.how == Delivery.How.ACCOUNT and row.reader_id is None:
        found.append("reader_id")
    return found


def _issue(whole: Whole, old: Document | None) -> Issue:
    at, letter = clock.now(), whole.letter
    paper = papers.paper_of(whole, issued_at=at)
    return Issue(
        kind=Document.Kind.LETTER,
        source_id=old.source_id if old else letter.pk,
        number=letter.edition,
        title=paper.title,
        reference=paper.reference,
        paper=paper.as_data(),
        html=render_paper(paper),
        pdf=make_pdf(paper, at=at),
        pages=pages_in(paper),
        signed_by=whole.author.user.name,
        signed_as=whole.signed_as,
        issued_at=at,
        replaces=old,
        what_changed=letters.change_words(letter.to, letter.what_changed),
    )


def _to(row: Letter) -> To:
    by_account = row.how == Delivery.How.ACCOUNT
    kind = NamedRecipient.Kind.MEMBER if by_account else NamedRecipient.Kind.OUTSIDE
    return To(
        name=row.name,
        organisation=row.organisation,
        how=row.how,
        basis=row.basis,
        basis_words=row.basis_words,
        kind=kind,
        principal_id=row.reader_id if by_account else None,
    )


def _draft(ctx: Context, letter_id: UUID) -> Letter:
    row: Letter = locked(ctx, Letter, letter_id)
    if row.status != Status.DRAFT:
        raise MoveNotAllowed(f"a letter that is [{row.status}] is not changed")
    return row
