"""Goals and lines: written, changed and taken off while the plan is open; progress at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, recorded, save
from throughcare.plans import rules
from throughcare.plans.actions.rows import current, draft, drop, going_on, replace
from throughcare.plans.models import JusticeLine, Line, Plan, PlanGoal, PlanLine, Progress

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class LineFacts:
    """Who does what, by when. ``by_words`` stands where there is no day: "Every time".

    ``care_only`` means nothing of a line of probation: it is justice and never within care only.
    """

    what: str
    owner_kind: str
    owner_team_id: UUID | None = None
    owner_name: str = ""
    owner_words: str = ""
    goal_key: UUID | None = None
    by_on: date | None = None
    by_words: str = ""
    care_only: bool = True

    def values(self, ctx: Context) -> dict[str, Any]:
        """The columns of the table that this asker writes into."""
        found = dict(vars(self))
        if not rules.is_care(ctx):
            del found["care_only"]
        return found


def add_goal(
    ctx: Context, *, plan_id: UUID, words: str, kind: str, care_only: bool = True
) -> PlanGoal:
    """What the person wants, as they said it."""
    rules.require_care(ctx)
    plan = draft(ctx, plan_id)
    _require_goal(words, kind)
    goal = PlanGoal(
        **recorded(ctx),
        person_id=plan.person_id,
        plan=plan,
        since=plan.number,
        words=words,
        kind=kind,
        care_only=care_only,
    )
    create(ctx, goal)
    _tell(ctx, plan, goal, "goal", "added")
    return goal


def change_goal(
    ctx: Context, *, plan_id: UUID, key: UUID, version: int, words: str, kind: str, care_only: bool
) -> PlanGoal:
    rules.require_care(ctx)
    plan = draft(ctx, plan_id)
    _require_goal(words, kind)
    row = current(ctx, PlanGoal, plan, key)
    row = replace(ctx, plan, row, version, words=words, kind=kind, care_only=care_only)
    _tell(ctx, plan, row, "goal", "changed")
    return row  # type: ignore[no-any-return]


def drop_goal(ctx: Context, *, plan_id: UUID, key: UUID, version: int) -> None:
    """The goal stands in no later version; its lines stay, under no goal."""
    rules.require_care(ctx)
    plan = draft(ctx, plan_id)
    row = current(ctx, PlanGoal, plan, key)
    drop(ctx, plan, row, version)
    _tell(ctx, plan, row, "goal", "taken_off")


def add_line(ctx: Context, *, plan_id: UUID, facts: LineFacts) -> PlanLine | JusticeLine:
    rules.require_hand(ctx)
    plan = draft(ctx, plan_id)
    _require_line(facts)
    line = rules.line_model(ctx)(
        **recorded(ctx),
        **facts.values(ctx),
        person_id=plan.person_id,
        plan=plan,
        since=plan.number,
    )
    create(ctx, line)
    _tell(ctx, plan, line, "line", "added")
    return line


def change_line(
    ctx: Context, *, plan_id: UUID, key: UUID, version: int, facts: LineFacts
) -> PlanLine | JusticeLine:
    """Change a line that this agency wrote; in an earlier version it stays as it was."""
    rules.require_hand(ctx)
    plan = draft(ctx, plan_id)
    _require_line(facts)
    row = current(ctx, rules.line_model(ctx), plan, key)
    row = replace(ctx, plan, row, version, **facts.values(ctx))
    _tell(ctx, plan, row, "line", "changed")
    return row  # type: ignore[no-any-return]


def drop_line(ctx: Context, *, plan_id: UUID, key: UUID, version: int) -> None:
    rules.require_hand(ctx)
    plan = draft(ctx, plan_id)
    row = current(ctx, rules.line_model(ctx), plan, key)
    drop(ctx, plan, row, version)
    _tell(ctx, plan, row, "line", "taken_off")


def note_progress(
    ctx: Context, *, plan_id: UUID, key: UUID, version: int, progress: str
) -> PlanLine | JusticeLine:
    """How a line is getting on: no new version, nobody signs again."""
    rules.require_hand(ctx)
    plan = going_on(ctx, plan_id)
    if progress not in Progress.values:
        raise ReasonMissing(f"[{progress}] is not one of those offered")
    row = current(ctx, rules.line_model(ctx), plan, key)
    save(ctx, row, version, progress=progress, progress_at=clock.now())
    event = "plan.progress" if rules.is_care(ctx) else "plan.justice_progress"
    record(ctx, event, subject=row, person_id=row.person_id, payload={"progress": progress})
    return row  # type: ignore[no-any-return]


def _require_goal(words: str, kind: str) -> None:
    if not words.strip():
        raise ReasonMissing("write the goal in the person's own words")
    if kind not in PlanGoal.Kind.values:
        raise ReasonMissing(f"[{kind}] is not one of those offered")


def _require_line(facts: LineFacts) -> None:
    if not facts.what.strip():
        raise ReasonMissing("say what will be done")
    if facts.owner_kind not in Line.Owner.values:
        raise ReasonMissing(f"[{facts.owner_kind}] is not one of those offered")
    if (facts.owner_kind == Line.Owner.TEAM) != (facts.owner_team_id is not None):
        raise ReasonMissing("say which team does it")
    if facts.owner_kind == Line.Owner.OUTSIDE and not facts.owner_name.strip():
        raise ReasonMissing("say who does it")


def _tell(ctx: Context, plan: Plan, row: Any, part: str, what: str) -> None:
    """Care is told of the part; probation's own lines are said as justice."""
    if rules.is_care(ctx):
        payload = {"number": plan.number, "part": part, "what": what}
        event = "plan.changed"
    else:
        payload, event = {"number": plan.number, "what": what}, "plan.justice_changed"
    record(ctx, event, subject=row, person_id=row.person_id, payload=payload)
