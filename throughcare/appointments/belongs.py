"""What an appointment can be part of: offered by the folder that holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import registry

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Belongs:
    """One thing that an appointment can be part of, and how it is called."""

    words: str
    order_id: UUID | None = None
    requirement_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.requirement_id or self.order_id)


#: Asks at most one statement.
Asks = Callable[["Context", Sequence[UUID]], Sequence[Belongs]]


def offer_belongs(folder: str, asks: Asks) -> None:
    """Say what appointments of a person can belong to (called when the app starts)."""
    registry.offer("appointment_belongs", folder, asks)


def all_belongs(ctx: Context, group: Sequence[UUID]) -> list[Belongs]:
    """Everything offered for the person that this context may see."""
    return [
        each
        for asks in registry.offered("appointment_belongs").values()
        for each in asks(ctx, group)
    ]
