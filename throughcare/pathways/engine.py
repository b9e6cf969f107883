"""What happened moves the episodes that wait for it, in the same transaction.

An event moves only the episodes of the agency that recorded it: nobody writes another agency's
rows. A pathway never stands in the way of the work that it follows: where an episode may not be
begun (no right, not signed for live use), the work is recorded and no episode begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from throughcare.core.events import on_event
from throughcare.core.models import Event
from throughcare.pathways import selectors
from throughcare.pathways.approval import PATHWAYS
from throughcare.pathways.definition import Condition, Definition, Ending, Stage
from throughcare.pathways.facts import gather
from throughcare.pathways.library import library
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.predicates import Facts, Verdict, holds, judge
from throughcare.pathways.running import Running, recorded, site_settings, stop_clock
from throughcare.sharing.link_actions import group_of

if TYPE_CHECKING:
    from django.db.models import Model

    from throughcare.core.context import Context

HEALTH = "health_summary"


def register() -> None:
    """Listen to every event that some definition names; after what other folders do with it."""
    for event_type in sorted(library().event_types()):
        on_event(event_type, order=900)(react)


def react(ctx: Context, event: Event) -> None:
    """Move what the event moves: clocks, then stages, then ends; then begin what it begins."""
    if event.person_id is None or event.supersedes_id or not ctx.allows("amend", HEALTH):
        return
    group = group_of(event.person_id)
    for episode in selectors.lock_open(ctx, group):
        definition = library().version(episode.pathway, episode.pathway_version)
        if definition is not None and event.type in definition.event_types():
            _advance(ctx, episode, definition, event, group)
    if event.type in library().followed_up_by():
        _follow_up(ctx, event, group)
    for definition in library().starting_on(event.type):
        _begin(ctx, definition, event, group)


def _follow_up(ctx: Context, event: Event, group: list[UUID]) -> None:
    """Stop the clocks that go on after the end of an episode and wait for this event."""
    for clock in selectors.follow_ups_of_ended(ctx, group):
        definition = library().version(clock.episode.pathway, clock.episode.pathway_version)
        waits = {f.id: f.until for f in definition.follow_ups} if definition else {}
        if event.type in waits.get(clock.name, ()):
            stop_clock(ctx, clock, how=Clock.How.DONE, at=event.happened_at)


def _advance(
    ctx: Context, episode: Episode, definition: Definition, event: Event, group: list[UUID]
) -> None:
    run = Running(ctx, episode, definition, event.happened_at, event.place_id)
    run.stop_for(event.type)
    facts = _facts(ctx, definition, event, group, episode)
    target = next_stage(definition, episode.stage, event.type, facts)
    if target is not None and (sign_off := definition.sign_off_before(target.id)):
        run.leave()
        run.wait_for_sign_off(sign_off.stage)
    elif target is not None:
        run.enter(target.id)
    elif event.type in definition.stage(episode.stage).ends_when:
        run.leave()
    if ending := ending_of(definition, event.type, facts):
        run.finish(ending.id)


def next_stage(definition: Definition, stage: str, event_type: str, facts: Facts) -> Stage | None:
    """The stage that an event leads to: the first that fits, later on the way or returned to."""
    here = definition.place_of(stage)
    for place, each in enumerate(definition.stages):
        ahead = place > here or (each.may_return and place != here)
        if ahead and event_type in each.starts_when and holds(each.only_if, facts):
            return each
    return None


def ending_of(definition: Definition, event_type: str, facts: Facts) -> Ending | None:
    """How the whole ends by this event; None when it goes on."""
    fits = (e for e in definition.endings if event_type in e.when and holds(e.only_if, facts))
    return next(fits, None)


def _facts(
    ctx: Context,
    definition: Definition,
    event: Event,
    group: list[UUID],
    episode: Episode | None = None,
) -> Facts:
    conditions: list[Condition] = []
    for stage in definition.stages:
        conditions += stage.only_if if event.type in stage.starts_when else ()
    for ending in definition.endings:
        conditions += ending.only_if if event.type in ending.when else ()
    if episode is None:
        conditions += definition.entry.only_if
    return gather(
        ctx,
        group=group,
        conditions=tuple(conditions),
        payload=event.payload,
        place_id=event.place_id,
        referred_from=episode.referred_from if episode else "",
        since=episode.started_at if episode else None,
    )


def _begin(ctx: Context, definition: Definition, event: Event, group: list[UUID]) -> None:
    assert event.person_id is not None  # noqa: S101 - react has asked
    if not ctx.allows("create", HEALTH, event.person_id):
        return
    if not PATHWAYS.is_usable(ctx, definition):
        return
    facts = _facts(ctx, definition, event, group)
    if not holds(definition.entry.only_if, facts):
        return
    verdicts = _verdicts(ctx, definition, event, group)
    if Verdict.NOT_MET in verdicts.values():
        return
    lock_start(ctx, group, definition.id)
    same = [e for e in selectors.lock_open(ctx, group) if e.pathway == definition.id]
    if any(_goes_on(definition, each) for each in same):
        return
    for each in same:
        pinned = library().version(each.pathway, each.pathway_version) or definition
        Running(ctx, each, pinned, event.happened_at, event.place_id).finish(Episode.Reason.AGAIN)
    episode = new_episode(ctx, definition, event.person_id, verdicts)
    episode.place_id, episode.started_at = event.place_id, event.happened_at
    Running(ctx, episode, definition, event.happened_at, event.place_id).begin()


def _goes_on(definition: Definition, episode: Episode) -> bool:
    """Does an open episode take in a second beginning?"""
    if definition.entry.again == "stay":
        return True
    first = definition.stages[0].id
    return episode.stage == first and "ended" not in episode.reached.get(first, {})


def _verdicts(
    ctx: Context, definition: Definition, event: Event, group: list[UUID]
) -> dict[str, str]:
    active = definition.active_criteria(site_settings(ctx.agency_id, definition.id))
    facts = gather(
        ctx,
        group=group,
        conditions=tuple(each.condition for each in active),
        payload=event.payload,
        place_id=event.place_id,
    )
    return {c.id: judge(c.condition, facts, criterion=c.id).verdict.value for c in active}


def lock_start(ctx: Context, group: list[UUID], pathway: str) -> None:
    """Two colleagues may begin at the same moment: the second waits, and finds the first's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"episode|{ctx.agency_id}|{min(group)}|{pathway}"],
        )


def new_episode(
    ctx: Context, definition: Definition, person_id: UUID, verdicts: dict[str, str]
) -> Episode:
    """A row that is not written yet."""
    made = recorded(ctx, person_id)
    return Episode(
        **made,
        team_id=ctx.team_id,
        pathway=definition.id,
        pathway_version=definition.version,
        definition_sha256=definition.sha256,
        status=Episode.Status.OPEN,
        criteria=verdicts,
        started_at=made["recorded_at"],
    )


def episode_of(
    ctx: Context, event_type: str, subject: Model, person_id: UUID | None
) -> tuple[UUID, str] | None:
    """The episode that an event belongs to, and its version: what ``core.events`` asks.

    Of several open ones that wait for the event, the one that began last.
    """
    if isinstance(subject, Episode):
        return subject.pk, f"{subject.pathway}/{subject.pathway_version}"
    if isinstance(subject, Clock):
        of = subject.episode
        return of.pk, f"{of.pathway}/{of.pathway_version}"
    if person_id is None or event_type not in library().event_types():
        return None
    for row in selectors.open_of(ctx, [person_id]):
        definition = library().version(row.pathway, row.pathway_version)
        if definition is not None and event_type in definition.event_types():
            return row.pk, definition.key
    return None
