"""What people do with a pathway by hand: start, move, sign off, answer a clock, end, re-pin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.pathways import engine, selectors
from throughcare.pathways.approval import PATHWAYS
from throughcare.pathways.definition import Criterion, Definition
from throughcare.pathways.facts import gather
from throughcare.pathways.library import library
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.predicates import Answer, Verdict, judge
from throughcare.pathways.running import Running, site_settings, stop_clock
from throughcare.sharing.link_actions import group_of

if TYPE_CHECKING:
    from throughcare.core.context import Context


class NotShipped(MoveNotAllowed):
    """The version that an episode is pinned to is not among the definitions any more."""


def weigh(
    ctx: Context,
    *,
    person_id: UUID,
    definition: Definition,
    referred_from: str = "",
    answers: Mapping[str, str] | None = None,
) -> list[tuple[Criterion, Answer]]:
    """How each criterion that is in force here stands for a person, with its reason."""
    active = definition.active_criteria(site_settings(ctx.agency_id, definition.id))
    facts = gather(
        ctx,
        group=group_of(person_id),
        conditions=tuple(each.condition for each in active),
        place_id=ctx.place_id,
        referred_from=referred_from,
        answers=answers,
    )
    return [(c, judge(c.condition, facts, criterion=c.id)) for c in active]


def start_episode(
    ctx: Context,
    *,
    person_id: UUID,
    pathway: str,
    referred_from: str,
    answers: Mapping[str, str] | None = None,
    note: str = "",
) -> Episode:
    """Begin by hand. A criterion that is not met asks for a few words why it is begun all the same.

    Raises NotAllowed without a signature in live use, ReasonMissing, and MoveNotAllowed when an
    episode of this pathway is open.
    """
    definition = library().newest()[pathway]
    PATHWAYS.require_signed(ctx, definition)
    if referred_from not in definition.entry.comes_from:
        raise MoveNotAllowed(f"nobody comes to [{pathway}] from [{referred_from}]")
    group = group_of(person_id)
    engine.lock_start(ctx, group, pathway)
    if any(each.pathway == pathway for each in selectors.lock_open(ctx, group)):
        raise MoveNotAllowed(f"an episode of [{pathway}] is open")
    weighed = weigh(
        ctx,
        person_id=person_id,
        definition=definition,
        referred_from=referred_from,
        answers=answers,
    )
    if any(a.verdict == Verdict.NOT_MET for _c, a in weighed) and not note.strip():
        raise ReasonMissing("a criterion is not met: say why it is begun all the same")
    verdicts = {c.id: a.verdict.value for c, a in weighed}
    episode = engine.new_episode(ctx, definition, person_id, verdicts)
    episode.place_id, episode.referred_from, episode.start_note = ctx.place_id, referred_from, note
    ctx.require("create", episode)
    return Running(ctx, episode, definition, episode.started_at, ctx.place_id).begin()


def move_stage(ctx: Context, *, episode_id: UUID, version: int, stage: str, reason: str) -> Episode:
    """Go to a stage by hand, ahead or back, with a reason."""
    run = _open(ctx, episode_id, version, reason)
    if stage not in {each.id for each in run.definition.stages} or stage == run.episode.stage:
        raise MoveNotAllowed(f"[{stage}] is no other stage of [{run.definition.id}]")
    if run.definition.sign_off_before(stage) and not _is_back(run, stage):
        run.leave()
        run.wait_for_sign_off(stage)
        return run.episode
    run.enter(stage, by_hand=True)
    _say_why(ctx, run.episode, reason)
    return run.episode


def _is_back(run: Running, stage: str) -> bool:
    return run.definition.place_of(stage) < run.definition.place_of(run.episode.stage)


def sign_off_stage(ctx: Context, *, clock_id: UUID, version: int) -> Episode:
    """Let the stage begin that waits for a sign-off; nobody signs what they put forward."""
    row: Clock = Clock.visible_to(ctx, "amend").select_related("episode").get(pk=clock_id)
    if row.kind != Clock.Kind.SIGN_OFF or row.status != Clock.Status.RUNNING:
        raise MoveNotAllowed("nothing waits for a sign-off")
    if row.version != version:
        raise StaleVersion(row_id=row.pk, theirs=row)
    episode: Episode = Episode.visible_to(ctx, "amend").lock().get(pk=row.episode_id)
    run = Running(ctx, episode, _pinned(episode), clock.now(), ctx.place_id)
    sign_off = run.definition.sign_off_before(row.stage)
    ctx.require("sign", episode)
    if sign_off is None or episode.status != Episode.Status.OPEN:
        raise MoveNotAllowed("nothing waits for a sign-off")
    if not sign_off.self_approval and row.recorded_by_id == ctx.membership_id:
        raise NotAllowed("sign", "nobody signs what they put forward")
    record(
        ctx,
        "pathway.signed_off",
        subject=episode,
        person_id=episode.person_id,
        payload={"stage": row.stage},
    )
    run.enter(row.stage)
    return episode


def end_episode(
    ctx: Context, *, episode_id: UUID, version: int, how: str, note: str = ""
) -> Episode:
    """End by hand with a reason of the list; "another reason" is said in a few words."""
    reason = Episode.Reason(how)
    if reason == Episode.Reason.OTHER and not note.strip():
        raise ReasonMissing("another reason is said in words")
    run = _open(ctx, episode_id, version, reason)
    run.finish(reason, note=note)
    return run.episode


def move_to_version(
    ctx: Context, *, episode_id: UUID, version: int, to: str, reason: str
) -> Episode:
    """Go on by another version of the pathway: only by a person, with a reason."""
    run = _open(ctx, episode_id, version, reason, shipped=False)
    definition = library().version(run.episode.pathway, to)
    if definition is None or to == run.episode.pathway_version:
        raise MoveNotAllowed(f"there is no other version [{to}]")
    if run.episode.stage not in {each.id for each in definition.stages}:
        raise MoveNotAllowed(f"version [{to}] has no stage [{run.episode.stage}]")
    PATHWAYS.require_signed(ctx, definition)
    run.repin(definition)
    _say_why(ctx, run.episode, reason)
    return run.episode


def answer_clock(ctx: Context, *, clock_id: UUID, version: int, how: str) -> Clock:
    """Say by hand what came of something that was owed; raises MoveNotAllowed for a sign-off."""
    row: Clock = Clock.visible_to(ctx, "amend").select_related("episode").get(pk=clock_id)
    ctx.require("amend", row)
    if row.kind == Clock.Kind.SIGN_OFF or row.status != Clock.Status.RUNNING:
        raise MoveNotAllowed(f"a clock that is [{row.status}] is not answered")
    if row.version != version:
        raise StaleVersion(row_id=row.pk, theirs=row)
    stop_clock(ctx, row, how=Clock.How(how), at=clock.now())
    return row


def _open(
    ctx: Context, episode_id: UUID, version: int, reason: str, *, shipped: bool = True
) -> Running:
    """The open episode, locked, as the asker read it; a move by hand has a reason."""
    if not reason.strip():
        raise ReasonMissing("a move by hand has a reason")
    episode: Episode = Episode.visible_to(ctx, "amend").lock().get(pk=episode_id)
    ctx.require("amend", episode)
    if episode.status != Episode.Status.OPEN:
        raise MoveNotAllowed(f"an episode that is [{episode.status}] is not moved")
    if episode.version != version:
        raise StaleVersion(row_id=episode.pk, theirs=episode)
    pinned = _pinned(episode, shipped=shipped)
    return Running(ctx, episode, pinned, clock.now(), ctx.place_id)


def _pinned(episode: Episode, *, shipped: bool = True) -> Definition:
    found = library().version(episode.pathway, episode.pathway_version)
    if found is None and not shipped:
        found = library().newest().get(episode.pathway)
    if found is None:
        raise NotShipped(f"[{episode.pathway}/{episode.pathway_version}] is not shipped any more")
    return found


def _say_why(ctx: Context, episode: Episode, reason: str) -> None:
    """Keep the words of a move by hand on the row; the old ones stay in the row's history."""
    rows = Episode.visible_to(ctx, "amend").filter(pk=episode.pk, version=episode.version)
    if not rows.update(moved_note=reason.strip(), version=episode.version + 1):
        raise StaleVersion(row_id=episode.pk, theirs=episode)
    episode.moved_note, episode.version = reason.strip(), episode.version + 1
