"""Who signs a version for use in care: asked, signed, not signed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.agencies.rules import require_manager
from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.signatures.kinds import Kind, W
from throughcare.signatures.models import Signature
from throughcare.signatures.selectors import leads

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Signature.Status


class WordsChanged(MoveNotAllowed):
    """What the lead was asked about is not what stands here now."""


def ask_to_sign(ctx: Context, kind: Kind[W], *, words: W, lead_id: UUID) -> Signature:
    """Put these words before a named clinical lead of my agency.

    MoveNotAllowed where they are signed or asked about already, or where other words of the same
    version are and the kind knows no change of words.
    """
    require_manager(ctx)
    if lead_id not in {each.pk for each in leads(ctx)}:
        raise NotAllowed("sign", "this person does not sign for the agency")
    about = kind.about(words)
    same = kind.kept_in.objects.filter(
        agency_id=ctx.agency_id, status__in=Signature.STANDING, **about
    )
    if (same.filter(sha256=words.sha256) if kind.may_change else same).exists():
        raise MoveNotAllowed("it is signed, or somebody has been asked already")
    row = kind.kept_in(
        agency_id=ctx.agency_id,
        **about,
        sha256=words.sha256,
        title=words.title[:200],
        status=Status.ASKED,
        lead_id=lead_id,
        asked_by_id=ctx.membership_id,
        asked_at=clock.now(),
    )
    row.save(force_insert=True)
    _audit(ctx, f"settings.{kind.name}_signature_asked", row)
    return row


def sign(
    ctx: Context, kind: Kind[Any], *, asked: Signature, registration: str, reason: str = ""
) -> Signature:
    """Sign, as the lead who was asked, by name and professional registration.

    WordsChanged when they changed after the question; ReasonMissing where the kind asks why.
    """
    _require_lead(ctx, asked)
    if not registration.strip():
        raise ReasonMissing("a signature has a professional registration")
    if kind.words_of(asked) is None:
        raise WordsChanged("the words have changed since the lead was asked")
    given = {
        "signed_name": ctx.user_name,
        "registration": registration.strip(),
        "signed_at": clock.now(),
        "reason": _said(reason) if kind.signs_with_reason else reason.strip(),
    }
    return _answer(ctx, kind, asked, Status.SIGNED, **given)


def refuse(ctx: Context, kind: Kind[Any], *, asked: Signature, reason: str) -> Signature:
    """Do not sign, and say why."""
    _require_lead(ctx, asked)
    return _answer(ctx, kind, asked, Status.REFUSED, reason=_said(reason))


def withdraw(ctx: Context, kind: Kind[Any], *, signed: Signature, reason: str) -> Signature:
    """Take a signature back: from now on nothing new begins under it in live use."""
    _require_lead(ctx, signed)
    return _answer(ctx, kind, signed, Status.WITHDRAWN, reason=_said(reason))


#: From which status an answer leads on.
ANSWERS = {
    Status.SIGNED: Status.ASKED,
    Status.REFUSED: Status.ASKED,
    Status.WITHDRAWN: Status.SIGNED,
}


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("say why")
    return reason.strip()


def _require_lead(ctx: Context, row: Signature) -> None:
    if row.lead_id != ctx.membership_id or not ctx.allows("sign", "health_summary"):
        raise NotAllowed("sign", "only the clinical lead who was asked answers")


def _answer(
    ctx: Context, kind: Kind[Any], row: Signature, answer: Signature.Status, **values: object
) -> Signature:
    rows = kind.kept_in.objects.filter(pk=row.pk, version=row.version, status=ANSWERS[answer])
    if not rows.update(**values, status=answer, version=row.version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    row.refresh_from_db()
    kind.forget(ctx)
    _audit(ctx, f"settings.{kind.name}_{row.status}", row)
    return row


def _audit(ctx: Context, action: str, row: Signature) -> None:
    audit = registry.supplied("audit")
    audit.write(ctx, action=action, outcome="allowed", object_ids=[row.pk])
