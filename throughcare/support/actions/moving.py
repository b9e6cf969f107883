"""One need that is worked on: put on the list, moved on, ended, opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.support import rules
from throughcare.support.models import Need, NeedsCheck, SupportTask

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = SupportTask.Status


@dataclass(frozen=True)
class Step:
    """Where a need is now, what comes next and on which day (none when it has ended)."""

    status: str
    next_step: str = ""
    next_on: date | None = None
    where_now: str = ""

    def values(self) -> dict[str, Any]:
        """The columns of SupportTask; what has ended has no next day."""
        is_open = rules.is_open(self.status)
        return {
            "status": self.status,
            "next_step": self.next_step if is_open else "",
            "next_on": self.next_on if is_open else None,
            "where_now": self.where_now,
        }


def require_support(ctx: Context) -> None:
    """Care providers give support, or NotAllowed."""
    if not rules.gives_support(ctx):
        raise NotAllowed("create", "support is given by care providers")


def add_task(
    ctx: Context,
    *,
    person_id: UUID,
    need: str,
    step: Step,
    care_only: bool = True,
    check_of: NeedsCheck | None = None,
) -> SupportTask:
    """Put a need on the team's list. It is the asker's own until passed on."""
    require_support(ctx)
    if need not in Need.values:
        raise ReasonMissing(f"[{need}] is not one of the needs")
    _require_sense(step)
    now = clock.now()
    task = SupportTask(
        **recorded(ctx),
        **step.values(),
        person_id=person_id,
        need=need,
        team_id=ctx.team_id,
        owner_id=ctx.membership_id,
        owner_name=ctx.user_name,
        care_only=care_only,
        check_of=check_of,
        opened_on=clock.today(),
        moved_at=now,
        ended_on=None if rules.is_open(step.status) else clock.today(),
    )
    create(ctx, task)
    _tell(ctx, "support.task_added", task, "")
    return task


def move_task(ctx: Context, *, task_id: UUID, version: int, step: Step) -> SupportTask:
    """Say where it is now and what comes next; done and not wanted end it.

    Whoever moves it on has it on their own list from then on.
    """
    require_support(ctx)
    task: SupportTask = locked(ctx, SupportTask, task_id)
    if not rules.is_open(task.status):
        raise MoveNotAllowed(f"what is [{task.status}] is opened again first")
    _require_sense(step)
    before = task.status
    ends = not rules.is_open(step.status)
    save(
        ctx,
        task,
        version,
        **step.values(),
        owner_id=ctx.membership_id,
        owner_name=ctx.user_name,
        moved_at=clock.now(),
        ended_on=clock.today() if ends else None,
    )
    _tell(ctx, "support.task_ended" if ends else "support.task_moved", task, before)
    return task


def reopen_task(ctx: Context, *, task_id: UUID, version: int) -> SupportTask:
    """It was ended too soon: it stands on today's list again."""
    require_support(ctx)
    task: SupportTask = locked(ctx, SupportTask, task_id)
    if rules.is_open(task.status):
        raise MoveNotAllowed(f"what is [{task.status}] is open already")
    before = task.status
    save(
        ctx,
        task,
        version,
        status=Status.STARTED,
        next_step=str(Need(task.need).label),
        next_on=clock.today(),
        ended_on=None,
        moved_at=clock.now(),
    )
    _tell(ctx, "support.task_reopened", task, before)
    return task


def _require_sense(step: Step) -> None:
    if step.status not in Status.values:
        raise ReasonMissing(f"[{step.status}] is not a status of support")
    if rules.needs_next_step(step.status) and (not step.next_step.strip() or not step.next_on):
        raise ReasonMissing("what is open says the next step and its day")


def _tell(ctx: Context, event: str, task: SupportTask, before: str) -> None:
    payload: dict[str, Any] = {"need": task.need, "state": task.status}
    if task.next_on:
        payload["due_at"] = rules.due_at(task.next_on).isoformat()
    record(
        ctx,
        event,
        subject=task,
        person_id=task.person_id,
        status_from=before,
        payload=payload,
    )
