"""The roadmap: the person's own steps, given at the end, and how they say each goes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.plans import rules, selectors
from throughcare.plans.models import Progress, RoadmapStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from throughcare.core.context import Context


@dataclass(frozen=True)
class StepFacts:
    """One step in the person's words: the first thing to do, who helps, by when."""

    title: str
    place: int
    first_thing: str = ""
    who_helps: str = ""
    by_on: date | None = None


def write_step(ctx: Context, *, person_id: UUID, facts: StepFacts) -> RoadmapStep:
    rules.require_care(ctx)
    _require_sense(facts)
    step = RoadmapStep(**recorded(ctx), **asdict(facts), person_id=person_id)
    create(ctx, step)
    _tell(ctx, "roadmap.step_written", step, what="added")
    return step


def change_step(
    ctx: Context, *, step_id: UUID, version: int, facts: StepFacts, off: bool = False
) -> RoadmapStep:
    """Say it otherwise, or take it off (``off``)."""
    rules.require_care(ctx)
    step: RoadmapStep = locked(ctx, RoadmapStep, step_id)
    _require_sense(facts)
    ended = clock.today() if off else None
    save(ctx, step, version, **asdict(facts), ended_on=ended)
    _tell(ctx, "roadmap.step_written", step, what="taken_off" if off else "changed")
    return step


def give_roadmap(ctx: Context, *, group: Sequence[UUID]) -> int:
    """A copy was handed to the person; returns how many steps it has. The copy is made by print."""
    rules.require_care(ctx)
    steps = [step for step in selectors.steps_of(ctx, group) if step.agency_id == ctx.agency_id]
    if not steps:
        raise ReasonMissing("a roadmap has at least one step before it is given")
    for step in steps:
        save(ctx, step, step.version, given_on=clock.today())
    record(
        ctx,
        "roadmap.given",
        subject=steps[0],
        person_id=steps[0].person_id,
        payload={"steps": len(steps)},
    )
    return len(steps)


def say_how_it_goes(
    ctx: Context, step: RoadmapStep, how: str, *, words: str = "", alone: bool = False
) -> RoadmapStep:
    """How a step goes, as the person says it; ``alone``: on their own pages, without a worker."""
    if how not in Progress.values:
        raise ReasonMissing(f"[{how}] is not one of those offered")
    row: RoadmapStep = locked(ctx, RoadmapStep, step.pk)
    save(ctx, row, step.version, how=how, said=words, said_at=clock.now(), said_alone=alone)
    _tell(ctx, "roadmap.said", row, how=how, alone=alone)
    return row


def _require_sense(facts: StepFacts) -> None:
    if not facts.title.strip():
        raise ReasonMissing("write the step in the person's own words")
    if not 1 <= facts.place <= selectors.MOST_STEPS:
        raise ReasonMissing(f"a step has a place from [1] to [{selectors.MOST_STEPS}]")


def _tell(ctx: Context, event: str, step: RoadmapStep, **payload: object) -> None:
    record(ctx, event, subject=step, person_id=step.person_id, payload=payload)
