"""Student's t distribution without SciPy: its import takes longer than a whole match.

Continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), and for many
degrees of freedom Hill's expansion (Algorithm 395, Communications of the ACM 13, 1970).
"""

from __future__ import annotations

import math
from statistics import NormalDist

_MANY = 2000.0


def upper_tail(t: float, df: float) -> float:
    """P(T > t)."""
    if t < 0:
        return 1 - upper_tail(-t, df)
    if math.isinf(t):
        return 0.0
    if df > _MANY:
        return 0.5 * math.erfc(_as_normal(t, df) / math.sqrt(2))
    both = df + t * t
    return 0.5 * _beta_share(df / both, t * t / both, df / 2, 0.5)


def two_sided_p(t: float, df: float) -> float:
    return min(1.0, 2 * upper_tail(abs(t), df))


def quantile(upper: float, df: float) -> float:
    """The t that `upper` of the distribution lies above, for `upper` from 0 to .5.

    Newton's steps, halving the bracket where one would leave it.
    """
    low, high = 0.0, 2.0
    while upper_tail(high, df) > upper:
        low, high = high, high * 2
    t = min(max(NormalDist().inv_cdf(1 - upper), low), high)
    for _ in range(200):
        over = upper_tail(t, df) - upper
        low, high = (t, high) if over > 0 else (low, t)
        new = t + over / _density(t, df)
        if not low <= new <= high:
            new = (low + high) / 2
        if abs(new - t) <= 1e-14 * max(t, 1e-300):
            return new
        t = new
    return t


def _density(t: float, df: float) -> float:
    if df > _MANY:
        z = _as_normal(t, df)
        return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    log_front = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2
    return math.exp(log_front - (df + 1) / 2 * math.log1p(t * t / df))


def _as_normal(t: float, df: float) -> float:
    if math.isinf(df):
        return t
    a = df - 0.5
    b = 48 * a * a
    square = a * math.log1p(t * t / df)
    z = math.sqrt(square)
    tail = ((4 * square + 33) * square + 240) * square + 855
    return z + (square + 3) * z / b - tail * z / (10 * b * (b + 0.8 * square * square + 100))


def _beta_share(x: float, rest: float, a: float, b: float) -> float:
    """The regularised incomplete beta function at x, with `rest` = 1 − x to its last digit."""
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(rest, x, b, a)
    log_front = a * math.log(x) + b * math.log(rest)
    log_front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(log_front) / a * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction by Lentz's method."""
    value = c = 1.0
    d = 0.0
    for step in range(1, 5000):
        m = step // 2
        top = m * (b - m) if step % 2 == 0 else -(a + m) * (a + b + m)
        near = a + 2 * m
        below = (near - 1) * near if step % 2 == 0 else near * (near + 1)
        term = top * x / below
        d = 1 / (1 + term * d)
        c = 1 + term / c
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return 1 / value
