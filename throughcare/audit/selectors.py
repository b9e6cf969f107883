"""Who opened one person's record: the only reading of the log that a page may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

if TYPE_CHECKING:
    from throughcare.core.context import Context

PAGE_ROWS = 100


@dataclass(frozen=True)
class Opening:
    """One entry of the log about the person, without ids of anybody.

    ``staff_name`` is empty for those who may know the team and not the colleague;
    ``on_list`` says that the person was one of several on the page.
    """

    id: int
    at: datetime
    action: str
    outcome: str
    role: str
    purpose: str
    relationship: int | None
    on_list: bool
    agency_type: str
    agency_name: str
    team_name: str
    staff_name: str


def seen_by(
    ctx: Context, person_id: UUID, *, before: int | None = None, rows: int = PAGE_ROWS
) -> tuple[list[Opening], bool]:
    """Entries about the person and the records of the same human, the newest first.

    ``before`` is the id to go on from; the answer also says whether there are older ones. The
    database gives none to those who may not know (``database/seen_by.sql``).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.seen_by(%s, %s, %s)", [person_id, before, rows + 1])
        found = [Opening(*row) for row in cursor.fetchall()]
    ctx.shown.people(person_id)
    return found[:rows], len(found) > rows
