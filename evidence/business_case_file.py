"""A business case as somebody wrote it in TOML, and the unit costs that are known."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evidence.business_case import DISCOUNT, Benefit, Case, Cost, Uncertain
from evidence.problems import BadInput

CATALOGUE = Path(__file__).with_name("unit_costs.toml")


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Our unit costs; those without ``verified`` hold no value."""
    with CATALOGUE.open("rb") as file:
        return tomllib.load(file)


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
