"""What tests of the court's pages have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from throughcare.core import clock
from throughcare.screening.tests.pages import hidden


def day_of(house: Any, on: date | None = None) -> str:
    return reverse("court_day", args=[house.place.slug, on or clock.today()])


def entry_url(name: str, entry: Any) -> str:
    return reverse(name, args=[entry.place.slug, entry.pk])


def send(client: Any, url: str, **fields: Any) -> Any:
    """Post a form as a browser would: with the page's own hidden fields."""
    return client.post(url, {**hidden(client.get(url)), **fields})


def rows(member: Any, ctx_of: Any, model: Any, **where: Any) -> list[Any]:
    with ctx_of(member) as ctx:
        return list(model.visible_to(ctx).filter(**where))


def outcome_url(linked: Any) -> str:
    return reverse("hearing_outcome", args=[linked.reference, linked.hearing.pk])
