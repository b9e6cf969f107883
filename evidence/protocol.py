"""Reads evaluation.toml: what will be compared, decided before the outcomes are seen.

The SHA-256 is taken over the canonical content (every key with its default, sorted, as JSON),
so comments, order and spacing do not change it and any decision does.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from evidence.problems import BadInput

METHODS = ("nearest", "radius", "iptw", "overlap", "entropy", "aipw")
ORDERS = ("largest", "smallest", "data")
MATCHING = ("nearest", "radius")
#: Outcomes that are made from events, in the order of the report.
EVENT_OUTCOMES = (
    "rate",
    "frequency",
    "time_to_first",
    "rate_indictable",
    "rate_either_way",
    "rate_summary",
    "frequency_indictable",
    "frequency_either_way",
    "frequency_summary",
    "custody_rate",
    "custody_frequency",
)
_REQUIRED = object()


@dataclass(frozen=True)
class Key:
    """One setting: how it is read, and what it is when nobody says."""

    read: Callable[[Any], Any]
    default: Any = _REQUIRED
    #: Not hashed while it is at its default: protocols from before it existed keep their hash.
    later: bool = False


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    if "\0" in value:
        raise ValueError("holds a character that is not text")
    return value.strip()


def _filled(value: Any) -> str:
    if not _text(value):
        raise ValueError("must not be empty")
    return _text(value)


def _day(value: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a date such as 2026-07-01") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a date such as 2026-07-01, without quotes")
    return value


def _whole(low: int, high: int = 100_000) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return read


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        raise ValueError("must be a number above 0")
    return float(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise ValueError("must be a number")
    return float(value)


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError('must be a list of names such as ["age", "sex"]')
    names = tuple(_filled(one) for one in value)
    if len(set(names)) < len(names):
        raise ValueError("names something twice")
    return names


def _name_to_name(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ValueError('must be a table such as {score = "score_on"}')
    return {_filled(name): _filled(other) for name, other in value.items()}


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return str(value)

    return read


def _source(value: Any) -> str:
    """A table's address. A password in it would end up in the report and in the hash."""
    if re.match(r"^postgres(?:ql)?://[^/@]*:[^/@]*@", _text(value)):
        raise ValueError("holds a password: take it out and set PGPASSWORD or use a service file")
    return _text(value)


def _filled_source(value: Any) -> str:
    return _source(_filled(value))


SECTIONS: Mapping[str, Mapping[str, Key]] = {
    "study": {
        "id": Key(_filled),
        "title": Key(_filled),
        "registered_on": Key(_day),
    },
    "data": {
        "cohort": Key(_filled_source),
        "pool": Key(_filled_source),
        "events": Key(_source, ""),
        "custody": Key(_source, "", later=True),
        "person_id": Key(_filled, "person_id"),
    },
    "events": {
        "offence_date": Key(_filled, "offence_date"),
        "proven_date": Key(_filled, "proven_date"),
        "tier": Key(_filled, "tier"),
        "custody": Key(_filled, "custody"),
    },
    "custody": {
        "from": Key(_filled, "custody_from", later=True),
        "to": Key(_filled, "custody_to", later=True),
    },
    "index": {
        "date": Key(_text, "index_date"),
        "landmark_days": Key(_whole(0), 0),
    },
    "follow_up": {
        "days": Key(_whole(1), 365),
        "proof_days": Key(_whole(0), 183),
        "data_to": Key(_day, None),
    },
    "covariates": {
        "numeric": Key(_names, ()),
        "factor": Key(_names, ()),
        "recorded_on": Key(_name_to_name, {}),
    },
    "method": {
        "kind": Key(_one_of(*METHODS), "nearest"),
        "ratio": Key(_whole(1, 100), 1),
        "replace": Key(_yes_no, False),
        "caliper_sd": Key(_positive, 0.2),
        "exact": Key(_names, ()),
        "order": Key(_one_of(*ORDERS), "largest"),
        "cross_fit": Key(_whole(0, 20), 0),
    },
    "outcomes": {
        "primary": Key(_filled, "rate"),
        "others": Key(_names, ()),
        "severity": Key(_one_of("any", "first"), "any"),
        "words": Key(_name_to_name, {}),
    },
    "sensitivity": {"negative_control": Key(_names, ())},
    "subgroups": {"by": Key(_names, ())},
    "looks": {"planned": Key(_whole(1, 20), 1)},
}
COLUMN_KEYS: Mapping[str, Key] = {
    "min": Key(_number, None),
    "max": Key(_number, None),
    "levels": Key(_names, None),
    "words": Key(_filled, None),
}
NEEDED_SECTIONS = ("study", "data", "covariates", "outcomes")


@dataclass(frozen=True)
class Protocol:
    """A checked protocol. `settings` holds every section with its defaults."""

    path: Path
    settings: Mapping[str, Mapping[str, Any]]
    dictionary: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __getitem__(self, section: str) -> Mapping[str, Any]:
        return self.settings[section]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The primary outcome first."""
        chosen = self["outcomes"]
        return (chosen["primary"], *chosen["others"])

    @property
    def covariates(self) -> tuple[str, ...]:
        return (*self["covariates"]["numeric"], *self["covariates"]["factor"])

    @property
    def folder(self) -> Path:
        """What the addresses of the tables start from."""
        return self.path.parent

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """What the hash is taken over."""
        settings = {name: _hashed(name, given) for name, given in self.settings.items()}
        settings = {name: given for name, given in settings.items() if given}
        content = {"settings": settings, "dictionary": self.dictionary}
        return json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain)


def _hashed(section: str, given: Mapping[str, Any]) -> dict[str, Any]:
    keys = SECTIONS[section]
    return {
        name: value
        for name, value in given.items()
        if not (keys[name].later and value == keys[name].default)
    }


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def read_protocol(path: Path) -> Protocol:
    """The protocol of a file. Raises BadInput naming the file, the key and the remedy."""
    raw = _toml(path)
    allowed = (*SECTIONS, "dictionary")
    _refuse_unknown(path, "", raw, allowed)
    for name in NEEDED_SECTIONS:
        if name not in raw:
            raise BadInput(str(path), f"[{name}]", "is missing.", f"Add a section [{name}].")
    settings = {name: _section(path, name, keys, raw) for name, keys in SECTIONS.items()}
    protocol = Protocol(path, settings, _dictionary(path, raw))
    _check_together(protocol)
    return protocol


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise BadInput(str(path), "", "is not there.", "Check the path.") from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(str(path), "", f"cannot be read as text ({wrong}).") from None
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise BadInput(str(path), "", f"is not TOML: {wrong}.") from None


def _section(
    path: Path, name: str, keys: Mapping[str, Key], raw: Mapping[str, Any]
) -> dict[str, Any]:
    given = raw.get(name, {})
    if not isinstance(given, dict):
        raise BadInput(str(path), name, "must be a section.", f"Write it as [{name}].")
    _refuse_unknown(path, name, given, tuple(keys))
    return {key: _value(path, f"{name}.{key}", rule, given, key) for key, rule in keys.items()}


def _value(path: Path, place: str, rule: Key, given: Mapping[str, Any], key: str) -> Any:
    if key not in given:
        if rule.default is _REQUIRED:
            raise BadInput(str(path), place, "is missing.", "Add it.")
        return rule.default
    try:
        return rule.read(given[key])
    except ValueError as wrong:
        raise BadInput(str(path), place, f"{wrong}.") from None


def _refuse_unknown(
    path: Path, section: str, given: Mapping[str, Any], allowed: tuple[str, ...]
) -> None:
    for key in given:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, 1)
            remedy = f"Did you mean [{near[0]}]?" if near else f"Known: {', '.join(allowed)}."
            place = f"{section}.{key}" if section else key
            raise BadInput(str(path), place, "is not a setting.", remedy)


def _dictionary(path: Path, raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    given = raw.get("dictionary", {})
    if not isinstance(given, dict):
        raise BadInput(str(path), "dictionary", "must be a section for each column.")
    return {
        column: _section(path, f"dictionary.{column}", COLUMN_KEYS, {f"dictionary.{column}": rules})
        for column, rules in sorted(given.items())
    }


def _check_together(protocol: Protocol) -> None:
    """What single keys cannot show: names that clash, and settings that need another."""
    for place, message, remedy in (
        *_covariate_clashes(protocol),
        *_outcome_clashes(protocol),
        *_unmet_needs(protocol),
    ):
        raise BadInput(str(protocol.path), place, message, remedy)


Clash = tuple[str, str, str]


def _covariate_clashes(protocol: Protocol) -> Iterator[Clash]:
    covariates = protocol["covariates"]
    if not protocol.covariates:
        yield "covariates", "names no column.", "Name at least one in numeric or factor."
    both = set(covariates["numeric"]) & set(covariates["factor"])
    if both:
        yield "covariates", f"[{min(both)}] is both numeric and factor.", "Choose one."
    for name in covariates["recorded_on"]:
        if name not in protocol.covariates:
            yield "covariates.recorded_on", f"[{name}] is not a covariate.", "Take it out."
    for name in protocol["method"]["exact"]:
        if name not in covariates["factor"]:
            yield "method.exact", f"[{name}] is not in covariates.factor.", "Add it there."
    for name in protocol["subgroups"]["by"]:
        if name in covariates["numeric"]:
            yield "subgroups.by", f"[{name}] is numeric.", "Name a factor: groups need levels."


def _outcome_clashes(protocol: Protocol) -> Iterator[Clash]:
    chosen = protocol["outcomes"]
    if chosen["primary"] in chosen["others"]:
        yield "outcomes.others", "holds the primary outcome.", "Take it out."
    for place, names in (
        ("outcomes", protocol.outcomes),
        ("sensitivity.negative_control", protocol["sensitivity"]["negative_control"]),
    ):
        for name in names:
            if name in protocol.covariates:
                yield place, f"[{name}] is a covariate.", "An outcome comes afterwards."


def _unmet_needs(protocol: Protocol) -> Iterator[Clash]:
    if protocol["data"]["events"] and protocol["follow_up"]["data_to"] is None:
        yield "follow_up.data_to", "is missing.", "Say to which day events are complete."
    if protocol["data"]["custody"] and not protocol["data"]["events"]:
        yield "data.custody", "is read beside events only.", "Name the events, or take it out."
    dated = protocol["data"]["events"] or protocol["covariates"]["recorded_on"]
    if dated and not protocol["index"]["date"]:
        yield "index.date", "is empty.", "Name the column that days are counted from."
    if protocol["method"]["exact"] and protocol["method"]["kind"] != "nearest":
        yield "method.exact", "needs method.kind nearest.", "Take it out, or choose nearest."
