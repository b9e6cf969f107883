"""What an agency decides about a pathway: its figures, and who signs a version for use in care."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.agencies.rules import require_manager
from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.pathways import selectors
from throughcare.pathways.definition import Definition
from throughcare.pathways.models import PathwaySetting, PathwayVersion

if TYPE_CHECKING:
    from throughcare.core.context import Context


def set_figure(
    ctx: Context,
    *,
    definition: Definition,
    name: str,
    value: int | None,
    source: str,
    version: int,
) -> PathwaySetting:
    """Set a figure of a pathway for my agency, or take it back (None), with its source.

    ``version`` is 0 when none was set before. Clocks that run keep their moment.
    """
    require_manager(ctx)
    if name not in {each for each, *_rest in definition.settings()}:
        raise MoveNotAllowed(f"[{definition.id}] has no setting [{name}]")
    if not source.strip():
        raise ReasonMissing("a figure has a source")
    row = selectors.settings_of(ctx.agency_id, definition.id).get(name)
    values = {
        "value": value,
        "source": source,
        "set_by_id": ctx.membership_id,
        "set_at": clock.now(),
    }
    if (row.version if row else 0) != version:
        raise StaleVersion(row_id=name, theirs=row)
    if row is None:
        row = PathwaySetting(agency_id=ctx.agency_id, pathway=definition.id, name=name, **values)
        _insert(row)
    else:
        rows = PathwaySetting.objects.filter(pk=row.pk, version=version)
        if not rows.update(**values, version=version + 1):
            raise StaleVersion(row_id=row.pk, theirs=row)
        row.refresh_from_db()
    _audit(ctx, "settings.pathway_figure_set", row.pk)
    return row


def _insert(row: PathwaySetting) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise StaleVersion(row_id=row.name, theirs=None) from taken


def ask_to_sign(ctx: Context, *, definition: Definition, lead_id: UUID) -> PathwayVersion:
    """Put this version before a named clinical lead of my agency."""
    require_manager(ctx)
    if lead_id not in {each.pk for each in selectors.leads(ctx)}:
        raise NotAllowed("sign", "this person does not sign for the agency")
    if _current(ctx.agency_id, definition, PathwayVersion.Status.ASKED).exists():
        raise MoveNotAllowed("somebody has been asked already")
    _set_aside_old_words(ctx, definition)
    row = PathwayVersion(
        agency_id=ctx.agency_id,
        pathway=definition.id,
        pathway_version=definition.version,
        sha256=definition.sha256,
        title=definition.title,
        status=PathwayVersion.Status.ASKED,
        lead_id=lead_id,
        asked_by_id=ctx.membership_id,
        asked_at=clock.now(),
    )
    row.save(force_insert=True)
    _audit(ctx, "settings.pathway_signature_asked", row.pk)
    return row


def _set_aside_old_words(ctx: Context, definition: Definition) -> None:
    signed = _current(ctx.agency_id, definition, PathwayVersion.Status.SIGNED).first()
    if signed is not None:
        raise MoveNotAllowed(
            "this version is signed"
            if signed.sha256 == definition.sha256
            else "other words of this version are signed: raise the version"
        )


def _current(agency_id: UUID, definition: Definition, status: str):  # type: ignore[no-untyped-def]
    return PathwayVersion.objects.filter(
        agency_id=agency_id,
        pathway=definition.id,
        pathway_version=definition.version,
        status=status,
    )


def sign(ctx: Context, *, asked: PathwayVersion, registration: str) -> PathwayVersion:
    """Sign, as the clinical lead who was asked, by name and professional registration."""
    _require_lead(ctx, asked)
    if not registration.strip():
        raise ReasonMissing("a signature has a professional registration")
    return _answer(
        ctx,
        asked,
        PathwayVersion.Status.ASKED,
        status=PathwayVersion.Status.SIGNED,
        signed_name=ctx.user_name,
        registration=registration.strip(),
        signed_at=clock.now(),
    )


def refuse(ctx: Context, *, asked: PathwayVersion, reason: str) -> PathwayVersion:
    """Do not sign, and say why."""
    _require_lead(ctx, asked)
    if not reason.strip():
        raise ReasonMissing("say why it is not signed")
    return _answer(
        ctx,
        asked,
        PathwayVersion.Status.ASKED,
        status=PathwayVersion.Status.REFUSED,
        reason=reason.strip(),
    )


def withdraw(ctx: Context, *, signed: PathwayVersion, reason: str) -> PathwayVersion:
    """Take a signature back: from now on no new episode begins in live use."""
    _require_lead(ctx, signed)
    if not reason.strip():
        raise ReasonMissing("say why the signature is taken back")
    return _answer(
        ctx,
        signed,
        PathwayVersion.Status.SIGNED,
        status=PathwayVersion.Status.WITHDRAWN,
        reason=reason.strip(),
    )


def _require_lead(ctx: Context, row: PathwayVersion) -> None:
    if row.lead_id != ctx.membership_id or not ctx.allows("sign", "health_summary"):
        raise NotAllowed("sign", "only the clinical lead who was asked answers")


def _answer(ctx: Context, row: PathwayVersion, status_now: str, **values: object) -> PathwayVersion:
    rows = PathwayVersion.objects.filter(pk=row.pk, version=row.version, status=status_now)
    if not rows.update(**values, version=row.version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    row.refresh_from_db()
    _audit(ctx, f"settings.pathway_{row.status}", row.pk)
    return row


def _audit(ctx: Context, action: str, object_id: UUID) -> None:
    registry.supplied("audit").write(ctx, action=action, outcome="allowed", object_ids=[object_id])
