"""Who carries texts: GOV.UK Notify where it is set up, otherwise people, from the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Accepted:
    """The provider has the text; ``ref`` is its own number for it."""

    ref: str


class Refused(Exception):
    """The provider says that this text will never go; ``reason`` is a code of rules.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unavailable(Exception):
    """No answer that settles it. ``handed_over`` tells that the provider may have the text."""

    def __init__(self, why: str, *, handed_over: bool = False) -> None:
        super().__init__(why)
        self.handed_over = handed_over


@dataclass(frozen=True)
class Known:
    """What the provider knows of a text: delivered, failed (with a reason) or "" for not yet."""

    outcome: str
    reason: str = ""


class Provider(Protocol):
    """What the worker asks of whoever carries texts."""

    @property
    def name(self) -> str: ...

    def send(self, message_id: UUID, number: str, text: str) -> Accepted:
        """Hand it over once under our id. Raises Refused or Unavailable."""
        ...

    def find(self, message_id: UUID) -> Accepted | None:
        """Has it been handed over under our id already? Raises Unavailable."""
        ...

    def ask(self, ref: str, sent_at: datetime) -> Known:
        """What became of it. Raises Unavailable."""
        ...
