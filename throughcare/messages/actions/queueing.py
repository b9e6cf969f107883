"""Asking for a text: checked now, and again when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ThroughcareError
from throughcare.core.events import record
from throughcare.messages import rules, selectors
from throughcare.messages.catalogue import Kind, kind_of, language_for, plain_fields
from throughcare.messages.models import Language, Message, TextWishes

if TYPE_CHECKING:
    from throughcare.core.context import Context


class CannotText(ThroughcareError):
    """The rule of safe contact refuses a text now; ``reason`` is a code of rules.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"cannot text: [{reason}]")
        self.reason = reason

    @property
    def words(self) -> str:
        return str(rules.REASONS[self.reason])


@dataclass(frozen=True)
class Number:
    """Which number a text would go to, without the number; ``refused`` is "" when it may."""

    contact_id: UUID | None
    mark: str
    has_safe_times: bool
    refused: str
    #: The records of the same human.
    group: tuple[UUID, ...] = ()


def can_text(ctx: Context, person_id: UUID) -> Number:
    """Whether the agency of ``ctx`` may text the person now; one statement.

    Raises NotAllowed for whoever may record no message about the person.
    """
    if not ctx.allows("create", Message.access.category, person_id):
        raise NotAllowed("create", "no cell to record a message about this person")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contact, mark, times, verdict, people FROM app.find_text_number(%s)",
            [person_id],
        )
        contact, mark, times, verdict, people = cursor.fetchone()
    return Number(contact, mark or "", bool(times), verdict, tuple(people))


def queue(
    ctx: Context,
    person_id: UUID,
    *,
    kind: str,
    words: Mapping[str, Any],
    to: str = "phone",
    subject_id: UUID | None = None,
    send_after: datetime | None = None,
    send_before: datetime | None = None,
    times_seen: bool = False,
) -> Message:
    """Put a text in the outbox, in the transaction of what it is about.

    ``kind`` names one of the catalogue and ``words`` fills in its days, times and numbers:
    no other words exist. ``times_seen`` says that somebody read what the record says about safe
    times. Raises NotPlain, CannotText (died, said no, no number, not agreed) and NotAllowed.
    """
    if to != "phone":
        raise CannotText("no_number")
    wanted = kind_of(kind)
    fields = plain_fields(kind, words)
    number = can_text(ctx, person_id)
    if number.refused or number.contact_id is None:
        raise CannotText(number.refused or "no_number")
    wishes = selectors.wishes_of(ctx, number.group)
    at = clock.now()
    after = _first_moment(wanted, wishes, max(send_after or at, at))
    message = Message(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=at,
        team_id=ctx.team_id,
        kind=kind,
        wording=wanted.newest.number,
        language=language_for(wishes.language if wishes else Language.ENGLISH),
        fields=fields,
        contact_id=number.contact_id,
        number_mark=number.mark,
        subject_id=subject_id,
        times_seen=times_seen or wanted.any_time,
        any_time=wanted.any_time,
        send_after=after,
        send_before=send_before or _means_nothing_after(wanted, at),
        next_try_at=after,
    )
    ctx.require("create", message)
    message.save(force_insert=True)
    record(ctx, "message.queued", subject=message, person_id=person_id, payload={"kind": kind})
    return message


def _first_moment(wanted: Kind, wishes: TextWishes | None, after: datetime) -> datetime:
    """When it may go at the earliest: in the hours of the site, and in those the person wants."""
    if wanted.any_time:
        return after
    hours = {"not_before": wishes.not_before, "not_after": wishes.not_after} if wishes else {}
    return rules.next_allowed(after, **hours)


def _means_nothing_after(kind: Kind, at: datetime) -> datetime | None:
    return at + timedelta(minutes=kind.minutes) if kind.minutes else None
