"""A line of the custody list put on the record of a person, and taken off again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.people.models import Person
from throughcare.people.under_18 import is_under_18
from throughcare.screening.actions.rows import UnderEighteen, locked, save, was_seen
from throughcare.screening.models import CustodyEntry
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Link, Reach, Relationship

if TYPE_CHECKING:
    from throughcare.core.access import ProtectedModel
    from throughcare.core.context import Context


def link_entry(ctx: Context, *, entry_id: UUID, person_id: UUID) -> CustodyEntry:
    """Say which record this line of the list is: the team works with the person, and the
    custody staff of the place may see that they have them.

    Raises NotAllowed when the asker may not record on that person, MoveNotAllowed when a
    colleague has linked the line already or it is a child's, UnderEighteen when the record is.
    """
    entry = locked(ctx, entry_id)
    if entry.under_18:
        raise MoveNotAllowed("an entry of somebody under 18 is passed to the youth service")
    if entry.status != CustodyEntry.Status.WAITING:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not linked")
    if not ctx.allows("create", "identity", person_id):
        raise NotAllowed("create", "no relationship to this person lets the asker record here")
    require_adult(ctx, person_id)
    open_links(ctx, entry, person_id, kind=Relationship.CUSTODY, source="custody list")
    save(ctx, entry, entry.version, person_id=person_id, status=CustodyEntry.Status.LINKED)
    record(
        ctx,
        "custody.entry_linked",
        subject=entry,
        person_id=person_id,
        place_id=entry.place_id,
        status_from=CustodyEntry.Status.WAITING,
        payload={
            "entry": str(entry.pk),
            "worry": bool(entry.worry),
            "seen": was_seen(entry),
            "try_again_at": entry.try_again_at.isoformat() if entry.try_again_at else None,
        },
    )
    return entry


def unlink_entry(ctx: Context, *, entry_id: UUID, reason: str) -> CustodyEntry:
    """The line was put on the wrong record: it waits again, to be seen and to be matched.

    ReasonMissing without a reason, MoveNotAllowed when the line is on no record.
    """
    if not reason.strip():
        raise ReasonMissing("say why this is not the right person")
    entry = locked(ctx, entry_id)
    if entry.status != CustodyEntry.Status.LINKED:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not linked")
    # Said and ended while the line still reaches the person whom it leaves.
    record(
        ctx,
        "custody.entry_unlinked",
        subject=entry,
        person_id=entry.person_id,
        place_id=entry.place_id,
    )
    others = CustodyEntry.visible_to(ctx).filter(
        person_id=entry.person_id, place_id=entry.place_id, status=CustodyEntry.Status.LINKED
    )
    if not others.exclude(pk=entry.pk).exists():
        end_custody_link(ctx, entry, clock.now())
    save(
        ctx,
        entry,
        entry.version,
        person_id=None,
        status=CustodyEntry.Status.WAITING,
        outcome="",
        tried_at=None,
        try_again_at=None,
    )
    tell_waits(ctx, entry, before=CustodyEntry.Status.LINKED)
    return entry


def tell_waits(ctx: Context, entry: CustodyEntry, *, before: str = "") -> None:
    """Say what is owed now to a line that is on no record; ``before`` is the status that it had."""
    again = entry.try_again_at
    record(
        ctx,
        "custody.entry_waits",
        subject=entry,
        person_id=None,
        place_id=entry.place_id,
        status_from=before,
        payload={
            "worry": bool(entry.worry),
            "under_18": entry.under_18,
            "seen": was_seen(entry),
            "why": entry.outcome or None,
            "try_again_at": again.isoformat() if again else None,
        },
    )


def require_adult(ctx: Context, person_id: UUID) -> None:
    """Raises UnderEighteen when the record says that this is a child."""
    person = Person.visible_to(ctx).filter(pk=person_id).only("born_on").first()
    if person is not None and is_under_18(born_on=person.born_on, today=clock.today()):
        raise UnderEighteen("by the record somebody under 18")


def open_links(
    ctx: Context,
    entry: ProtectedModel,
    person_id: UUID,
    *,
    kind: int,
    source: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Let the team of an entry work with the person, and its place see that they are there."""
    team_id, place_id = entry.team_id, entry.place_id  # type: ignore[attr-defined]
    mine = Reach.visible_to(ctx).filter(
        Q(ends_at=None) | Q(ends_at__gt=clock.now()),
        person_id=person_id,
        principal_id=team_id,
        kind=Relationship.TEAM,
    )
    if not mine.exists():
        sharing.open_link(
            ctx,
            person_id=person_id,
            principal_id=team_id,
            kind=Relationship.TEAM,
            source=source,
        )
    sharing.open_link(
        ctx,
        person_id=person_id,
        principal_id=place_id,
        kind=kind,
        source=source,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def end_custody_link(ctx: Context, entry: CustodyEntry, at: datetime) -> None:
    links = Link.visible_to(ctx).filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        person_id=entry.person_id,
        principal_id=entry.place_id,
        kind=Relationship.CUSTODY,
    )
    for link in links:
        sharing.end_link(ctx, link_id=link.pk, at=at)
