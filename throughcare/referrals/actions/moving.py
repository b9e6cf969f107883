"""The one way in which a referral moves: checked here, and again by the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.utils import ProgrammingError

from throughcare.core import registry
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import DueRule, described, due_row
from throughcare.referrals import states
from throughcare.referrals.models import Referral
from throughcare.sharing.link_actions import not_allowed

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.core.models import Due, Event

#: Columns of ``app.move_referral`` besides those that a move sets by itself.
Values = dict[str, Any]


def locked(ctx: Context, referral_id: UUID) -> Referral:
    """The referral as it is now. The database locks it when it moves."""
    found: Referral = Referral.visible_to(ctx).select_related("service").get(pk=referral_id)
    return found


def move(
    ctx: Context,
    name: str,
    referral: Referral,
    *,
    values: Values | None = None,
    **said: Any,
) -> Referral:
    """Take one move, say so to the team that sent it, and end or make their work.

    Raises MoveNotAllowed where it does not start from this state, ReasonMissing without the
    words that it needs, StaleVersion where somebody was first, NotAllowed for another's move.
    """
    step, values = states.MOVES[name], {"by": ctx.user_name, **(values or {})}
    if not states.may_move(name, referral.status):
        raise MoveNotAllowed(f"cannot {name} a referral that is [{referral.status}]")
    if step.needs_words and not _words(values):
        raise ReasonMissing(f"[{name}] needs words")
    before, referral.status = referral.status, states.target_of(name, referral.status)
    event = described(
        ctx,
        step.event,
        subject=referral,
        person_id=referral.person_id,
        status_from=before if step.target else "",
        payload={"service": referral.service_name, "by": _who(ctx), **said},
    )
    event.agency_id, event.team_id = referral.agency_id, referral.team_id
    _take(referral, before, name, values, event)
    registry.supplied("audit").write(
        ctx,
        action=step.event,
        outcome="allowed",
        person_ids=[referral.person_id],
        object_ids=[referral.pk, event.pk],
    )
    return referral


def _words(values: Values) -> str:
    said = values.get("words") or values.get("question") or values.get("added") or ""
    return str(said).strip()


def _who(ctx: Context) -> str:
    """Who did it, for the team that sent it: name and team."""
    return f"{ctx.user_name}, {ctx.team_name}"[:200]


def _take(referral: Referral, before: str, name: str, values: Values, event: Event) -> None:
    closes, dues = work_of(event)
    arguments: list[Any] = [
        referral.pk,
        referral.version,
        name,
        json.dumps(values),
        json.dumps(
            {
                "id": str(event.pk),
                "type": event.type,
                "payload": event.payload,
                "happened_at": event.happened_at.isoformat(),
                "recorded_at": event.recorded_at.isoformat(),
            }
        ),
        closes,
        json.dumps([_row(due) for due in dues]),
    ]
    try:
        # A savepoint, so that a refusal leaves the page able to answer.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.move_referral(%s, %s, %s, %s::jsonb, %s::jsonb, %s, %s::jsonb)",
                arguments,
            )
            version = cursor.fetchone()[0]
    except ProgrammingError as refused:
        raise not_allowed(refused, name) from refused
    if version is None:
        referral.status = before
        raise StaleVersion(row_id=referral.pk, theirs=referral)
    referral.version = version


def work_of(event: Event) -> tuple[list[str], list[Due]]:
    """Which kinds of work an event ends, and what it makes: the same rules as everywhere."""
    rules: list[DueRule] = list(registry.offered("due").values())
    closes = [rule.kind for rule in rules if event.type in rule.closes]
    opened = [
        due_row(rule, event, *answer)
        for rule in rules
        if event.type in rule.opens and (answer := rule.when(event)) is not None
    ]
    return closes, opened


def _row(due: Due) -> dict[str, Any]:
    return {
        "id": str(due.pk),
        "kind": due.kind,
        "urgency": due.urgency,
        "due_at": due.due_at.isoformat(),
        "detail": due.detail,
    }
