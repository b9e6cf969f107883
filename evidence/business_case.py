"""Is it worth what it costs? After HM Treasury's Green Book (2022).

Costs and benefits in real terms, discounted at 3.5 % a year from year 1 (year 0 is not
discounted); costs raised by optimism bias; cash that can be released kept apart from the rest;
uncertainty by drawing every uncertain number many times (Briggs, Claxton and Sculpher, Decision
Modelling for Health Economic Evaluation, 2006). A cost without a verified source is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DISCOUNT = 0.035
DRAWS = 10_000
SEED = 20260701


@dataclass(frozen=True)
class Uncertain:
    """A number with its likely range (95 %). Costs are drawn from a gamma, others from a normal."""

    value: float
    low: float
    high: float

    @property
    def sd(self) -> float:
        return (self.high - self.low) / (2 * 1.959964)


@dataclass(frozen=True)
class Cost:
    """What the service spends, by year; year 0 is the first."""

    name: str
    by_year: tuple[float, ...]
    cashable: bool
    source: str
    spread: float


@dataclass(frozen=True)
class Benefit:
    """What one unit of effect is worth, and how many units the service is expected to bring.

    ``effect`` is for each person (for example reoffences avoided); ``people`` by year.
    """

    name: str
    effect: Uncertain
    people: tuple[float, ...]
    unit_cost: Uncertain
    cashable: bool
    source: str


@dataclass(frozen=True)
class Case:
    """A checked business case. ``optimism_bias`` is added to costs: 0.2 is 20 %."""

    title: str
    price_year: int
    discount: float
    optimism_bias: float
    years: int
    costs: tuple[Cost, ...]
    benefits: tuple[Benefit, ...]


@dataclass(frozen=True)
class Range:
    """A figure with the 95 % range of the draws."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bar:
    """One bar of the tornado: net value with this number at its low and at its high end."""

    name: str
    at_low: float
    at_high: float


@dataclass(frozen=True)
class Result:
    """Present values in pounds of the price year. Shares are of the draws."""

    case: Case
    cost: Range
    benefit: Range
    cashable_benefit: Range
    cashable_cost: Range
    net: Range
    ratio: Range | None
    worth_it: float
    break_even: float | None
    by_year: tuple[tuple[int, float, float, float], ...]
    tornado: tuple[Bar, ...]
    draws: int
    seed: int


def evaluate(case: Case, *, draws: int = DRAWS, seed: int = SEED) -> Result:
    """Present values, the ratio with its range, the effect that breaks even, and the tornado."""
    factors = discount_factors(case.years, case.discount)
    cost = _present_cost(case, factors)
    benefit = sum(_present_benefit(row, factors) for row in case.benefits)
    cash = sum(_present_benefit(row, factors) for row in case.benefits if row.cashable)
    cost_draws, benefit_draws, cash_draws = _draw(case, factors, draws, seed)
    net_draws = benefit_draws - cost_draws
    ratio = None
    if cost > 0 and (cost_draws > 0).all():
        ratio = _range(benefit / cost, benefit_draws / cost_draws)
    cash_cost = _present_cost(case, factors, cashable_only=True)
    return Result(
        case,
        _range(cost, cost_draws),
        _range(benefit, benefit_draws),
        _range(cash, cash_draws),
        _range(cash_cost, np.full(2, cash_cost)),
        _range(benefit - cost, net_draws),
        ratio,
        float((net_draws > 0).mean()),
        break_even(case),
        _by_year(case, factors),
        tornado(case),
        draws,
        seed,
    )


def discount_factors(years: int, rate: float) -> Floats:
    """1 for year 0, then 1/(1 + rate) to the power of the year."""
    return np.asarray((1 + rate) ** -np.arange(years, dtype=np.float64))


def break_even(case: Case) -> float | None:
    """The share of the expected effect at which benefits just pay the costs: below 1 is room.

    One number moves all effects together; None where no effect, however large, would pay.
    """
    factors = discount_factors(case.years, case.discount)
    benefit = sum(_present_benefit(row, factors) for row in case.benefits)
    return _present_cost(case, factors) / benefit if benefit > 0 else None


def tornado(case: Case) -> tuple[Bar, ...]:
    """Net present value with one number at a time at each end of its range, widest first."""
    bars = []
    for i, row in enumerate(case.benefits):
        for what, uncertain in (("effect", row.effect), ("unit cost", row.unit_cost)):
            if uncertain.low < uncertain.high:
                ends = [
                    _net(case, benefit=(i, what, value))
                    for value in (uncertain.low, uncertain.high)
                ]
                bars.append(Bar(f"{row.name}: {what}", *ends))
    for i, cost in enumerate(case.costs):
        if cost.spread:
            ends = [_net(case, cost=(i, 1 + way * cost.spread)) for way in (-1, 1)]
            bars.append(Bar(f"{cost.name}: cost", *ends))
    if case.optimism_bias:
        bars.append(Bar("Optimism bias: none or as set", _net(case, bias=0.0), _net(case)))
    return tuple(sorted(bars, key=lambda bar: -abs(bar.at_high - bar.at_low)))


def _net(
    case: Case,
    *,
    benefit: tuple[int, str, float] | None = None,
    cost: tuple[int, float] | None = None,
    bias: float | None = None,
) -> float:
    factors = discount_factors(case.years, case.discount)
    total = 0.0
    for i, row in enumerate(case.benefits):
        effect, price = row.effect.value, row.unit_cost.value
        if benefit is not None and benefit[0] == i:
            effect, price = (benefit[2], price) if benefit[1] == "effect" else (effect, benefit[2])
        total += effect * price * float(factors @ np.array(row.people))
    raised = 1 + (case.optimism_bias if bias is None else bias)
    for i, spend in enumerate(case.costs):
        times = cost[1] if cost is not None and cost[0] == i else 1.0
        total -= times * raised * float(factors @ np.array(spend.by_year))
    return total


def _present_cost(case: Case, factors: Floats, *, cashable_only: bool = False) -> float:
    rows = [row for row in case.costs if row.cashable or not cashable_only]
    plain = sum(float(factors @ np.array(row.by_year)) for row in rows)
    return plain * (1 + case.optimism_bias)


def _present_benefit(row: Benefit, factors: Floats) -> float:
    return row.effect.value * row.unit_cost.value * float(factors @ np.array(row.people))


def _draw(case: Case, factors: Floats, draws: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Costs, benefits and cashable benefits of each draw."""
    chance = np.random.default_rng(seed)
    cost = np.zeros(draws)
    for spend in case.costs:
        present = float(factors @ np.array(spend.by_year)) * (1 + case.optimism_bias)
        cost += present * _gamma(chance, 1.0, spend.spread / 1.959964, draws)
    benefit, cash = np.zeros(draws), np.zeros(draws)
    for row in case.benefits:
        effect = chance.normal(row.effect.value, row.effect.sd, draws)
        price = _gamma(chance, row.unit_cost.value, row.unit_cost.sd, draws)
        worth = effect * price * float(factors @ np.array(row.people))
        benefit += worth
        cash += worth if row.cashable else 0.0
    return cost, benefit, cash


def _gamma(chance: np.random.Generator, mean: float, sd: float, draws: int) -> Floats:
    """Never below 0, as costs are."""
    if sd <= 0 or mean <= 0:
        return np.full(draws, mean)
    return chance.gamma((mean / sd) ** 2, sd**2 / mean, draws)


def _range(value: float, draws: Floats) -> Range:
    low, high = np.quantile(draws, [0.025, 0.975])
    return Range(float(value), float(low), float(high))


def _by_year(case: Case, factors: Floats) -> tuple[tuple[int, float, float, float], ...]:
    """Year, undiscounted cost and benefit, and discounted net."""
    rows = []
    for year in range(case.years):
        cost = sum(row.by_year[year] for row in case.costs) * (1 + case.optimism_bias)
        worth = sum(
            row.effect.value * row.unit_cost.value * row.people[year] for row in case.benefits
        )
        rows.append((year, float(cost), float(worth), float((worth - cost) * factors[year])))
    return tuple(rows)
