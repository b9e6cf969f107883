"""Appointments may be part of an order that is in force, or of what it requires."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from throughcare.appointments.belongs import Belongs, offer_belongs
from throughcare.orders import presenters, rules
from throughcare.orders.models import Order, Requirement, Status

if TYPE_CHECKING:
    from throughcare.core.context import Context


def requirements(ctx: Context, group: Sequence[UUID]) -> list[Belongs]:
    """Orders in force that the asker may see, each followed by what it requires."""
    required = (
        Requirement.visible_to(ctx)
        .filter(order_id=OuterRef("pk"), status=Status.ACTIVE)
        .order_by("recorded_at")
        .values(said=JSONObject(pk="pk", kind="kind", label="label"))
    )
    orders = (
        Order.visible_to(ctx)
        .filter(person_id__in=list(group), status=Status.ACTIVE)
        .annotate(required=ArraySubquery(required))
        .order_by("-made_on")
    )
    found = []
    for order in orders:
        found.append(Belongs(words=presenters.order_title(order), order_id=order.pk))
        found += [
            Belongs(
                words=rules.requirement_words(each["kind"], each["label"]),
                order_id=order.pk,
                requirement_id=UUID(each["pk"]),
            )
            for each in order.required
        ]
    return found


def register() -> None:
    offer_belongs("enforcement", requirements)
