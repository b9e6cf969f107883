"""How strong something unseen would have to be to explain the difference away."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evidence.comparison.outcomes import Difference


@dataclass(frozen=True)
class EValue:
    """Both as risk ratios: what a hidden cause would need with treatment and with outcome, to
    explain the estimate, and to move the nearer limit of its interval to no difference."""

    risk_ratio: float
    estimate: float
    limit: float


def e_value_of_ratio(risk_ratio: float) -> float:
    """VanderWeele and Ding (2017)."""
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def e_value(found: Difference, *, spread: float | None = None) -> EValue | None:
    """For a share of people, from the two risks; for a measure, from the difference divided by
    `spread`, the standard deviation (risk ratio ≈ exp(0.91 d)). None where no ratio exists."""
    if spread is not None:
        if spread <= 0 or math.isnan(found.se):
            return None
        ratios = [
            math.exp(0.91 * one / spread) for one in (found.difference, found.low, found.high)
        ]
        return _from_ratios(*ratios)
    ours, theirs = found.treated, found.control
    if not (0 < ours <= 1 and 0 < theirs <= 1) or math.isnan(found.se):
        return None
    ratio = ours / theirs
    # The log of a ratio of risks, by the delta method.
    se = math.sqrt(
        (1 - ours) / (ours * found.treated_ess) + (1 - theirs) / (theirs * found.control_ess)
    )
    return _from_ratios(ratio, ratio * math.exp(-1.959964 * se), ratio * math.exp(1.959964 * se))


def _from_ratios(ratio: float, low: float, high: float) -> EValue:
    near = low if ratio > 1 else high
    crosses = low <= 1 <= high
    return EValue(ratio, e_value_of_ratio(ratio), 1.0 if crosses else e_value_of_ratio(near))
