"""What people can do about records that few may see: limit, restrict, exclude, permit.

The database functions of ``database/guards.sql`` check the right (``grant``) and write; what
happened is recorded here in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.utils import ProgrammingError

from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.people.models import Person
from throughcare.sharing.link_actions import not_allowed

if TYPE_CHECKING:
    from throughcare.core.context import Context


def set_guard(ctx: Context, *, person_id: UUID, guard: str, reason: str) -> None:
    """Make every record of this human limited, restricted or open, with a reason.

    Restricting names the asker as the first who may see it. Raises NotAllowed, ReasonMissing.
    """
    _with_reason(reason)
    guard = Person.Guard(guard)
    _may_grant(ctx, person_id)
    with transaction.atomic():
        # Told first: the permission that restricting gives counts from the next request on.
        record(
            ctx,
            "person.guard_changed",
            subject=Person(pk=person_id),
            person_id=person_id,
            payload={"guard": guard.value},
        )
        _call("SELECT app.set_guard(%s, %s, %s)", [person_id, guard.value, reason])


def exclude_user(ctx: Context, *, person_id: UUID, user_id: UUID, reason: str) -> None:
    """Name a member of staff who may not see this person, whatever their links.

    Nobody excludes themselves: MoveNotAllowed.
    """
    _with_reason(reason)
    if user_id == ctx.user_id:
        raise MoveNotAllowed("nobody excludes themselves")
    _call("SELECT app.exclude_user(%s, %s, %s)", [person_id, user_id, reason])
    _told(ctx, person_id, "excluded")


def permit_user(ctx: Context, *, person_id: UUID, user_id: UUID, reason: str) -> None:
    """Name a member of staff who may see this person while the record is restricted."""
    _with_reason(reason)
    _call("SELECT app.permit_user(%s, %s, %s)", [person_id, user_id, reason])
    _told(ctx, person_id, "permitted")


def end_exclusion(ctx: Context, *, person_id: UUID, user_id: UUID) -> None:
    """Let a member of staff see this person again, as far as their links reach."""
    if not _call("SELECT app.end_exclusion(%s, %s)", [person_id, user_id]):
        raise MoveNotAllowed("the exclusion has ended already")
    _told(ctx, person_id, "exclusion_ended")


def end_permission(ctx: Context, *, person_id: UUID, user_id: UUID) -> None:
    """Take a member of staff off the list of a restricted record.

    The last one who could still open it stays on the list: MoveNotAllowed.
    """
    _may_grant(ctx, person_id)
    with transaction.atomic():
        _told(ctx, person_id, "permission_ended")
        if not _call("SELECT app.end_permission(%s, %s)", [person_id, user_id]):
            raise MoveNotAllowed("nobody else on the list could open the record")


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("a guard is changed with a reason")


def _may_grant(ctx: Context, person_id: UUID) -> None:
    if not ctx.allows("grant", "identity", person_id):
        raise NotAllowed("grant", "not allowed to change who sees this record")


def _call(statement: str, values: list[Any]) -> Any:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()[0]
    except ProgrammingError as refused:
        raise not_allowed(refused, "grant") from refused


def _told(ctx: Context, person_id: UUID, what: str) -> None:
    record(
        ctx,
        "person.named_access_changed",
        subject=Person(pk=person_id),
        person_id=person_id,
        payload={"what": what},
    )
