"""From which day an order may end early, as the site has set it: never worked out otherwise.

Sentencing Act 2026, sections 38 and 39; the day on which they start was not read (question L12).
``ORDER_EARLY_END`` holds what the legal lead of the site confirmed: ``from`` (the law's first
day), ``rule`` (whose rule it is), ``source`` (what was read, and when), and where the rule counts
from the order, ``after_days``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from throughcare.core import clock
from throughcare.orders import terms

if TYPE_CHECKING:
    from throughcare.orders.models import Order

KEYS = ("from", "rule", "source", "after_days")
LONGEST_DAYS = 3660


@dataclass(frozen=True)
class EarlyEnd:
    """What the site has set."""

    since: date
    rule: str
    source: str
    after_days: int = 0


def is_on() -> bool:
    """Has the site turned the early end on (``ORDER_TERMS_ON``)?"""
    return terms.is_offered("order_end", terms.EARLY, clock.today())


def site_terms() -> EarlyEnd | None:
    """What the site has set; None where it has not, or not as it must be."""
    given = _given()
    if not given or any(faults(given)):
        return None
    return EarlyEnd(
        since=date.fromisoformat(given["from"]),
        rule=given["rule"].strip(),
        source=given["source"].strip(),
        after_days=given.get("after_days", 0),
    )


def first_day(order: Order) -> date | None:
    """The first day on which an early end may be asked for; None where the site has not said."""
    said = site_terms()
    return max(said.since, order.made_on + timedelta(days=said.after_days)) if said else None


def _given() -> Any:
    """The setting as data; words that are no JSON stay words, and are a fault."""
    given = settings.ORDER_EARLY_END
    if not isinstance(given, str) or not given.strip():
        return given
    try:
        return json.loads(given)
    except ValueError:
        return given


def faults(given: Any) -> Iterable[str]:
    """Everything that is wrong with what a site has set."""
    if not isinstance(given, Mapping):
        yield "is no JSON object: write from, rule and source"
        return
    yield from (f"[{name}] is not known: remove it" for name in given.keys() - set(KEYS))
    try:
        date.fromisoformat(given.get("from", ""))
    except (TypeError, ValueError):
        yield "[from] is no date: write it as 2026-05-22"
    for name in ("rule", "source"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            yield f"[{name}] is missing: write it in words"
    days = given.get("after_days", 0)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= LONGEST_DAYS:
        yield f"[after_days] is no number of days up to {LONGEST_DAYS}"


@register()
def check_site_terms(**_kwargs: Any) -> list[CheckMessage]:
    """A wrong setting stops the start: a day that nobody sees is missed."""
    given = _given()
    found = list(faults(given)) if given else []
    return [Error(f"ORDER_EARLY_END {each}", id="throughcare.orders.E001") for each in found]
