"""How documents are said on a page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.errors import ThroughcareError
from throughcare.design import words
from throughcare.design.parts import Tag
from throughcare.documents.models import Delivery, Document, NamedRecipient
from throughcare.documents.paper import Paper


class NotAsIssued(ThroughcareError):
    """The stored words of a document are not those that were issued."""


@dataclass(frozen=True)
class CopyWords:
    """One copy in words, and what may be done with it next (name of the page, words)."""

    row: Delivery
    name: str
    how: str
    state: str
    tag: Tag
    basis: str
    next_page: str = ""
    next_words: str = ""
    named: str = ""


def render_paper(paper: Paper) -> str:
    """The words of a paper as they are frozen: HTML without a link or a control."""
    return str(render_to_string("documents/_paper.jinja", {"paper": paper}))


def frozen_html(html: str, document: Document) -> SafeString:
    """Words as issued, ready for a page. NotAsIssued when they do not fit their checksum."""
    if hashlib.sha256(html.encode()).hexdigest() != document.html_sha256:
        raise NotAsIssued(f"[{document.pk}] does not fit its checksum")
    return SafeString(html)


def state_of(document: Document) -> Tag:
    """Issued, or replaced by a later one."""
    if later := getattr(document, "replaced_by", None):
        return Tag(_("Replaced by %(label)s") % {"label": later.label}, "grey")
    return Tag(_("Issued"), "green")


def issued_words(document: Document) -> str:
    return _("%(name)s, %(time)s") % {
        "name": document.signed_by,
        "time": words.full_moment(document.issued_at),
    }


def copies(rows: Sequence[Delivery], *, may_deliver: bool) -> list[CopyWords]:
    return [_copy(row, may_deliver=may_deliver) for row in rows]


def _copy(row: Delivery, *, may_deliver: bool) -> CopyWords:
    who = row.recipient
    name = ", ".join(part for part in (who.name, who.capacity, who.organisation) if part)
    page, next_words = _next(row) if may_deliver else ("", "")
    return CopyWords(
        row=row,
        name=name,
        how=str(row.get_how_display()),
        state=state_words(row),
        tag=_TAGS[row.status](),
        basis=basis_words(who.basis, str(who.get_basis_display()), who.basis_words),
        next_page=page,
        next_words=next_words,
        named=_named_words(who),
    )


def _named_words(who: NamedRecipient) -> str:
    """Of a reader who was named after issue: why they need it."""
    return _("Why they have it: %(why)s") % {"why": who.why} if who.why else ""


def basis_words(basis: str, kind: str, said: str) -> str:
    """The basis in one line; a yes of the person says so by itself."""
    return said if basis == NamedRecipient.Basis.AGREED else f"{kind}: {said}"


_TAGS: dict[str, Any] = {
    "waiting": lambda: Tag(_("Not sent yet"), "blue"),
    "sent": lambda: Tag(_("Sent"), "white"),
    "received": lambda: Tag(_("Received"), "green"),
    "replaced": lambda: Tag(_("Not needed"), "grey"),
}


def _next(row: Delivery) -> tuple[str, str]:
    if row.status == Delivery.Status.WAITING:
        if row.how == Delivery.How.HAND:
            return "document_hand_over", _("Hand over")
        return "document_secure_email", _("Send by secure email")
    if row.status == Delivery.Status.SENT:
        return "document_received", _("Record that it came")
    return "", ""


def state_words(row: Delivery) -> str:
    """What is known of one copy; sent never says received."""
    if row.status == Delivery.Status.RECEIVED and row.received_at:
        read = row.how == Delivery.How.ACCOUNT
        words_ = _("Read by %(by)s, %(time)s") if read else _("Received by %(by)s, %(time)s")
        return words_ % {"by": row.received_by, "time": _when(row.received_at)}
    if row.status == Delivery.Status.SENT and row.sent_at:
        return _sent_words(row) % {"time": _when(row.sent_at), "by": row.sent_by}
    if row.status == Delivery.Status.REPLACED:
        return _("A corrected version took its place")
    if row.how == Delivery.How.HAND:
        return _("Not handed over yet")
    return _("Not sent yet")


def _when(at: datetime) -> str:
    return words.moment(at, now=clock.now())


def _sent_words(row: Delivery) -> str:
    if row.how == Delivery.How.ACCOUNT:
        return _("There since %(time)s, not read yet")
    if row.how == Delivery.How.HAND:
        return _("Handed over by %(by)s, %(time)s; not known to have reached them")
    return _("Sent by %(by)s, %(time)s; not known to be received")
