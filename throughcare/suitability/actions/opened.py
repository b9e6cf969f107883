"""Considering a requirement: begun, its dates and what was explained, closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.pathways.approval import PATHWAYS
from throughcare.sharing import actions as sharing
from throughcare.suitability import rules
from throughcare.suitability.actions.rows import (
    Status,
    locked,
    recorded,
    save,
    tell,
    when_willingness_is_due,
)
from throughcare.suitability.models import Suitability
from throughcare.suitability.willing import asked_of

if TYPE_CHECKING:
    from throughcare.core.context import Context


def consider(
    ctx: Context, *, person_id: UUID, pathway: str, sentence_on: date | None = None
) -> Suitability:
    """Begin. MoveNotAllowed where the same requirement is considered already."""
    if pathway not in rules.offered():
        raise ReasonMissing(f"[{pathway}] settles no suitability")
    definition, of = rules.offered()[pathway]
    PATHWAYS.require_signed(ctx, definition)
    group = sharing.group_of(person_id)
    same = Suitability.visible_to(ctx).filter(
        person_id__in=group, agency_id=ctx.agency_id, requirement=of.requirement
    )
    if same.exclude(status=Status.CLOSED).exists():
        raise MoveNotAllowed("this requirement is being considered already")
    row = Suitability(
        **recorded(ctx),
        person_id=person_id,
        requirement=of.requirement,
        pathway=definition.id,
        pathway_version=definition.version,
        sentence_on=sentence_on,
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    said = asked_of(ctx, row, group).has_answered
    tell(
        ctx,
        "opened",
        row,
        requirement=row.requirement,
        pathway=row.pathway,
        **when_willingness_is_due(row, is_willing=said),
    )
    return row


def change_dates(
    ctx: Context,
    *,
    suitability_id: UUID,
    version: int,
    sentence_on: date | None,
    explained: Collection[str],
    ask_again_on: date | None = None,
) -> Suitability:
    """The day of sentence, what the person was told, and when they are asked again."""
    row = locked(ctx, suitability_id)
    told = [code for code in rules.EXPLAINED if code in explained]
    save(ctx, row, version, sentence_on=sentence_on, explained=told, ask_again_on=ask_again_on)
    group = sharing.group_of(row.person_id)
    said = asked_of(ctx, row, group).has_answered
    tell(
        ctx,
        "changed",
        row,
        status_from=row.status,
        requirement=row.requirement,
        **when_willingness_is_due(row, is_willing=said),
    )
    return row
