"""Emergency openings ("break-glass"): asked for, recorded whoever it is, and reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from throughcare.core import registry
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.sharing import rules
from throughcare.sharing.link_actions import database_now, not_allowed
from throughcare.sharing.models import BreakGlass

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class WhoIsMeant:
    """The words of a request: a folded name with a birth date, or a number that was checked.

    ``search_name`` is "FAMILY GIVEN" as in PersonName.search_name; ``number`` is canonical.
    """

    search_name: str = ""
    born_on: date | None = None
    number: str = ""


def break_glass(
    ctx: Context, *, who: WhoIsMeant, purpose: str, reason: str, tried_whom: str
) -> BreakGlass:
    """Open one person's record for some hours; the same answer when nobody is found.

    A restricted record is never found, nor one from which the asker is excluded. The audit
    row is written here, in the transaction that makes the link: what the link opens can be
    read only after both are committed. Raises NotAllowed for a role without such a cell.
    """
    if not rules.is_said_in_earnest(reason):
        raise ReasonMissing("say in your own words why this cannot wait")
    due_at = rules.after_working_days(database_now(), settings.BREAK_GLASS_REVIEW_WORKING_DAYS)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.break_glass(%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    purpose,
                    who.search_name,
                    who.born_on,
                    who.number,
                    reason,
                    tried_whom,
                    settings.BREAK_GLASS_HOURS,
                    due_at,
                ],
            )
            request_id = cursor.fetchone()[0]
    except ProgrammingError as refused:
        raise not_allowed(refused, "break_glass") from refused
    opening: BreakGlass = BreakGlass.visible_to(ctx).get(pk=request_id)
    registry.supplied("audit").write(
        ctx,
        action="break_glass.requested",
        outcome="allowed" if opening.person_id else "empty",
        person_ids=[opening.person_id] if opening.person_id else [],
        object_ids=[opening.pk],
        reason=opening.code,
    )
    return opening


def review_break_glass(ctx: Context, *, opening_id: UUID, outcome: str, note: str) -> None:
    """Say whether an opening was right; one that was not ends at once.

    Raises MoveNotAllowed when it was reviewed already, NotAllowed for one's own.
    """
    if not note.strip():
        raise ReasonMissing("a review says why")
    opening: BreakGlass = BreakGlass.visible_to(ctx).get(pk=opening_id)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.review_break_glass(%s, %s, %s)",
                [opening_id, BreakGlass.Outcome(outcome).value, note],
            )
            reviewed = cursor.fetchone()[0]
    except ProgrammingError as refused:
        raise not_allowed(refused, "review") from refused
    if not reviewed:
        raise MoveNotAllowed("a colleague has already reviewed it")
    registry.supplied("audit").write(
        ctx,
        action="break_glass.reviewed",
        outcome="allowed",
        person_ids=[opening.person_id] if opening.person_id else [],
        object_ids=[opening.pk],
        reason=f"{opening.code} {outcome}",
    )
