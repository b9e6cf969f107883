"""Sends what waits in the outbox: once, or not at all and somebody is told.

The worker has no access context and reads no table: the functions of database/messages.sql give
it a text whose time has come, look at the rule of safe contact at that moment, and take back what
became of it. A text is claimed in a transaction of its own before the provider is asked. When a
worker dies in between, the next one finds the claim lapsed and asks the provider for our id
before it sends anything.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import connection, transaction

from throughcare.core import clock, registry
from throughcare.messages import dues, rules
from throughcare.messages.catalogue import text_of
from throughcare.messages.providers import Accepted, Provider, Refused, Unavailable

BATCH = 20
#: A pass ends well before the claims of its batch lapse: nobody else then takes them up.
PASS_SECONDS = rules.LEASE.total_seconds() / 3
UNAVAILABLE = "unavailable"
#: How long after sending the provider is asked again what became of it, and when we stop asking.
ASK_AFTER = timedelta(minutes=2)
STOP_ASKING = timedelta(hours=73)
LOCAL_LOOK = timedelta(minutes=10)
#: Who the audit says it was: no member of staff.
NOBODY = SimpleNamespace(
    user_id=None,
    membership_id=None,
    agency_id=None,
    team_id=None,
    role="",
    purpose="",
    session_ref="outbox",
    request_id="",
    policy_sha256="",
)


@dataclass(frozen=True)
class Claimed:
    """One text that this worker holds, as app.claim_messages gives it."""

    id: UUID
    kind: str
    wording: int
    language: str
    fields: dict[str, str]
    number: str | None
    verdict: str
    tries: int
    unsure: bool
    any_time: bool
    not_before: time | None
    not_after: time | None


def _nowhere(_point: str) -> None:
    """No fault is asked for at this point."""


class Worker:
    """One pass after another over the outbox. ``provider`` None: people send from the outbox.

    ``at`` is called at named points, for the tests that stop a worker there.
    """

    def __init__(self, provider: Provider | None, at: Callable[[str], None] = _nowhere) -> None:
        self.provider = provider
        self.id = uuid4()
        self.at = at

    def run(self) -> Counter[str]:
        """Send everything whose time has come; how many of each outcome."""
        done: Counter[str] = Counter()
        while batch := self._claim():
            stop_at = monotonic() + PASS_SECONDS
            for number, message in enumerate(batch):
                self.at("claimed")
                outcome = self._deal_with(message)
                done[outcome] += 1
                if outcome == UNAVAILABLE or monotonic() > stop_at:
                    self._let_go(batch[number + 1 :])
                    return done
            if len(batch) < BATCH:
                break
        if self.provider is not None:
            done += self._ask(self.provider)
        return done

    def _let_go(self, rest: list[Claimed]) -> None:
        """The provider is slow or away: the others wait, before the claim on them lapses."""
        for message in rest:
            self._settle(
                message, "retry", next_at=clock.now() + rules.FIRST_WAIT, unsure=message.unsure
            )

    # --- one text ------------------------------------------------------------------------
    def _claim(self) -> list[Claimed]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM app.claim_messages(%s, %s, %s)",
                [self.id, BATCH, int(rules.LEASE.total_seconds())],
            )
            return [Claimed(*_decoded(row)) for row in cursor.fetchall()]

    def _deal_with(self, message: Claimed) -> str:
        try:
            return self._try(message)
        except Refused as refused:
            return self._settle(message, "failed", reason=refused.reason)
        except Unavailable as unavailable:
            return self._again(message, unsure=unavailable.handed_over or message.unsure)

    def _try(self, message: Claimed) -> str:
        if message.unsure and self.provider is not None:
            found = self.provider.find(message.id)
            self.at("found")
            if found is not None:
                return self._sent(message, found)
        if message.verdict:
            return self._settle(message, "held_back", reason=self._why(message))
        later = self._not_now(message)
        if self.provider is None or later is not None:
            return self._settle(message, "retry", next_at=later or clock.now() + LOCAL_LOOK)
        self.at("before sending")
        try:
            text = text_of(message.kind, message.wording, message.fields, message.language)
        except (LookupError, ValueError):
            # A wording that this version of the product does not have: no other text waits for it.
            return self._settle(message, "failed", reason="technical")
        accepted = self.provider.send(message.id, str(message.number), text)
        self.at("accepted")
        return self._sent(message, accepted)

    def _why(self, message: Claimed) -> str:
        if message.verdict == "too_late" and self.provider is None:
            return "not_collected"
        return message.verdict

    def _not_now(self, message: Claimed) -> datetime | None:
        """When it may go instead, outside the hours."""
        at = clock.now()
        if message.any_time:
            return None
        allowed = rules.next_allowed(at, not_before=message.not_before, not_after=message.not_after)
        return allowed if allowed > at else None

    def _sent(self, message: Claimed, accepted: Accepted) -> str:
        return self._settle(message, "sent", ref=accepted.ref, next_at=clock.now() + ASK_AFTER)

    def _again(self, message: Claimed, *, unsure: bool) -> str:
        """Later, or no more. One that may have gone is asked for longer: we must find out."""
        if message.tries + 1 >= (rules.MOST_QUESTIONS if unsure else rules.MOST_TRIES):
            return self._settle(message, "failed", reason="unknown" if unsure else "no_answer")
        later = clock.now() + rules.wait_after(message.tries + 1)
        self._settle(message, "retry", reason="no_answer", next_at=later, unsure=unsure)
        return UNAVAILABLE

    def _settle(
        self,
        message: Claimed,
        outcome: str,
        *,
        reason: str = "",
        ref: str = "",
        next_at: datetime | None = None,
        unsure: bool = False,
    ) -> str:
        event, due = _ids(message.kind, reason)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.settle_message(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    message.id,
                    self.id,
                    outcome,
                    reason,
                    self.provider.name if self.provider else "",
                    ref,
                    next_at,
                    unsure,
                    event,
                    due,
                    str(settings.SERVICE_NAME),
                ],
            )
            mine = bool(cursor.fetchone()[0])
            self.at("settling")
            if mine and outcome != "retry":
                self.note(f"message.{outcome}", message.id, event)
        self.at("settled")
        return outcome if mine else "lost"

    def note(self, action: str, message_id: UUID, event: UUID) -> None:
        """The entry of the log, in the transaction of the change."""
        registry.supplied("audit").write(
            NOBODY, action=action, outcome="allowed", object_ids=[message_id, event]
        )

    # --- what became of those that were sent ------------------------------------------------
    def _ask(self, provider: Provider) -> Counter[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, kind, provider_ref, sent_at FROM app.messages_to_ask(%s, %s)",
                [BATCH, provider.name],
            )
            rows = cursor.fetchall()
        done: Counter[str] = Counter()
        for message_id, kind, ref, sent_at in rows:
            try:
                known = provider.ask(ref, sent_at)
            except (Unavailable, Refused):
                break
            age = clock.now() - sent_at
            again = timedelta(days=3650) if age > STOP_ASKING else max(ASK_AFTER, age)
            event, due = _ids(kind, known.reason)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT app.note_delivery(%s, %s, %s, %s, %s, %s, %s)",
                    [
                        message_id,
                        known.outcome,
                        known.reason,
                        clock.now() + again,
                        event,
                        due,
                        str(settings.SERVICE_NAME),
                    ],
                )
                if cursor.fetchone()[0] and known.outcome:
                    self.note(f"message.{known.outcome}", message_id, event)
                    done[known.outcome] += 1
        return done


def _decoded(row: tuple[Any, ...]) -> list[Any]:
    """The row with its fields as a dictionary, whichever way the driver gives them."""
    values = list(row)
    if isinstance(values[4], str):
        values[4] = json.loads(values[4])
    return values


def _ids(kind: str, reason: str) -> tuple[UUID, UUID | None]:
    """The event's id, and that of the line of work it opens, as core.events works it out."""
    event = uuid4()
    return event, None if dues.is_quiet(kind, reason) else uuid5(event, dues.KIND)
