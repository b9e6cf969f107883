"""Every read of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.core import clock
from throughcare.messages.models import Message, TextWishes
from throughcare.people.models import ContactMethod

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

PAGE = 25


@dataclass(frozen=True)
class Outbox:
    """How the outbox of the whole installation stands: counts and times, nobody."""

    waiting: int
    overdue: int
    oldest: datetime | None
    last_sent: datetime | None


def outbox_state() -> Outbox:
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, overdue, oldest, last_sent FROM app.outbox_state()")
        return Outbox(*cursor.fetchone())


def wishes_of(ctx: Context, group: Sequence[UUID]) -> TextWishes | None:
    """What the person said to this agency about texts; None when nobody asked."""
    rows = TextWishes.visible_to(ctx).filter(person_id__in=group, agency_id=ctx.agency_id)
    found: TextWishes | None = rows.order_by("-recorded_at").first()
    return found


def of_person(ctx: Context, group: Sequence[UUID], *, page: int) -> tuple[list[Message], bool]:
    """The texts of one person, newest first, and whether there are more."""
    start = (page - 1) * PAGE
    rows = Message.visible_to(ctx).filter(person_id__in=group).select_related("recorded_by__user")
    found = list(rows.order_by("-recorded_at", "-id")[start : start + PAGE + 1])
    ctx.shown.objects(*(row.pk for row in found[:PAGE]))
    return found[:PAGE], len(found) > PAGE


def endings(ctx: Context, group: Sequence[UUID]) -> dict[UUID, str]:
    """The last 3 digits of each number on record, for those who may read numbers."""
    rows = ContactMethod.visible_to(ctx).filter(person_id__in=group).exclude(canonical="")
    return {row.pk: row.canonical[-3:] for row in rows}


def to_tell(ctx: Context) -> QuerySet[Message]:
    """Texts of this agency that wait for people, where no service carries them."""
    return Message.visible_to(ctx).filter(
        agency_id=ctx.agency_id,
        status=Message.Status.WAITING,
        any_time=False,
        send_after__lte=clock.now(),
    )


def to_deal_with(ctx: Context, *, page: int) -> tuple[list[Message], bool]:
    """Texts of this agency whose time has come and that have not gone, the oldest first."""
    start = (page - 1) * PAGE
    status = Message.Status
    rows = (
        Message.visible_to(ctx)
        .filter(
            agency_id=ctx.agency_id,
            status__in=[status.WAITING, status.HELD_BACK, status.FAILED],
            send_after__lte=clock.now(),
            any_time=False,
        )
        .select_related("person")
        .order_by("send_after", "pk")
    )
    found = list(rows[start : start + PAGE + 1])
    ctx.shown.objects(*(row.pk for row in found[:PAGE]))
    ctx.shown.people(*(row.person_id for row in found[:PAGE]))
    return found[:PAGE], len(found) > PAGE


def waiting_about(ctx: Context, subject_ids: Sequence[UUID]) -> dict[UUID, Message]:
    """For each appointment or other subject, its newest text of this agency."""
    rows = Message.visible_to(ctx).filter(subject_id__in=subject_ids, agency_id=ctx.agency_id)
    return {row.subject_id: row for row in rows.order_by("recorded_at")}
