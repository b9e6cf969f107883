"""The JSON document of `throughcare import hearing-results`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from throughcare.orders.resulted import Order, Required, Results, Review


def summary(results: Results) -> dict[str, Any]:
    """What a program reads: counts, orders, problems; dates as ISO."""
    return {
        "accepted": results.accepted,
        "defendants": len(results.defendants),
        "orders": [_order(order) for order in results.orders],
        "problems": [asdict(problem) for problem in results.problems],
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "kind": order.kind,
        "ends_on": order.ends_on.isoformat() if order.ends_on else None,
        "requirements": [_required(required) for required in order.requirements],
    }


def _required(required: Required) -> dict[str, Any]:
    period = required.period
    return {
        "kind": required.kind,
        "residential": required.residential,
        "period": {"value": period.value, "unit": period.unit} if period else None,
        "period_months": period.months if period else None,
        "reviews": [_review(review) for review in required.reviews],
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "on": review.on.isoformat() if review.on else None,
        "at": review.at,
        "court": review.court,
        "attend": review.attend,
    }
