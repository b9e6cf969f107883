"""The caseload of somebody who leaves: how many people they hold, and passing them on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.agencies.selectors import MemberWork

if TYPE_CHECKING:
    from throughcare.core.context import Context


def held(_ctx: Context) -> dict[UUID, int]:
    """How many people each member of my agency holds; empty for all but an administrator."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, held FROM app.caseloads_of_agency()")
        return dict(cursor.fetchall())


def pass_on(_ctx: Context, from_member: UUID, to_member: UUID) -> int:
    """Give every person that one member holds to a colleague of the same team; how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.pass_on_caseload(%s, %s)", [from_member, to_member])
        return int(cursor.fetchone()[0])


CASELOAD = MemberWork(count=held, pass_on=pass_on)
