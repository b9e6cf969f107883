"""Times to an event: curves, restricted means, ratios, and several ways to end."""

from evidence.survival.competing import cumulative_incidence, gray_test
from evidence.survival.cox import cox
from evidence.survival.fine_gray import fine_gray
from evidence.survival.kaplan_meier import (
    kaplan_meier,
    restricted_mean,
    restricted_mean_difference,
    risk_table,
)
from evidence.survival.shared import CannotEstimate
from evidence.survival.time_ratio import time_ratio

__all__ = [
    "CannotEstimate",
    "cox",
    "cumulative_incidence",
    "fine_gray",
    "gray_test",
    "kaplan_meier",
    "restricted_mean",
    "restricted_mean_difference",
    "risk_table",
    "time_ratio",
]
