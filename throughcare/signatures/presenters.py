"""How a version stands: signed here or not, who was asked, and the whole of it in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughcare.design import words as say
from throughcare.design.parts import Tag
from throughcare.signatures.kinds import Kind, W
from throughcare.signatures.models import Signature

Status = Signature.Status


@dataclass(frozen=True)
class Rule:
    """One sentence of what is signed, and where it comes from."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Part:
    """Sentences under one heading."""

    heading: str
    rules: Sequence[Rule]


@dataclass(frozen=True)
class Standing:
    """How one version stands in an agency.

    ``changed``: other words of this version were signed, and not these.
    """

    signature: Signature | None
    waits: Signature | None
    changed: bool
    may_ask: bool
    history: tuple[str, ...]

    @property
    def tag(self) -> Tag:
        if self.signature:
            return Tag(_("Signed here"), "green")
        if self.waits:
            return Tag(_("Waits for the clinical lead"))
        if self.changed:
            return Tag(_("Changed since it was signed"), "orange")
        return Tag(_("Not clinically approved here"), "blue")

    @property
    def last(self) -> str:
        """The signature that holds, or else the newest of what came of asking; "" before that."""
        if self.signature:
            return signature_line(self.signature)
        return self.history[0] if self.history else ""


def standing(kind: Kind[W], words: W, rows: Sequence[Signature]) -> Standing:
    """``rows``: the signatures of the agency, of this version and of others, the newest first."""
    mine = [row for row in rows if kind.is_version(words, row)]
    same = [row for row in mine if row.sha256 == words.sha256]
    signature = next((row for row in same if row.status == Status.SIGNED), None)
    other = any(row.status == Status.SIGNED for row in mine) and signature is None
    in_the_way = same if kind.may_change else mine
    return Standing(
        signature=signature,
        waits=next((row for row in same if row.status == Status.ASKED), None),
        changed=other,
        may_ask=not any(row.status in Signature.STANDING for row in in_the_way),
        history=tuple(signature_line(row) for row in rows if row.words_id == words.id),
    )


def signature_line(row: Signature) -> str:
    """Who was asked or signed which words, when, and why."""
    said = {
        "name": row.signed_name or row.lead.user.name,
        "registration": row.registration,
        "reason": row.reason,
        "day": say.full_date(row.signed_at or row.asked_at),
    }
    lines = {
        Status.ASKED: _("%(name)s was asked on %(day)s and has not answered"),
        Status.SIGNED: _("Signed by %(name)s (%(registration)s), %(day)s. %(reason)s"),
        Status.REFUSED: _("%(name)s did not sign. %(reason)s"),
        Status.WITHDRAWN: _("%(name)s took the signature back. %(reason)s"),
    }
    return f"{(lines[Status(row.status)] % said).strip()} · {version_line(row)}"


def version_line(row: Signature) -> str:
    """``version 2, checksum 0f3a…``: which words a row is about."""
    return _("version %(version)s, checksum %(checksum)s") % {
        "version": row.words_version,
        "checksum": row.sha256[:12],
    }
