"""What an agency decides about a pathway: its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.agencies.rules import require_manager
from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.pathways import selectors
from throughcare.pathways.definition import Definition
from throughcare.pathways.models import PathwaySetting

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


def _audit(ctx: Context, action: str, object_id: UUID) -> None:
    registry.supplied("audit").write(ctx, action=action, outcome="allowed", object_ids=[object_id])
