"""What higher folders add to the page of an order: attendance, warnings, reviews of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import registry
from throughcare.orders.selectors import Ordered

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person


@dataclass(frozen=True)
class AboutOrders:
    """The person whose page it is, and their orders."""

    ctx: Context
    person: Person
    group: Sequence[UUID]
    known: Sequence[Ordered]


@dataclass(frozen=True)
class OrderPart:
    """One part: templates for what stands above, below and beside an order ("" for none).

    ``action`` stands beside the person's name, for the newest order: what is done there most.

    ``make`` gives what the templates find under ``said``, by order; an order without an entry has
    no such part. All parts together ask at most 2 statements.
    """

    name: str
    order: int
    make: Callable[[AboutOrders], Mapping[UUID, Any]]
    above: str = ""
    below: str = ""
    beside: str = ""
    action: str = ""


@dataclass(frozen=True)
class Shown:
    """A part as it stands on the page of one order."""

    part: OrderPart
    said: Any


def offer_order_part(part: OrderPart) -> None:
    """Add a part (called when the app starts)."""
    registry.offer("order_part", part.name, part)


def parts_of(about: AboutOrders) -> dict[UUID, list[Shown]]:
    """Every part of every order, in the order in which they are shown."""
    found: dict[UUID, list[Shown]] = {each.order.pk: [] for each in about.known}
    if not found:
        return found
    parts = registry.offered("order_part").values()
    for part in sorted(parts, key=lambda each: each.order):
        for order_id, said in part.make(about).items():
            found[order_id].append(Shown(part, said))
    return found
