"""Every write of documents: issuing one, and how each copy reaches its reader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.documents import rules
from throughcare.documents.models import Delivery, Document, DocumentContent, NamedRecipient

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class To:
    """Somebody a document goes to: who, on what basis, and how their copy gets there."""

    name: str
    how: str
    basis: str
    basis_words: str
    kind: str = NamedRecipient.Kind.OUTSIDE
    principal_id: UUID | None = None
    organisation: str = ""
    capacity: str = ""
    # Of one who is named after issue: why they need it, and the lines that the basis covers too.
    why: str = ""
    covers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Issue:
    """What is issued: the words, the bytes, and the signature as it stood at that moment."""

    kind: str
    source_id: UUID
    number: int
    title: str
    reference: str
    paper: dict[str, Any]
    html: str
    pdf: bytes
    pages: int
    signed_by: str
    signed_as: str
    issued_at: datetime
    replaces: Document | None = None
    what_changed: str = ""


def issue_document(
    ctx: Context,
    *,
    person_id: UUID,
    issue: Issue,
    recipients: Sequence[To],
    needed_by: datetime | None = None,
) -> Document:
    """Freeze a document, name who may have it, and begin each delivery.

    Raises NotAllowed unless the policy lets the asker sign and disclose here, ReasonMissing for a
    recipient without a basis or a correction that does not say what changed.
    """
    for action in ("sign", "disclose"):
        if not ctx.allows(action, "disclosed", person_id):
            raise NotAllowed(action, "no cell for an issued document of this person")
    if any(not to.basis_words.strip() for to in recipients):
        raise ReasonMissing("each recipient needs a basis")
    if issue.replaces is not None and not issue.what_changed.strip():
        raise ReasonMissing("a corrected version says what changed")
    document = _freeze(ctx, person_id, issue, recipients)
    record(
        ctx,
        "document.issued",
        subject=document,
        person_id=person_id,
        payload={
            "kind": issue.kind,
            "number": issue.number,
            "recipients": len(recipients),
            "pages": issue.pages,
        },
    )
    if issue.replaces is not None:
        _end_deliveries(ctx, issue.replaces)
    for to in recipients:
        begin_delivery(ctx, document, to, needed_by)
    return document


def hand_over(
    ctx: Context, *, delivery_id: UUID, version: int, taken_by: str, is_the_reader: bool
) -> Delivery:
    """A paper copy left our hands. Only who it is for makes it received."""
    delivery = _locked(ctx, delivery_id, version, how=rules.HAND)
    move = "receive" if is_the_reader else "send"
    now = clock.now()
    values: dict[str, Any] = {"sent_at": now, "sent_by": ctx.user_name}
    if is_the_reader:
        values |= {"received_at": now, "received_by": taken_by, "received_how": "by hand"}
    else:
        values["received_how"] = f"given to {taken_by}"[:200]
    return _move(ctx, delivery, move, values)


def send_by_secure_email(
    ctx: Context, *, delivery_id: UUID, version: int, address: str, wording: str
) -> Delivery:
    """The copy was taken out for the site's secure email: to whom, and with which words."""
    delivery = _locked(ctx, delivery_id, version, how=rules.EMAIL)
    values = {
        "sent_at": clock.now(),
        "sent_by": ctx.user_name,
        "address": address,
        "wording": wording,
    }
    return _move(ctx, delivery, "send", values)


def note_received(
    ctx: Context, *, delivery_id: UUID, version: int, by: str, how: str, at: datetime | None = None
) -> Delivery:
    """Somebody told us that the copy has come: who has it, and how we know."""
    delivery = _locked(ctx, delivery_id, version)
    if delivery.status != Delivery.Status.SENT:
        raise MoveNotAllowed(f"a copy that is [{delivery.status}] was not sent")
    values = {"received_at": at or clock.now(), "received_by": by, "received_how": how}
    return _move(ctx, delivery, "receive", values)


def note_read(ctx: Context, document: Document) -> int:
    """A named reader opened it in their own account; returns how many copies are received now.

    The reader has no right to write about the person: a function of the database records that
    the author's copy has come (``database/documents.sql``), and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.note_document_read(%s)", [document.pk])
        events = [row[0] for row in cursor.fetchall()]
    for event_id in events:
        registry.supplied("audit").write(
            ctx,
            action="document.received",
            outcome="allowed",
            person_ids=[document.person_id],
            object_ids=[document.pk, event_id],
        )
    return len(events)


def _freeze(ctx: Context, person_id: UUID, issue: Issue, recipients: Sequence[To]) -> Document:
    document = Document(
        **_recorded(ctx, person_id),
        kind=issue.kind,
        source_id=issue.source_id,
        number=issue.number,
        title=issue.title,
        reference=issue.reference,
        issued_at=issue.issued_at,
        signed_by=issue.signed_by,
        signed_as=issue.signed_as,
        pdf_sha256=hashlib.sha256(issue.pdf).hexdigest(),
        html_sha256=hashlib.sha256(issue.html.encode()).hexdigest(),
        pages=issue.pages,
        replaces=issue.replaces,
        what_changed=issue.what_changed.strip(),
        readers=[to.principal_id for to in recipients if to.principal_id is not None],
    )
    ctx.require("create", document)
    document.save(force_insert=True)
    DocumentContent(document=document, html=issue.html, pdf=issue.pdf, paper=issue.paper).save(
        force_insert=True
    )
    return document


def begin_delivery(
    ctx: Context, document: Document, to: To, needed_by: datetime | None
) -> Delivery:
    """Name a recipient of a document that the asker may disclose, and begin their copy."""
    recipient = NamedRecipient(
        **_recorded(ctx, document.person_id),
        document=document,
        kind=to.kind,
        principal_id=to.principal_id,
        name=to.name,
        organisation=to.organisation,
        basis=to.basis,
        basis_words=to.basis_words.strip(),
        capacity=to.capacity.strip(),
        why=to.why.strip(),
        covers=list(to.covers),
    )
    recipient.save(force_insert=True)
    at_once = to.how == rules.ACCOUNT
    now = clock.now()
    delivery = Delivery(
        **_recorded(ctx, document.person_id),
        document=document,
        recipient=recipient,
        how=to.how,
        status=Delivery.Status.SENT if at_once else Delivery.Status.WAITING,
        sent_at=now if at_once else None,
        sent_by=ctx.user_name if at_once else "",
    )
    delivery.save(force_insert=True)
    needed = {"needed_by": needed_by.isoformat()} if needed_by else {}
    payload = {"how": to.how, **needed} if at_once else needed
    event = "document.sent" if at_once else "document.to_hand_over"
    record(ctx, event, subject=delivery, person_id=document.person_id, payload=payload)
    return delivery


def _end_deliveries(ctx: Context, document: Document) -> None:
    """Copies of a version that was replaced are not chased any more."""
    rows = Delivery.visible_to(ctx, "amend").filter(document_id=document.pk)
    for delivery in rows.filter(status__in=sorted(rules.MOVES["replace"][0])).lock():
        _move(ctx, delivery, "replace", {})


def _locked(ctx: Context, delivery_id: UUID, version: int, *, how: str = "") -> Delivery:
    delivery: Delivery = Delivery.visible_to(ctx, "amend").lock().get(pk=delivery_id)
    if delivery.version != version:
        raise StaleVersion(row_id=delivery.pk, theirs=delivery)
    if how and delivery.how != how:
        raise MoveNotAllowed(f"this copy goes by [{delivery.how}]")
    return delivery


_EVENTS = {
    "send": "document.sent",
    "receive": "document.received",
    "replace": "document.delivery_replaced",
}


def _move(ctx: Context, delivery: Delivery, move: str, values: dict[str, Any]) -> Delivery:
    if not rules.may_move(move, delivery.status):
        raise MoveNotAllowed(f"cannot {move} a copy that is [{delivery.status}]")
    before = delivery.status
    values = {**values, "status": rules.MOVES[move][1], "version": delivery.version + 1}
    Delivery.visible_to(ctx, "amend").filter(pk=delivery.pk).update(**values)
    for name, value in values.items():
        setattr(delivery, name, value)
    record(
        ctx,
        _EVENTS[move],
        subject=delivery,
        person_id=delivery.person_id,
        status_from=before,
        payload={"how": str(delivery.how)},
    )
    return delivery


def _recorded(ctx: Context, person_id: UUID) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "agency_id": ctx.agency_id,
        "team_id": ctx.team_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
    }
