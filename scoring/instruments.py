"""Questionnaires as data: what one version of an instrument says.

One file of ``scoring/library`` is one version of one instrument. Each rule in it says how sure
we are of its source: V read in a source, P partly, G not read. A G rule is off until a clinical
lead turns it on (``enabled``); the library says what is off. A site adds, as files of its own,
wording that it holds a licence for and rules that its clinical lead has signed (status S).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

KNOWN_WELL = ("V", "P", "S")
METHODS = ("sum", "mean_times_10", "itq")
#: What the version of an instrument ends with where its total is converted: a score of the one
#: is never read beside a score of the other.
CONVERTED = "-converted"
#: What an instrument calls itself, where its id is not written so.
NAMES = {"HONOS": "HoNOS", "REQOL-10": "ReQoL-10"}
#: Rules that may be off, by the words that turn them on.
RULES = ("bands", "caseness", "change", "conversion", "missing")


class NotUsable(ValueError):
    """What was given cannot be used; the words say what can."""


@dataclass(frozen=True)
class Option:
    value: int
    label: str


@dataclass(frozen=True)
class Item:
    """One question. ``values`` are what may be answered; ``not_known`` is an answer that counts
    as missing; ``not_applicable`` takes the item out of the score without making it missing.
    """

    number: int
    values: tuple[int, ...]
    text: str = ""
    reverse: bool = False
    not_known: int | None = None
    not_applicable: bool = False

    def scored(self, value: int) -> int:
        """The value as it counts: a positively worded item is turned round."""
        return max(self.values) + min(self.values) - value if self.reverse else value


@dataclass(frozen=True)
class Gate:
    """A question asked first: the answer ``closed_by`` ends the questionnaire with ``score``."""

    text: str
    closed_by: int
    score: int


@dataclass(frozen=True)
class Safety:
    """An answer that somebody looks at, whatever the total is."""

    item: int
    at_least: int


@dataclass(frozen=True)
class Rule:
    """A rule with its source; ``status`` V, P or G."""

    status: str
    source: str
    says: Mapping[str, Any] = field(default_factory=dict)

    @property
    def known_well(self) -> bool:
        return self.status in KNOWN_WELL


@dataclass(frozen=True)
class Licence:
    name: str
    holder: str
    notice: str
    ship_text: bool
    status: str


@dataclass(frozen=True)
class Instrument:
    """One version of one questionnaire."""

    id: str
    version: str
    title: str
    measures: str
    period: str
    source: str
    licence: Licence
    method: str
    worse: str
    items: tuple[Item, ...]
    options: tuple[Option, ...]
    entry_only: bool
    total: tuple[int, int]
    gate: Gate | None
    safety: tuple[Safety, ...]
    rules: Mapping[str, Rule]
    wording: str  # "library", "site" or "none"

    def rule(self, name: str, enabled: frozenset[str] = frozenset()) -> Mapping[str, Any] | None:
        """What a rule says, or None when there is none or it is off."""
        rule = self.rules.get(name)
        if rule is None or not (rule.known_well or name in enabled):
            return None
        return rule.says

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def as_shipped(self) -> Instrument:
        """The same without the conversion that a site signed: what was used before it."""
        rules = {name: rule for name, rule in self.rules.items() if name != "conversion"}
        return replace(self, version=self.version.removesuffix(CONVERTED), rules=rules)

    @property
    def off(self) -> tuple[str, ...]:
        """Rules that have no verified source and so wait for a clinical lead."""
        return tuple(name for name, rule in self.rules.items() if not rule.known_well)


def name_of(instrument_id: str) -> str:
    """The own short name of an instrument: ``ReQoL-10`` for the id REQOL-10."""
    return NAMES.get(instrument_id, instrument_id)


def number(value: Decimal | float | int) -> int | float:
    """A whole number as a whole number, anything else as it is."""
    as_float = float(value)
    return int(as_float) if as_float.is_integer() else as_float
