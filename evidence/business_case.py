"""Is it worth what it costs? After HM Treasury's Green Book (2022).

Costs and benefits in real terms, discounted at 3.5 % a year from year 1 (year 0 is not
discounted); costs raised by optimism bias; cash that can be released kept apart from the rest;
uncertainty by drawing every uncertain number many times (Briggs, Claxton and Sculpher, Decision
Modelling for Health Economic Evaluation, 2006). A cost without a verified source is refused.
"""

from __future__ import annotations

import argparse
import math
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence.problems import BadInput

Floats = NDArray[np.float64]
CATALOGUE = Path(__file__).with_name("unit_costs.toml")
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


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Our unit costs; those without ``verified`` hold no value."""
    with CATALOGUE.open("rb") as file:
        return tomllib.load(file)


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


# --- Reading -------------------------------------------------------------------------------------


def read_case(path: Path, *, effects: Mapping[str, Uncertain] | None = None) -> Case:
    """A checked case from TOML; ``effects`` are those of an evaluation, by outcome name."""
    try:
        with path.open("rb") as file:
            raw = tomllib.load(file)
    except FileNotFoundError:
        raise BadInput(path.name, "", "is not there.", "Check the path.") from None
    except OSError as wrong:
        raise BadInput(path.name, "", f"cannot be read ({wrong.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise BadInput(path.name, "", f"is not TOML: {wrong}.") from None
    return _Reader(path.name, raw, effects or {}).case()


@dataclass(frozen=True)
class _Reader:
    """Checks one file and says where it is wrong."""

    file: str
    raw: Mapping[str, Any]
    effects: Mapping[str, Uncertain]

    def case(self) -> Case:
        self._only(self.raw, "", ("case", "unit_costs", "costs", "benefits"))
        head = self._table(self.raw, "case")
        known = ("title", "price_year", "years", "discount_rate", "optimism_bias")
        self._only(head, "case", known)
        years = int(self._number(head, "case", "years", low=1, high=60))
        costs = self._rows("costs")
        benefits = self._rows("benefits")
        if not costs:
            raise BadInput(self.file, "costs", "has no lines.", "A service costs something.")
        return Case(
            self._text(head, "case", "title"),
            int(self._number(head, "case", "price_year", low=1990, high=2100)),
            self._number(head, "case", "discount_rate", low=0, high=0.5, default=DISCOUNT),
            self._number(head, "case", "optimism_bias", low=0, high=5),
            years,
            tuple(self._cost(row, f"costs {i + 1}", years) for i, row in enumerate(costs)),
            tuple(self._benefit(row, f"benefits {i + 1}", years) for i, row in enumerate(benefits)),
        )

    def _cost(self, row: Mapping[str, Any], place: str, years: int) -> Cost:
        self._only(row, place, ("name", "by_year", "cashable", "source", "spread"))
        return Cost(
            self._text(row, place, "name"),
            self._series(row, place, "by_year", years),
            bool(row.get("cashable", True)),
            self._text(row, place, "source"),
            self._number(row, place, "spread", low=0, high=1, default=0.0),
        )

    def _benefit(self, row: Mapping[str, Any], place: str, years: int) -> Benefit:
        self._only(
            row, place, ("name", "effect", "outcome", "people", "unit_cost", "cashable", "source")
        )
        price, cashable = self._unit_cost(self._text(row, place, "unit_cost"), place)
        return Benefit(
            self._text(row, place, "name"),
            self._effect(row, place),
            self._series(row, place, "people", years),
            price,
            bool(row.get("cashable", cashable)),
            self._text(row, place, "source"),
        )

    def _effect(self, row: Mapping[str, Any], place: str) -> Uncertain:
        """Typed in with its range, or taken from an evaluation: fewer is a benefit."""
        if ("outcome" in row) == ("effect" in row):
            raise BadInput(self.file, place, "needs either effect or outcome, not both or neither.")
        if "outcome" in row:
            name = self._text(row, place, "outcome")
            if name not in self.effects:
                has = ", ".join(self.effects) or "none"
                raise BadInput(
                    self.file, place, f"asks for outcome [{name}]; the evaluation has {has}."
                )
            found = self.effects[name]
            return Uncertain(-found.value, -found.high, -found.low)
        return self._uncertain(row["effect"], f"{place}: effect")

    def _unit_cost(self, name: str, place: str) -> tuple[Uncertain, bool]:
        own = self.raw.get("unit_costs", {})
        entry = own.get(name, catalogue().get(name)) if isinstance(own, Mapping) else None
        if not isinstance(entry, Mapping):
            raise BadInput(self.file, place, f"names the unit cost [{name}], which is not there.")
        if entry.get("verified") is not True or "value" not in entry:
            raise BadInput(
                self.file,
                place,
                f"uses the unit cost [{name}], which has no verified value.",
                f"Enter [unit_costs.{name}] with value, price_year, source and verified = true.",
            )
        where = f"unit_costs.{name}"
        self._text(entry, where, "source")
        if self._number(entry, where, "price_year", low=1990, high=2100) != self.raw["case"].get(
            "price_year"
        ):
            raise BadInput(
                self.file,
                where,
                f"is in prices of {entry['price_year']}, the case in prices of "
                f"{self.raw['case'].get('price_year')}.",
                "Uplift it with the GDP deflator and enter the result as your own unit cost.",
            )
        return self._uncertain(entry, where), bool(entry.get("cashable", False))

    def _uncertain(self, entry: Any, place: str) -> Uncertain:
        if not isinstance(entry, Mapping):
            raise BadInput(self.file, place, "needs value, low and high.")
        value = self._number(entry, place, "value", low=-1e12, high=1e12)
        low = self._number(entry, place, "low", low=-1e12, high=1e12, default=value)
        high = self._number(entry, place, "high", low=-1e12, high=1e12, default=value)
        if not low <= value <= high:
            raise BadInput(
                self.file, place, f"[{value:g}] is not between [{low:g}] and [{high:g}]."
            )
        return Uncertain(value, low, high)

    def _rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        rows = self.raw.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise BadInput(self.file, name, f"must be written as [[{name}]].")
        return rows

    def _series(
        self, row: Mapping[str, Any], place: str, key: str, years: int
    ) -> tuple[float, ...]:
        values = row.get(key)
        if not isinstance(values, list) or len(values) != years:
            raise BadInput(self.file, f"{place}: {key}", f"needs {years} numbers, one a year.")
        for value in values:
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not 0 <= value < 1e12
            ):
                raise BadInput(self.file, f"{place}: {key}", f"[{value}] is no number from 0 up.")
        return tuple(float(value) for value in values)

    def _table(self, raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        if not isinstance(raw.get(name), Mapping):
            raise BadInput(self.file, name, "is missing.", f"Write a section [{name}].")
        found: Mapping[str, Any] = raw[name]
        return found

    def _text(self, row: Mapping[str, Any], place: str, key: str) -> str:
        value = row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise BadInput(self.file, f"{place}: {key}", "must be text that is not empty.")
        return value.strip()

    def _number(
        self,
        row: Mapping[str, Any],
        place: str,
        key: str,
        *,
        low: float,
        high: float,
        default: float | None = None,
    ) -> float:
        value = row.get(key, default)
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not math.isfinite(float(value)) or not low <= float(value) <= high:
            raise BadInput(
                self.file, f"{place}: {key}", f"must be a number from {low:g} to {high:g}."
            )
        return float(value)

    def _only(self, row: Mapping[str, Any], place: str, known: Sequence[str]) -> None:
        for key in row:
            if key not in known:
                raise BadInput(
                    self.file, place, f"[{key}] is not known.", f"Known: {', '.join(known)}."
                )


# --- The command ---------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `evidence business-case` takes."""
    parser.add_argument("case", type=Path, metavar="TOML", help="the business case")
    parser.add_argument(
        "--results", type=Path, metavar="DIR", help="folder of `evidence evaluate`, for effects"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the figures, or say what is missing."""
    from evidence.outputs import as_json

    effects = None
    if args.results is not None:
        from evidence.report.folder import read_folder
        from evidence.report.sections import effects_of

        effects = effects_of(read_folder(args.results))
    found = evaluate(read_case(args.case, effects=effects))
    sys.stdout.write(as_json(asdict(found)) if args.json else _lines(found))
    return 0


def _lines(found: Result) -> str:
    def money(row: Range) -> str:
        return f"{row.value:,.0f} ({row.low:,.0f} to {row.high:,.0f})"

    ratio = "none: there are no costs"
    if found.ratio is not None:
        ratio = f"{found.ratio.value:.2f} ({found.ratio.low:.2f} to {found.ratio.high:.2f})"
    even = "never" if found.break_even is None else f"{found.break_even:.0%} of the expected effect"
    return "\n".join(
        (
            f"{found.case.title}, pounds of {found.case.price_year}, present values",
            f"Costs                  {money(found.cost)}",
            f"Benefits               {money(found.benefit)}",
            f"  cash can be released {money(found.cashable_benefit)}",
            f"Net                    {money(found.net)}",
            f"Benefit for each pound {ratio}",
            f"Breaks even at         {even}",
            f"Worth it in            {found.worth_it:.0%} of {found.draws:,} draws",
            "",
        )
    )
