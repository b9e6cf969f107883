"""What the pages of a record read; each function is one statement and knows who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, Value

from throughcare.core import clock, registry
from throughcare.core.models import Due
from throughcare.people import finding
from throughcare.people.finding import Candidate
from throughcare.people.models import Adjustment, KnowFirst

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.core.worklist import ComingKind

COMING_UP = 6
#: The part of "Coming up" that is work: every other is of the folder that offers it.
OWED = "owed"


@dataclass(frozen=True)
class Helping:
    """Somebody who works with the person: a colleague by name, or a whole team or place."""

    person_id: UUID
    kind: int
    team_id: UUID | None
    team: str
    agency_id: UUID
    agency: str
    agency_type: str
    member: str
    role: str
    members: int


def know_first(ctx: Context, group: Sequence[UUID]) -> list[dict[str, object]]:
    """What to know before meeting the person: notes first, then what they need to take part."""
    notes = (
        KnowFirst.visible_to(ctx)
        .filter(person_id__in=group, ended_on=None)
        .annotate(part=Value("know"))
        .values_list("pk", "part", "kind", "text", "review_on", named=True)
    )
    today = clock.today()
    needs = (
        Adjustment.visible_to(ctx)
        .filter(person_id__in=group)
        .filter(Q(ends_on=None) | Q(ends_on__gt=today))
        .annotate(part=Value("need"))
        .values_list("pk", "part", "need", "text", "starts_on", named=True)
    )
    rows = list(notes.union(needs, all=True))
    ctx.shown.objects(*(row.pk for row in rows))
    first = {KnowFirst.Kind.STAFF_SAFETY: 0, KnowFirst.Kind.CONTACT: 1}
    return [
        {"kind": row.kind, "part": row.part, "text": row.text, "review_on": row.review_on}
        for row in sorted(rows, key=lambda r: (r.part != "know", first.get(r.kind, 2), r.text))
    ]


class Coming(NamedTuple):
    """Something that is owed, booked or listed; ``part`` is the folder that knows its words."""

    pk: UUID
    part: str
    at: datetime
    what: str
    facts: dict[str, Any]


def coming_up(ctx: Context, group: Sequence[UUID]) -> list[Coming]:
    """What is owed about the person and what is booked with them, soonest first."""
    owed = Due.visible_to(ctx).filter(person_id__in=list(group), status=Due.Status.OPEN)
    first, *rest = (
        rows.annotate(part=Value(part))
        .values_list("pk", "part", "at", "what", "facts")
        .order_by("at")[:COMING_UP]
        for part, rows in (
            (OWED, owed.annotate(at=F("due_at"), what=F("kind"), facts=F("detail"))),
            *((kind.name, kind.rows(ctx, group)) for kind in coming_kinds()),
        )
    )
    found = [Coming(*row) for row in first.union(*rest, all=True).order_by("at")[:COMING_UP]]
    ctx.shown.objects(*(row.pk for row in found))
    return found


def coming_kinds() -> list[ComingKind]:
    return list(registry.offered("coming_up").values())


def people_helping(group: Sequence[UUID]) -> list[Helping]:
    """Who has a live link to the person, as far as the asker may read the links."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.people_helping(%s)", [list(group)])
        rows = cursor.fetchall()
    return [
        Helping(
            person_id=r[0],
            kind=r[1],
            team_id=r[2],
            team=r[3] or "",
            agency_id=r[4],
            agency=r[5],
            agency_type=r[6],
            member=r[7] or "",
            role=r[8] or "",
            members=r[9],
        )
        for r in rows
    ]


def candidates(
    ctx: Context,
    *,
    given_name: str,
    family_name: str,
    born_on: date | None,
    identifiers: Iterable[tuple[str, str]] = (),
) -> list[Candidate]:
    """Who may already be here (``finding.candidates``)."""
    return finding.candidates(
        ctx,
        given_name=given_name,
        family_name=family_name,
        born_on=born_on,
        identifiers=identifiers,
    )
