"""The local directory: entries added, changed, looked at again, closed, brought in from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.agencies.rules import slug_for
from throughcare.core import clock, registry
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed, ReasonMissing, StaleVersion
from throughcare.referrals import access
from throughcare.referrals.models import DirectoryService
from throughcare.referrals.rules import known_needs

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Addresses that a page of the directory has already.
TAKEN = frozenset({"new", "import", "export"})


@dataclass(frozen=True)
class Brought:
    """What a file did to the directory: names of entries added and changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def may_change(ctx: Context, service: DirectoryService) -> bool:
    """The colleague who keeps it, and the administrators of their agency; so says the database."""
    if service.agency_id != ctx.agency_id:
        return False
    return access.keeps_directory(ctx) or service.kept_by_id == ctx.membership_id


def add_service(ctx: Context, *, facts: Mapping[str, Any]) -> DirectoryService:
    """Add an entry. ``facts``: columns of DirectoryService, ``kept_by`` among them."""
    if not access.keeps_directory(ctx):
        raise NotAllowed("create", "administrators of care agencies add to the directory")
    taken = {*TAKEN, *DirectoryService.objects.values_list("slug", flat=True)}
    service = DirectoryService(
        slug=slug_for(str(facts["name"]), taken=taken),
        agency_id=ctx.agency_id,
        checked_on=clock.today(),
        **_checked(facts),
    )
    service.save(force_insert=True)
    _audit(ctx, "directory.added", service.pk)
    return service


def change_service(
    ctx: Context, *, service: DirectoryService, version: int, facts: Mapping[str, Any]
) -> DirectoryService:
    """Change an entry; who changes it has looked at it. StaleVersion where somebody was first."""
    _require(ctx, service)
    return _save(ctx, service, version, "directory.changed", **_checked(facts))


def check_service(ctx: Context, *, service: DirectoryService) -> DirectoryService:
    """Somebody looked at the entry: it is right as it stands."""
    _require(ctx, service)
    return _save(ctx, service, service.version, "directory.checked")


def close_service(ctx: Context, *, service: DirectoryService) -> DirectoryService:
    """It takes nobody any more. What was sent to it stays where it is."""
    _require(ctx, service)
    return _save(ctx, service, service.version, "directory.closed", closed_on=clock.today())


def bring_in(ctx: Context, rows: Sequence[Mapping[str, Any]]) -> Brought:
    """Add and change entries of the asker's agency by name; nothing is closed by being absent.

    The caller holds it in one transaction: a row that is refused leaves nothing of the others.
    """
    if not access.keeps_directory(ctx):
        raise NotAllowed("create", "administrators of care agencies bring a file in")
    own = DirectoryService.objects.filter(agency_id=ctx.agency_id)
    known = {row.name.casefold(): row for row in own}
    added, changed = [], []
    for facts in rows:
        service = known.get(str(facts["name"]).casefold())
        if service is None:
            given = {"kept_by_id": ctx.membership_id, **facts}
            known[str(facts["name"]).casefold()] = add_service(ctx, facts=given)
            added.append(str(facts["name"]))
        else:
            change_service(ctx, service=service, version=service.version, facts=facts)
            changed.append(service.name)
    return Brought(tuple(added), tuple(changed))


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns, in a shape that holds together, or ReasonMissing."""
    found = dict(facts)
    team = found.get("team")
    if not str(found.get("name", "")).strip():
        raise ReasonMissing("an entry has a name")
    if (found.get("how") == DirectoryService.How.TEAM) != (team is not None):
        raise ReasonMissing("an entry in the product names its team, and no other does")
    if team is not None and team.agency.type not in CARE_TYPES:
        raise ReasonMissing("a team that is referred to gives care")
    if "needs" in found:
        found["needs"] = known_needs(found["needs"])
    return found


def _require(ctx: Context, service: DirectoryService) -> None:
    if not may_change(ctx, service):
        raise NotAllowed("amend", "who keeps the entry changes it")


def _save(
    ctx: Context, service: DirectoryService, version: int, event: str, **values: Any
) -> DirectoryService:
    values = {"checked_on": clock.today(), **values}
    rows = DirectoryService.objects.filter(pk=service.pk, version=version)
    if not rows.update(**values, version=version + 1):
        raise StaleVersion(row_id=service.pk, theirs=service)
    for name, value in values.items():
        setattr(service, name, value)
    service.version = version + 1
    _audit(ctx, event, service.pk)
    return service


def _audit(ctx: Context, action: str, *objects: UUID) -> None:
    registry.supplied("audit").write(
        ctx, action=action, outcome="allowed", person_ids=[], object_ids=list(objects)
    )
