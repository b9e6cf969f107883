"""Every write of the list of what is available locally: each makes one new version of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection

from throughcare.agencies.rules import require_manager
from throughcare.core import clock, registry
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.court_reports import provided, provision
from throughcare.court_reports.models import ProvisionList
from throughcare.court_reports.provided import Provided
from throughcare.court_reports.provision import Provision, ProvisionFault

if TYPE_CHECKING:
    from throughcare.core.context import Context

What = ProvisionList.What


def add_line(ctx: Context, *, line: Provision) -> ProvisionList:
    """One more thing that is available. MoveNotAllowed when the list is full."""
    now = _now(ctx)
    if len(now.lines) >= provision.MOST:
        raise MoveNotAllowed("the list is full")
    new = replace(line, id=str(uuid4()), checked_by=ctx.user_name, changed_in=now.number + 1)
    return _write(ctx, now, What.ADDED, line.title, [*now.lines, new])


def change_line(ctx: Context, *, line_id: UUID, version: int, line: Provision) -> ProvisionList:
    """Say it otherwise. StaleVersion when a colleague changed the same line meanwhile."""
    now = _now(ctx)
    old = _line(now, line_id, version)
    by = old.checked_by if old.checked_on == line.checked_on else ctx.user_name
    new = replace(line, checked_by=by)
    if provision.same_words(old, new) and now.version is not None:
        return now.version
    return _write(ctx, now, What.CHANGED, line.title, _with(now, old, new))


def check_line(ctx: Context, *, line_id: UUID, version: int) -> ProvisionList:
    """Somebody looked: it is right as it stands, today."""
    now = _now(ctx)
    old = _line(now, line_id, version)
    new = replace(old, checked_on=clock.today(), checked_by=ctx.user_name)
    return _write(ctx, now, What.CHECKED, old.title, _with(now, old, new))


def remove_line(ctx: Context, *, line_id: UUID, version: int) -> ProvisionList:
    """Take a line off that should not stand there; one that ends has a last day instead."""
    now = _now(ctx)
    old = _line(now, line_id, version)
    return _write(ctx, now, What.REMOVED, old.title, [x for x in now.lines if x.id != old.id])


def take_file_in(ctx: Context, *, name: str, data: bytes, version: int) -> ProvisionList:
    """The file is the list from now on. ProvisionFault when a row is wrong: nothing changes."""
    lines = provision.from_bytes(name, data)
    if unknown := provided.unknown_courts(lines):
        number, slug = unknown[0]
        raise ProvisionFault(f"{name}: row {number}: [courts] no court is called [{slug}]")
    now = _now(ctx, with_file=False)
    if now.number != version:
        raise StaleVersion(row_id=ctx.agency_id, theirs=now.version)
    new = [replace(line, id=str(uuid4()), changed_in=now.number + 1) for line in lines]
    return _write(ctx, now, What.FILE, name, new)


def _now(ctx: Context, *, with_file: bool = True) -> Provided:
    """The list as it stands, until the end of the transaction: one colleague after the other."""
    require_manager(ctx)
    if ctx.agency_type not in CARE_TYPES:
        raise NotAllowed("create", "agencies that give care write reports to the court")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"provision{ctx.agency_id}"]
        )
    return provided.of_agency(ctx.agency_id, with_file=with_file)


def _line(now: Provided, line_id: UUID, version: int) -> Provision:
    found = now.line(str(line_id))
    if found is None or found.changed_in != version:
        raise StaleVersion(row_id=line_id, theirs=now.version)
    return found


def _with(now: Provided, old: Provision, new: Provision) -> list[Provision]:
    changed = replace(new, id=old.id, changed_in=now.number + 1)
    return [changed if line.id == old.id else line for line in now.lines]


def _write(
    ctx: Context, now: Provided, what: str, about: str, lines: Iterable[Provision]
) -> ProvisionList:
    row = ProvisionList(
        agency_id=ctx.agency_id,
        number=now.number + 1,
        what=what,
        about=about[:200],
        lines=[line.kept() for line in lines],
        made_by_id=ctx.membership_id,
        by_name=ctx.user_name,
        made_at=clock.now(),
    )
    row.save(force_insert=True)
    registry.supplied("audit").write(
        ctx, action=f"settings.provision_{what}", outcome="allowed", object_ids=[row.pk]
    )
    return row
