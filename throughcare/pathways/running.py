"""The moves of one episode: each changes the row and records the event that is the move.

Called by the actions of people (``actions``) and by the engine (``engine``), which have checked
who may do what. Every time is the moment at which the thing happened, not when it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import StaleVersion
from throughcare.core.events import record
from throughcare.core.models import Due
from throughcare.pathways.definition import Definition
from throughcare.pathways.models import Clock, Episode, PathwaySetting
from throughcare.pathways.sourced import Within

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: An episode that ended in one of these ways, or by an event, keeps what is to be followed up.
FOLLOWED = (Episode.Reason.COMPLETED, Episode.Reason.PASSED_ON, Episode.Reason.AGAIN)


def site_settings(agency_id: UUID, pathway: str) -> Mapping[str, int]:
    """What an agency has set for a pathway; a name without a value is not there."""
    rows = PathwaySetting.objects.filter(agency_id=agency_id, pathway=pathway)
    return {row.name: row.value for row in rows if row.value is not None}


@dataclass
class Running:
    """One open episode in the hands of one member of staff, at one moment."""

    ctx: Context
    episode: Episode
    definition: Definition
    at: datetime
    place_id: UUID | None = None
    _settings: Mapping[str, int] | None = None
    _clocks: list[Clock] | None = None

    @property
    def settings(self) -> Mapping[str, int]:
        if self._settings is None:
            self._settings = site_settings(self.episode.agency_id, self.episode.pathway)
        return self._settings

    # --- moves -------------------------------------------------------------------------
    def begin(self) -> Episode:
        """Write the new episode and put it at the first stage."""
        episode, first = self.episode, self.definition.stages[0]
        episode.stage, episode.stage_since = first.id, self.at
        episode.reached = {first.id: {"started": self.at.isoformat()}}
        episode.save(force_insert=True)
        self._record(
            "pathway.started",
            {
                "pathway": self.definition.id,
                "version": self.definition.version,
                "referred_from": episode.referred_from or None,
            },
        )
        self._record("pathway.stage_started", {"stage": first.id})
        self._start_clocks(first.id)
        return episode

    def enter(self, stage: str, *, by_hand: bool = False) -> None:
        """Go to a stage; the one before is over."""
        before = self.episode.stage
        over = self.stage_is_over()
        reached = dict(self.episode.reached) if over else self._over(before)
        reached[stage] = {"started": self.at.isoformat()}
        self._update(stage=stage, stage_since=self.at, reached=reached)
        self._record(
            "pathway.stage_started", {"stage": stage, "before": before, "by_hand": by_hand}
        )
        if by_hand:
            self.stop(Clock.How.MOVED_ON, kind=Clock.Kind.STANDARD, stage=before)
        self.stop(Clock.How.DONE, kind=Clock.Kind.SIGN_OFF, stage=stage)
        self._start_clocks(stage)

    def leave(self) -> None:
        """The stage is over; the next has not begun."""
        if self.stage_is_over():
            return
        stage = self.episode.stage
        self._update(reached=self._over(stage))
        self._record("pathway.stage_ended", {"stage": stage})

    def finish(self, how: str, *, note: str = "") -> None:
        """The episode is over. What is to be followed up stays, where it went as it should."""
        self.leave()
        self._update(status=Episode.Status.ENDED, ended_at=self.at, ended_how=how, ended_note=note)
        self._record("pathway.ended", {"how": how}, status_from=Episode.Status.OPEN)
        self.stop(Clock.How.ENDED, kind=Clock.Kind.STANDARD)
        self.stop(Clock.How.ENDED, kind=Clock.Kind.SIGN_OFF)
        if how in Episode.Reason.values and how not in FOLLOWED:
            self.stop(Clock.How.ENDED, kind=Clock.Kind.FOLLOW_UP)

    def repin(self, definition: Definition) -> None:
        """Go on by another version of the same pathway."""
        before, self.definition = self.definition, definition
        self._update(pathway_version=definition.version, definition_sha256=definition.sha256)
        self._record(
            "pathway.version_changed", {"before": before.version, "after": definition.version}
        )

    def stage_is_over(self) -> bool:
        return "ended" in self.episode.reached.get(self.episode.stage, {})

    # --- clocks ------------------------------------------------------------------------
    def stop_for(self, event_type: str) -> None:
        """Stop the clocks that wait for this event."""
        stage_of = {s.id: s.until for stage in self.definition.stages for s in stage.standards}
        stage_of |= {f.id: f.until for f in self.definition.follow_ups}
        for row in self._running():
            if event_type in stage_of.get(row.name, ()):
                self._stop(row, Clock.How.DONE)

    def stop(self, how: str, *, kind: str, stage: str = "") -> None:
        """Stop the running clocks of a kind (of one stage)."""
        for row in self._running():
            if row.kind == kind and stage in ("", row.stage):
                self._stop(row, how)

    def wait_for_sign_off(self, stage: str) -> None:
        """Somebody with the right to sign is asked once before a stage begins."""
        if any(r.kind == Clock.Kind.SIGN_OFF and r.stage == stage for r in self._running()):
            return
        self._start(Clock.Kind.SIGN_OFF, f"sign_{stage}"[:40], stage, self.at)

    def _running(self) -> list[Clock]:
        """The clocks that run, read once: this one hand starts and stops them."""
        if self.episode._state.adding:
            return []
        if self._clocks is None:
            rows = Clock.visible_to(self.ctx, "amend").filter(
                episode_id=self.episode.pk, status=Clock.Status.RUNNING
            )
            self._clocks = list(rows.order_by("started_at"))
        return [row for row in self._clocks if row.status == Clock.Status.RUNNING]

    def _start_clocks(self, stage: str) -> None:
        for each in self.definition.stage(stage).standards:
            due_at = self._due_at(each.within)
            if due_at is not None:
                self._start(Clock.Kind.STANDARD, each.id, stage, due_at, shown_as=each.due)

        for later in self.definition.follow_ups:
            due_at = self._due_at(later.within) if later.counted_from == stage else None
            if due_at is not None:
                self._start(Clock.Kind.FOLLOW_UP, later.id, stage, due_at)

    def _due_at(self, within: Within) -> datetime | None:
        length = within.length({} if within.value is not None else self.settings)
        return None if length is None else self.at + length

    def _start(
        self,
        kind: str,
        name: str,
        stage: str,
        due_at: datetime,
        *,
        shown_as: str = "",
    ) -> None:
        if any(row.kind == kind and row.name == name for row in self._running()):
            return
        row = Clock(
            **recorded(self.ctx, self.episode.person_id),
            episode=self.episode,
            kind=kind,
            name=name,
            stage=stage,
            shown_as=shown_as,
            status=Clock.Status.RUNNING,
            started_at=self.at,
            due_at=due_at,
        )
        row.save(force_insert=True)
        if self._clocks is not None:
            self._clocks.append(row)
        record(
            self.ctx,
            "pathway.clock_started",
            subject=row,
            person_id=row.person_id,
            happened_at=self.at,
            place_id=self.place_id,
            payload={
                "clock": name,
                "kind": kind,
                "stage": stage,
                "pathway": self.definition.id,
                "version": self.definition.version,
                "episode": str(self.episode.pk),
                "due_at": due_at.isoformat(),
                "shown_as": shown_as or None,
            },
        )

    def _stop(self, row: Clock, how: str) -> None:
        stop_clock(self.ctx, row, how=how, at=self.at)

    # --- writing -----------------------------------------------------------------------
    def _over(self, stage: str) -> dict[str, Any]:
        reached = dict(self.episode.reached)
        reached[stage] = {**reached.get(stage, {}), "ended": self.at.isoformat()}
        return reached

    def _update(self, **values: Any) -> None:
        episode = self.episode
        rows = Episode.visible_to(self.ctx, "amend").filter(pk=episode.pk, version=episode.version)
        if not rows.update(**values, version=episode.version + 1):
            raise StaleVersion(row_id=episode.pk, theirs=episode)
        for name, value in values.items():
            setattr(episode, name, value)
        episode.version += 1

    def _record(self, event_type: str, payload: dict[str, Any], *, status_from: str = "") -> None:
        record(
            self.ctx,
            event_type,
            subject=self.episode,
            person_id=self.episode.person_id,
            happened_at=self.at,
            place_id=self.place_id,
            payload=payload,
            status_from=status_from,
        )


def stop_clock(ctx: Context, row: Clock, *, how: str, at: datetime) -> None:
    """Stop one clock; StaleVersion when a colleague was quicker."""
    rows = Clock.visible_to(ctx, "amend").filter(
        pk=row.pk, version=row.version, status=Clock.Status.RUNNING
    )
    values = {"status": Clock.Status.STOPPED, "stopped_at": at, "how": how}
    if not rows.update(**values, version=row.version + 1):
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    record(
        ctx,
        "pathway.clock_stopped",
        subject=row,
        person_id=row.person_id,
        happened_at=at,
        status_from=Clock.Status.RUNNING,
        payload={"clock": row.name, "how": how, "late": at > row.due_at},
    )


def recorded(ctx: Context, person_id: UUID) -> dict[str, Any]:
    """Who recorded a row, for whom, now."""
    return {
        "person_id": person_id,
        "agency_id": ctx.agency_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
    }


def urgency_of(kind: str) -> str:
    """A pathway never says "act now": danger is said by safety answers, not by a clock."""
    return Due.Urgency.PLANNED if kind == Clock.Kind.FOLLOW_UP else Due.Urgency.TODAY
