"""Every write about orders of the court."""

from throughcare.orders.actions.made import (
    NotEarlyYet,
    OrderFacts,
    TooSoon,
    change_order,
    end_order,
    make_order,
)
from throughcare.orders.actions.matching import is_child, match_of, take_share_in
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
    "TooSoon",
    "add_requirement",
    "add_review",
    "amend_requirement",
    "change_order",
    "end_order",
    "end_requirement",
    "end_review",
    "is_child",
    "make_order",
    "match_of",
    "take_results_in",
    "take_share_in",
]
