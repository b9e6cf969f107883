"""Questionnaires as data: the library, and what a site adds to it.

One file of ``scoring/library`` is one version of one instrument. Each rule in it says how sure
we are of its source: V read in a source, P partly, G not read. A G rule is off until a clinical
lead turns it on (``enabled``); the library says what is off. A site adds, as files of its own,
wording that it holds a licence for and rules that its clinical lead has signed (status S).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("library")
KNOWN_WELL = ("V", "P", "S")
METHODS = ("sum", "mean_times_10", "itq")
#: What the version of an instrument ends with where its total is converted: a score of the one
#: is never read beside a score of the other.
CONVERTED = "-converted"
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
    def as_shipped(self) -> Instrument:
        """The same without the conversion that a site signed: what was used before it."""
        rules = {name: rule for name, rule in self.rules.items() if name != "conversion"}
        return replace(self, version=self.version.removesuffix(CONVERTED), rules=rules)

    @property
    def off(self) -> tuple[str, ...]:
        """Rules that have no verified source and so wait for a clinical lead."""
        return tuple(name for name, rule in self.rules.items() if not rule.known_well)


def library(site: Path | None = None) -> dict[str, Instrument]:
    """All instruments by id, with what a site's folder adds to them: see ``scoring/site.py``.

    Raises NotUsable naming the file and what is wrong with it.
    """
    from scoring import site as added

    found = dict(_shipped())
    for path in sorted(site.glob("*.toml")) if site and site.is_dir() else ():
        for instrument in added.read(found, path, read_toml(path)):
            found[instrument.id] = instrument
    return {id: _version_of_its_own(instrument) for id, instrument in found.items()}


def _version_of_its_own(instrument: Instrument) -> Instrument:
    """A converted total is another scale: it has a version of its own."""
    if instrument.rule("conversion") is None:
        return instrument
    return replace(instrument, version=f"{instrument.version}{CONVERTED}")


def find(name: str, site: Path | None = None) -> Instrument:
    """One instrument by its id, however it is written. Raises NotUsable naming the choices."""
    instruments = library(site)
    for instrument in instruments.values():
        if _plain(instrument.id) == _plain(name):
            return instrument
    raise NotUsable(f"no such instrument [{name}]: choose from {', '.join(instruments)}")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


@cache
def _shipped() -> Mapping[str, Instrument]:
    read = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {instrument.id: instrument for instrument in sorted(read, key=lambda i: i.id)}


def read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NotUsable(f"{path.name}: {error}") from error


def _read(path: Path) -> Instrument:
    data = read_toml(path)
    try:
        return _instrument(data)
    except (KeyError, TypeError) as error:
        raise NotUsable(f"{path.name}: {error!r} is missing or not what it should be") from error


def _instrument(data: Mapping[str, Any]) -> Instrument:
    about, licence, scoring = data["instrument"], data["licence"], data["scoring"]
    options = tuple(Option(o["value"], o["label"]) for o in scoring.get("options", ()))
    values = tuple(scoring.get("values") or [option.value for option in options])
    total = scoring.get("total", {})
    return Instrument(
        id=about["id"],
        version=about["version"],
        title=about["title"],
        measures=about["measures"],
        period=about.get("period", ""),
        source=about["source"],
        licence=Licence(
            name=licence["name"],
            holder=licence.get("holder", ""),
            notice=licence["notice"],
            ship_text=licence["ship_text"],
            status=licence["status"],
        ),
        method=scoring["method"],
        worse=scoring["worse"],
        items=tuple(_item(item, values) for item in data.get("item", ())),
        options=options,
        entry_only=about.get("entry_only", False),
        total=(total.get("from", 0), total.get("to", 0)),
        gate=_gate(data.get("gate")),
        safety=tuple(Safety(s["item"], s["at_least"]) for s in data.get("safety", ())),
        rules={name: _rule(data[name]) for name in RULES if name in data},
        wording="library" if licence["ship_text"] else "none",
    )


def _item(data: Mapping[str, Any], values: tuple[int, ...]) -> Item:
    return Item(
        number=data["number"],
        values=tuple(data.get("values", values)),
        text=data.get("text", ""),
        reverse=data.get("reverse", False),
        not_known=data.get("not_known"),
        not_applicable=data.get("not_applicable", False),
    )


def _gate(data: Mapping[str, Any] | None) -> Gate | None:
    return Gate(data["text"], data["closed_by"], data["score"]) if data else None


def _rule(data: Mapping[str, Any]) -> Rule:
    says = {key: value for key, value in data.items() if key not in ("status", "source")}
    return Rule(data["status"], data["source"], says)


def number(value: Decimal | float | int) -> int | float:
    """A whole number as a whole number, anything else as it is."""
    as_float = float(value)
    return int(as_float) if as_float.is_integer() else as_float
