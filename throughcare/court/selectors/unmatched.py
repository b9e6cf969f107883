"""Lines and requests of somebody without a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField, F, Q, Value

from throughcare.core.models import Due
from throughcare.court.models import (
    CourtRequest,
    ListEntry,
)
from throughcare.court.selectors.day import MOST_ENTRIES
from throughcare.court.selectors.requests import MOST_REQUESTS, OPEN_REQUESTS

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class WithoutRecord:
    """A line or a request of somebody without a record, for the list of work.

    part    "entry" or "request"; status and the rest as the row has them.
    """

    pk: UUID
    part: str
    status: str
    agency_id: UUID
    name: str
    born: date | None
    age: int | None
    court: str
    slug: str
    room: str
    kept: bool
    why: str
    asked_by: str
    asker: str
    at: datetime


def without_record(ctx: Context, wanted: Iterable[UUID] = ()) -> dict[UUID, WithoutRecord]:
    """Open requests of the asker's courts, and the lines that are open work of the team.

    One statement a page: the panel and the list of work both need it. A ``wanted`` row that is
    no longer open is looked up too.
    """
    missing = set(wanted)
    if (known := ctx.asked.get("court.without_record")) is None:
        work = Due.visible_to(ctx).filter(
            team_id=ctx.team_id, kind="court_screen", status=Due.Status.OPEN, person_id=None
        )
        known = _without_record(
            ctx,
            Q(pk__in=work.values("subject_id")) | Q(pk__in=missing),
            Q(place_id__in=ctx.principals, status__in=OPEN_REQUESTS) | Q(pk__in=missing),
        )
        ctx.asked["court.without_record"] = known
    if missing - known.keys():
        known |= _without_record(ctx, Q(pk__in=missing), Q(pk__in=missing))
    found: dict[UUID, WithoutRecord] = known
    return found


def _without_record(ctx: Context, entries: Q, requests: Q) -> dict[UUID, WithoutRecord]:
    lines = ListEntry.visible_to(ctx).filter(entries, person=None)
    asked = CourtRequest.visible_to(ctx).filter(requests)
    nothing = Value("", output_field=CharField())
    columns = {
        "part": Value("entry"),
        "court": F("place__name"),
        "slug": F("place__slug"),
        "kept": F("restricted"),
        "reason": nothing,
        "asker": nothing,
    }
    of_request = {**columns, "part": Value("request"), "kept": Value(False)}
    of_request |= {"reason": F("why"), "asker": F("asker_name")}
    names = (
        "pk", "part", "status", "agency_id", "given_name", "family_name", "born_on", "age_about",
        "court", "slug", "room", "kept", "reason", "asked_by", "asker", "recorded_at",
        "case_number",
    )  # fmt: skip
    rows = (
        lines.annotate(**columns)
        .values_list(*names, named=True)
        .union(asked.annotate(**of_request).values_list(*names, named=True), all=True)
    )
    found = {row.pk: _one_without(row) for row in rows[: MOST_ENTRIES + MOST_REQUESTS]}
    ctx.shown.objects(*found)
    return found


def _one_without(row: Any) -> WithoutRecord:
    name = f"{row.given_name} {row.family_name}".strip()
    return WithoutRecord(
        pk=row.pk,
        part=row.part,
        status=row.status,
        agency_id=row.agency_id,
        name=name or row.case_number,
        born=row.born_on,
        age=row.age_about,
        court=row.court,
        slug=row.slug,
        room=row.room,
        kept=row.kept,
        why=row.reason,
        asked_by=row.asked_by,
        asker=row.asker,
        at=row.recorded_at,
    )
