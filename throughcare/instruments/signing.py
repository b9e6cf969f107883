"""Who signs a questionnaire for use in care: asked, signed, not signed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.agencies.rules import require_manager
from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.instruments import approval
from throughcare.instruments.library import Questionnaire, find
from throughcare.instruments.models import InstrumentVersion
from throughcare.pathways import selectors as pathways

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = InstrumentVersion.Status


class WordsChanged(MoveNotAllowed):
    """What the lead was asked about is not what stands here now."""


def ask_to_sign(ctx: Context, *, questionnaire: Questionnaire, lead_id: UUID) -> InstrumentVersion:
    """Put the questionnaire as it stands here before a named clinical lead of my agency.

    MoveNotAllowed when these very words are signed or asked about already.
    """
    require_manager(ctx)
    if lead_id not in {each.pk for each in pathways.leads(ctx)}:
        raise NotAllowed("sign", "this person does not sign for the agency")
    instrument = questionnaire.instrument
    about = {
        "instrument": instrument.id,
        "instrument_version": instrument.version,
        "sha256": questionnaire.sha256,
    }
    mine = InstrumentVersion.objects.filter(agency_id=ctx.agency_id, **about)
    if mine.filter(status__in=(Status.ASKED, Status.SIGNED)).exists():
        raise MoveNotAllowed("these words are signed, or somebody has been asked already")
    row = InstrumentVersion(
        agency_id=ctx.agency_id,
        **about,
        title=f"{instrument.id}: {instrument.title}"[:200],
        status=Status.ASKED,
        lead_id=lead_id,
        asked_by_id=ctx.membership_id,
        asked_at=clock.now(),
    )
    row.save(force_insert=True)
    _audit(ctx, "settings.questionnaire_signature_asked", row.pk)
    return row


def words_of(row: InstrumentVersion) -> Questionnaire | None:
    """The questionnaire that a row is about; None when it has changed since, or is gone."""
    found = find(row.instrument.lower())
    if found is None or found.instrument.version != row.instrument_version:
        return None
    return found if found.sha256 == row.sha256 else None


def sign(
    ctx: Context, *, asked: InstrumentVersion, registration: str, reason: str
) -> InstrumentVersion:
    """Sign, as the lead who was asked, by name and professional registration, and say why.

    WordsChanged when a file was changed after the question.
    """
    _require_lead(ctx, asked)
    if not registration.strip():
        raise ReasonMissing("a signature has a professional registration")
    if words_of(asked) is None:
        raise WordsChanged("the words have changed since the lead was asked")
    return _answer(
        ctx,
        asked,
        Status.ASKED,
        status=Status.SIGNED,
        signed_name=ctx.user_name,
        registration=registration.strip(),
        signed_at=clock.now(),
        reason=_said(reason),
    )


def refuse(ctx: Context, *, asked: InstrumentVersion, reason: str) -> InstrumentVersion:
    """Do not sign, and say why."""
    _require_lead(ctx, asked)
    return _answer(ctx, asked, Status.ASKED, status=Status.REFUSED, reason=_said(reason))


def withdraw(ctx: Context, *, signed: InstrumentVersion, reason: str) -> InstrumentVersion:
    """Take a signature back: from now on its answers are not taken in live use."""
    _require_lead(ctx, signed)
    return _answer(ctx, signed, Status.SIGNED, status=Status.WITHDRAWN, reason=_said(reason))


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("say why")
    return reason.strip()


def _require_lead(ctx: Context, row: InstrumentVersion) -> None:
    if row.lead_id != ctx.membership_id or not ctx.allows("sign", "health_summary"):
        raise NotAllowed("sign", "only the clinical lead who was asked answers")


def _answer(
    ctx: Context, row: InstrumentVersion, status_now: str, **values: object
) -> InstrumentVersion:
    rows = InstrumentVersion.objects.filter(pk=row.pk, version=row.version, status=status_now)
    if not rows.update(**values, version=row.version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    row.refresh_from_db()
    approval.forget(ctx)
    _audit(ctx, f"settings.questionnaire_{row.status}", row.pk)
    return row


def _audit(ctx: Context, action: str, object_id: UUID) -> None:
    registry.supplied("audit").write(ctx, action=action, outcome="allowed", object_ids=[object_id])
