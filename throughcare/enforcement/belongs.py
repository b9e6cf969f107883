"""Appointments may be part of a requirement of an order that is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.appointments.belongs import Belongs, offer_belongs
from throughcare.orders import rules, terms
from throughcare.orders.models import Requirement, Status

if TYPE_CHECKING:
    from throughcare.core.context import Context


def requirements(ctx: Context, group: Sequence[UUID]) -> list[Belongs]:
    """Requirements in force that the asker may see, and the orders they are of."""
    rows = (
        Requirement.visible_to(ctx)
        .filter(person_id__in=list(group), status=Status.ACTIVE, order__status=Status.ACTIVE)
        .select_related("order")
        .order_by("-order__made_on", "recorded_at")
    )
    return [
        Belongs(
            words=f"{rules.requirement_words(row.kind, row.label)}"
            f" ({terms.label('order', row.order.kind).lower()})",
            order_id=row.order_id,
            requirement_id=row.pk,
        )
        for row in rows
    ]


def register() -> None:
    offer_belongs("enforcement", requirements)
