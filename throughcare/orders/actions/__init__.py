"""Every write about orders of the court."""

from throughcare.orders.actions.made import (
    NotEarlyYet,
    OrderFacts,
    change_order,
    end_order,
    make_order,
)
from throughcare.orders.actions.required import (
    RequirementFacts,
    add_requirement,
    amend_requirement,
    end_requirement,
)
from throughcare.orders.actions.reviewed import ReviewFacts, add_review, end_review
from throughcare.orders.actions.taking import Taken, take_results_in

__all__ = [
    "NotEarlyYet",
    "OrderFacts",
    "RequirementFacts",
    "ReviewFacts",
    "Taken",
    "add_requirement",
    "add_review",
    "amend_requirement",
    "change_order",
    "end_order",
    "end_requirement",
    "end_review",
    "make_order",
    "take_results_in",
]
