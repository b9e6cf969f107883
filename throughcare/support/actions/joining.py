"""Taking part: peer support, groups, and what the person wants to do among other people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core.errors import ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.support import rules
from throughcare.support.actions.moving import require_support
from throughcare.support.models import Activity

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class ActivityFacts:
    """What the person takes part in. ``own_words``: why it matters to them, as they said it."""

    kind: str
    what: str
    status: str = Activity.Status.WANTED
    own_words: str = ""
    with_whom: str = ""
    next_on: date | None = None
    care_only: bool = True


def add_activity(ctx: Context, *, person_id: UUID, facts: ActivityFacts) -> Activity:
    require_support(ctx)
    _require_sense(facts)
    row = Activity(**recorded(ctx), **asdict(facts), person_id=person_id, team_id=ctx.team_id)
    create(ctx, row)
    _tell(ctx, "support.activity_added", row, "")
    return row


def change_activity(
    ctx: Context, *, activity_id: UUID, version: int, facts: ActivityFacts
) -> Activity:
    """Say how it goes; what has stopped may start again."""
    require_support(ctx)
    row: Activity = locked(ctx, Activity, activity_id)
    _require_sense(facts)
    before = row.status
    save(ctx, row, version, **asdict(facts))
    _tell(ctx, "support.activity_changed", row, before)
    return row


def _require_sense(facts: ActivityFacts) -> None:
    if not facts.what.strip():
        raise ReasonMissing("say what the person takes part in")
    if facts.kind not in Activity.Kind.values or facts.status not in Activity.Status.values:
        raise ReasonMissing(f"[{facts.kind}] or [{facts.status}] is not one of those offered")


def _tell(ctx: Context, event: str, row: Activity, before: str) -> None:
    payload: dict[str, Any] = {"kind": row.kind, "state": row.status}
    if row.next_on and row.status != Activity.Status.STOPPED:
        payload["due_at"] = rules.due_at(row.next_on).isoformat()
    record(ctx, event, subject=row, person_id=row.person_id, status_from=before, payload=payload)
