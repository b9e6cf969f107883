"""What one site adds to the library: wording under its own licence, and rules it has signed.

A file of the site's folder holds either::

    [wording]                      # the texts of one instrument
    instrument = "AUDIT"
    version = "1"
    licence = "who allows its use here, and when"
    items = ["…", "…"]             # all of them, in order
    [options]                      # optional: a label for each value
    0 = "…"

or::

    [[rule]]                       # a rule that the library has not, or has off
    instrument = "PHQ-9"
    version = "1"
    name = "missing"               # bands, caseness, change, conversion or missing
    source = "the paper or guidance it is taken from"
    signed_by = "the clinical lead"
    signed_on = 2026-11-02
    allowed = 1                    # what the rule says, as in the library
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from scoring.instruments import RULES, Instrument, Item, NotUsable, Option, Rule
from scoring.site_rules import fault_of

SIGNED = "S"
ABOUT_A_RULE = frozenset({"instrument", "version", "name", "source", "signed_by", "signed_on"})
#: What a rule must say, by its name: one of these sets of keys.
SAYS = {
    "bands": ({"of"},),
    "caseness": ({"at_least"}, {"at_most"}, {"by_sex"}),
    "change": ({"reliable"}, {"reliable", "cutoff"}),
    "conversion": ({"first", "metric"},),
    "missing": ({"allowed"},),
}


def read(
    known: Mapping[str, Instrument], path: Path, data: Mapping[str, Any]
) -> Iterator[Instrument]:
    """The instruments that a site's file changes. Raises NotUsable naming the file."""
    if "wording" not in data and "rule" not in data:
        raise NotUsable(f"{path.name}: has neither [wording] nor [[rule]]")
    if "wording" in data:
        yield _with_wording(known, path, data)
    changed = dict(known)
    for rule in data.get("rule", ()):
        instrument = _with_rule(changed, path, rule)
        changed[instrument.id] = instrument
        yield instrument


def _named(known: Mapping[str, Instrument], path: Path, about: Mapping[str, Any]) -> Instrument:
    instrument = known.get(str(about.get("instrument", "")))
    if instrument is None or about.get("version") != instrument.version:
        raise NotUsable(
            f"{path.name}: instrument and version must be as the library has them:"
            f" {', '.join(f'{i.id} {i.version}' for i in known.values())}"
        )
    return instrument


def _said(path: Path, about: Mapping[str, Any], key: str, words: str) -> str:
    text = about.get(key, "")
    if not isinstance(text, str) or not text.strip():
        raise NotUsable(f"{path.name}: {key} must say {words}")
    return text.strip()


def _with_rule(known: Mapping[str, Instrument], path: Path, about: Mapping[str, Any]) -> Instrument:
    instrument = _named(known, path, about)
    name = about.get("name")
    if name not in RULES:
        raise NotUsable(f"{path.name}: name must be one of {', '.join(RULES)}, not [{name}]")
    source = _said(path, about, "source", "where the rule is taken from")
    by = _said(path, about, "signed_by", "which clinical lead signed it")
    on = about.get("signed_on")
    if not isinstance(on, date):
        raise NotUsable(f"{path.name}: signed_on must be a date, such as 2026-11-02")
    says = {key: value for key, value in about.items() if key not in ABOUT_A_RULE}
    if set(says) not in SAYS[name]:
        wanted = " or ".join("+".join(sorted(keys)) for keys in SAYS[name])
        raise NotUsable(f"{path.name}: the rule [{name}] says {wanted}")
    if fault := fault_of(instrument, name, says):
        raise NotUsable(f"{path.name}: the rule [{name}] of {instrument.id}: {fault}")
    rule = Rule(SIGNED, f"{source}; signed by {by}, {on.isoformat()}", says)
    return replace(instrument, rules={**instrument.rules, name: rule})


def _with_wording(
    known: Mapping[str, Instrument], path: Path, data: Mapping[str, Any]
) -> Instrument:
    about = data["wording"]
    instrument = _named(known, path, about)
    licence = _said(path, about, "licence", "who allows its use here")
    return replace(
        instrument,
        period=str(about.get("period", instrument.period)),
        options=_options(path, data, instrument),
        items=_items(path, about, instrument),
        licence=replace(instrument.licence, notice=licence),
        wording="site",
    )


def _items(path: Path, about: Mapping[str, Any], known: Instrument) -> tuple[Item, ...]:
    texts = about.get("items")
    wanted = len(known.items)
    if not isinstance(texts, list) or len(texts) != wanted:
        raise NotUsable(f"{path.name}: items must be the {wanted} texts in order")
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise NotUsable(f"{path.name}: each of the items must have a text")
    return tuple(replace(i, text=t) for i, t in zip(known.items, texts, strict=True))


def _options(path: Path, data: Mapping[str, Any], known: Instrument) -> tuple[Option, ...]:
    labels = data.get("options")
    if labels is None:
        return known.options
    allowed = sorted({value for item in known.items for value in item.values})
    if not isinstance(labels, Mapping) or {str(v) for v in allowed} != set(labels):
        raise NotUsable(f"{path.name}: [options] must have a label for each of {allowed}")
    return tuple(Option(value, str(labels[str(value)])) for value in allowed)
