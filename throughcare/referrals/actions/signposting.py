"""Advice about a service that the person can go to themselves (C22). Nobody else is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.events import record
from throughcare.referrals.models import DirectoryService, Signpost

if TYPE_CHECKING:
    from throughcare.core.context import Context


def give_signpost(
    ctx: Context,
    *,
    person_id: UUID,
    how: str,
    service: DirectoryService | None = None,
    service_name: str = "",
    words: str = "",
) -> Signpost:
    """Keep which service the person was told of, and how."""
    name = service.name if service else service_name.strip()
    if not name:
        raise ReasonMissing("say which service they were told of")
    row = Signpost(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        service=service,
        service_name=name[:200],
        how=Signpost.How(how),
        words=words.strip(),
        at=clock.now(),
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    record(
        ctx,
        "signpost.given",
        subject=row,
        person_id=person_id,
        payload={"service": row.service_name, "how": str(row.how)},
    )
    return row
