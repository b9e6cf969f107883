"""The only door through which something is said to have happened (architecture decision 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import models

from evidence.shape.catalogue import EventType, event_types
from throughcare.core import clock, registry
from throughcare.core.errors import UnknownEvent
from throughcare.core.models import Due, Event

if TYPE_CHECKING:
    from throughcare.core.context import Context

Handler = Callable[["Context", Event], None]
_handlers: dict[str, list[tuple[int, str, Handler]]] = {}


@dataclass(frozen=True)
class DueRule:
    """What one kind of event puts on somebody's list, and what takes it off again.

    opens     the event that opens it; ``when(event)`` may say no by returning None,
              else (urgency, due_at, detail). In the detail ``mine`` gives it to who recorded
              the event, ``owner`` to the membership named.
    closes    events with the same subject (or person, if ``by_person``) that close it.
    category  who may see the line; by default the category of the opening event.
    ends      events that close every line of the kind about the person, of the agency that
              recorded them, whose detail says the same under ``same`` as their payload.
    """

    kind: str
    opens: tuple[str, ...]
    when: Callable[[Event], tuple[str, datetime, dict[str, Any]] | None]
    closes: tuple[str, ...] = ()
    by_person: bool = False
    category: str = ""
    ends: tuple[str, ...] = ()
    same: str = ""

    def is_ended_by(self, event: Event, due: Due) -> bool:
        """Is this line among those that the event ends?"""
        ours = (due.person_id, due.agency_id) == (event.person_id, event.agency_id)
        return ours and due.detail.get(self.same) == event.payload.get(self.same)


def on_event(event_type: str, *, order: int = 100) -> Callable[[Handler], Handler]:
    """Run a function of a higher folder in the same transaction as an event of a lower one."""

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        known = _handlers.setdefault(event_type, [])
        if all(existing != name for _, existing, _ in known):
            known.append((order, name, handler))
            known.sort(key=lambda entry: entry[:2])
        return handler

    return register


def record(
    ctx: Context,
    event_type: str,
    *,
    subject: models.Model,
    person_id: UUID | None,
    payload: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    status_from: str = "",
    place_id: UUID | None = None,
    category: str = "",
    supersedes: Event | None = None,
) -> Event:
    """Write the event, what becomes due or is done by it, and its audit entry.

    The subject's ``status``, where it has one, is taken as the state moved to. Raises
    UnknownEvent when the type is not in the catalogue or the payload does not fit it.
    ``category`` may narrow who sees the event, never widen it beyond the catalogue's.
    """
    event = described(
        ctx,
        event_type,
        subject=subject,
        person_id=person_id,
        payload=payload,
        happened_at=happened_at,
        status_from=status_from,
        place_id=place_id,
        category=category,
        supersedes=supersedes,
    )
    event.save(force_insert=True)
    apply_due(event)
    registry.supplied("audit").write(
        ctx,
        action=event_type,
        outcome="allowed",
        person_ids=[person_id] if person_id else [],
        object_ids=[subject.pk, event.pk],
    )
    for _, _, handler in _handlers.get(event_type, []):
        handler(ctx, event)
    return event


def described(
    ctx: Context,
    event_type: str,
    *,
    subject: models.Model,
    person_id: UUID | None,
    payload: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    status_from: str = "",
    place_id: UUID | None = None,
    category: str = "",
    supersedes: Event | None = None,
) -> Event:
    """The event as ``record`` would write it, not written: for what the database alone may write.

    Raises UnknownEvent as ``record`` does.
    """
    shape = _shape(event_type, payload or {})
    at = clock.now()
    episode_id, pathway_version = _episode_of(ctx, event_type, subject, person_id)
    return Event(
        type=event_type,
        type_version=shape.version,
        category=category or shape.category,
        happened_at=happened_at or at,
        recorded_at=at,
        person_id=person_id,
        subject_table=subject._meta.db_table,
        subject_id=subject.pk,
        status_from=status_from,
        status_to=str(getattr(subject, "status", "")),
        episode_id=episode_id,
        pathway_version=pathway_version,
        agency_id=ctx.agency_id,
        team_id=ctx.team_id,
        place_id=place_id or ctx.place_id,
        by_membership_id=ctx.membership_id,
        by_name=ctx.user_name,
        payload=payload or {},
        care_only=shape.care_only,
        supersedes=supersedes,
    )


def _episode_of(
    ctx: Context, event_type: str, subject: models.Model, person_id: UUID | None
) -> tuple[UUID | None, str]:
    """The episode that the event belongs to, and the version of its pathway."""
    for asks in registry.offered("episode_of").values():
        found: tuple[UUID, str] | None = asks(ctx, event_type, subject, person_id)
        if found is not None:
            return found
    return None, ""


def _shape(event_type: str, payload: dict[str, Any]) -> EventType:
    shape = event_types().get(event_type)
    if shape is None:
        raise UnknownEvent(f"[{event_type}] is not in evidence/shape/events.toml")
    problems = shape.problems(payload)
    if problems:
        raise UnknownEvent("; ".join(problems))
    return shape


def apply_due(event: Event) -> None:
    """Open and close what the event makes due. The same event gives the same rows again."""
    for rule in registry.offered("due").values():
        if event.type in rule.closes:
            _close(rule, event)
        if event.type in rule.ends:
            _end(rule, event)
        if event.type in rule.opens and (answer := rule.when(event)) is not None:
            _open(rule, event, *answer)


def _close(rule: DueRule, event: Event) -> None:
    waiting = Due.rows.filter(kind=rule.kind, status=Due.Status.OPEN)
    if rule.by_person:
        waiting = waiting.filter(person_id=event.person_id)
    else:
        waiting = waiting.filter(subject_id=event.subject_id)
    waiting.update(status=Due.Status.DONE, closed_by=event, closed_at=event.recorded_at)


def _end(rule: DueRule, event: Event) -> None:
    waiting = Due.rows.filter(
        kind=rule.kind, status=Due.Status.OPEN, person_id=event.person_id, agency_id=event.agency_id
    )
    for due in waiting:
        if rule.is_ended_by(event, due):
            due.status, due.closed_by = Due.Status.DONE, event
            due.closed_at = event.recorded_at
            due.save(update_fields=["status", "closed_by", "closed_at"])


def _open(
    rule: DueRule, event: Event, urgency: str, due_at: datetime, detail: dict[str, Any]
) -> None:
    due_row(rule, event, urgency, due_at, detail).save(force_insert=True)


def due_row(
    rule: DueRule, event: Event, urgency: str, due_at: datetime, detail: dict[str, Any]
) -> Due:
    """What an event opens under a rule, not saved; the same event gives the same row again."""
    kept = {name: value for name, value in detail.items() if name not in ("mine", "owner")}
    return Due(
        id=uuid5(event.pk, rule.kind),
        kind=rule.kind,
        category=rule.category or event.category,
        person_id=event.person_id,
        subject_table=event.subject_table,
        subject_id=event.subject_id,
        agency_id=event.agency_id,
        team_id=event.team_id,
        place_id=event.place_id,
        owner_id=_owner(event, detail),
        urgency=urgency,
        due_at=due_at,
        detail=kept,
        opened_by=event,
        opened_at=event.recorded_at,
    )


def _owner(event: Event, detail: dict[str, Any]) -> UUID | None:
    """Whose work it is: of who did it ("mine"), of a member whom the event names, or nobody's."""
    if detail.get("mine", False):
        return event.by_membership_id
    return UUID(detail["owner"]) if detail.get("owner") else None


def due_rule(rule: DueRule) -> DueRule:
    """Register a rule under its kind."""
    registry.offer("due", rule.kind, rule)
    return rule
