"""What people can do about who works with a person; and what other actions of sharing need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from throughcare.core.access import CATEGORIES
from throughcare.core.errors import NotAllowed
from throughcare.core.events import record
from throughcare.core.models import Event
from throughcare.sharing.models import Link, Relationship

if TYPE_CHECKING:
    from throughcare.core.context import Context

NOT_ALLOWED = "42501"


def database_now() -> datetime:
    """The moment that policies compare periods with: the start of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.now()")
        at: datetime = cursor.fetchone()[0]
    return at


def group_of(person_id: UUID) -> list[UUID]:
    """All records of the same human that the asker may read, this one always among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.group_of(%s)", [person_id])
        found = {row[0] for row in cursor.fetchall()}
    return sorted(found | {person_id})


def mask_of(categories: Iterable[str]) -> int:
    """The bit mask of some categories."""
    return sum({1 << CATEGORIES.index(name) for name in categories})


def open_link(
    ctx: Context,
    *,
    person_id: UUID,
    principal_id: UUID,
    kind: int,
    source: str,
    ends_at: datetime | None = None,
    starts_at: datetime | None = None,
) -> UUID:
    """Let a member, team or place work with a person; the same link again only lasts longer.

    Without ``starts_at``, or with a past one, it begins now.

    Raises NotAllowed when the database says that the asker may not bring anybody in.
    """
    try:
        # A savepoint, so that a refusal leaves the page able to answer.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.open_link(%s, %s, %s, %s, %s, %s)",
                [person_id, principal_id, int(kind), source, ends_at, starts_at],
            )
            link_id: UUID = cursor.fetchone()[0]
    except ProgrammingError as refused:
        raise not_allowed(refused, "grant") from refused
    told = Event.visible_to(ctx).filter(type="link.opened", subject_id=link_id)
    if not told.exists():
        payload = {"kind": Relationship(kind).name.lower(), "principal": str(principal_id)}
        record(ctx, "link.opened", subject=Link(pk=link_id), person_id=person_id, payload=payload)
    return link_id


def end_link(ctx: Context, *, link_id: UUID, at: datetime | None = None) -> None:
    """End a link, now or at a later moment. NotAllowed when it is not the asker's to end."""
    link = Link.visible_to(ctx).get(pk=link_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.end_link(%s, %s)", [link_id, at])
        ended = cursor.fetchone()[0]
    if not ended:
        raise NotAllowed("grant", "the link is not yours to end, or has ended already")
    record(
        ctx,
        "link.ended",
        subject=link,
        person_id=link.person_id,
        payload={
            "kind": Relationship(link.kind).name.lower(),
            "principal": str(link.principal_id),
        },
    )


def not_allowed(refused: DatabaseError, action: str) -> Exception:
    """The database's refusal as ours; anything else as it came."""
    cause = refused.__cause__
    if getattr(cause, "sqlstate", "") == NOT_ALLOWED:
        return NotAllowed(action, str(cause).splitlines()[0])
    return refused
