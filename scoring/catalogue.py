"""The instruments that are there: those of ``scoring/library``, and what a site adds to them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from scoring import site as site_files
from scoring.instruments import (
    CONVERTED,
    RULES,
    Gate,
    Instrument,
    Item,
    Licence,
    NotUsable,
    Option,
    Rule,
    Safety,
)

FOLDER = Path(__file__).with_name("library")


def library(site: Path | None = None) -> dict[str, Instrument]:
    """All instruments by id, with what a site's folder adds to them: see ``scoring/site.py``.

    Raises NotUsable naming the file and what is wrong with it.
    """
    found = dict(_shipped())
    for path in sorted(site.glob("*.toml")) if site and site.is_dir() else ():
        for instrument in site_files.read(found, path, _read_toml(path)):
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


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NotUsable(f"{path.name}: {error}") from error


def _read(path: Path) -> Instrument:
    data = _read_toml(path)
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
