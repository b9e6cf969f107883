"""`throughcare instruments`: the library of questionnaires, a score, a change."""

from __future__ import annotations

import argparse
import json
from typing import Any

from scoring import catalogue, score
from scoring import change as changes
from scoring.instruments import Instrument, NotUsable
from throughcare.config import postgres_home
from throughcare.config.console import say, tell

#: The folder of the data home where a site puts licensed wording and signed rules.
SITE_FOLDER = "instruments"
UNUSABLE = 2


def _library() -> dict[str, Instrument]:
    return catalogue.library(postgres_home.home() / SITE_FOLDER)


def _find(name: str) -> Instrument:
    return catalogue.find(name, postgres_home.home() / SITE_FOLDER)


def list_all(arguments: argparse.Namespace) -> int:
    try:
        found = _library()
    except NotUsable as error:
        tell(str(error))
        return UNUSABLE
    if arguments.json:
        say(json.dumps({"instruments": [_described(i) for i in found.values()]}))
        return 0
    for instrument in found.values():
        notes = "total only" if instrument.entry_only else f"{len(instrument.items)} items"
        off = f"; off: {', '.join(instrument.off)}" if instrument.off else ""
        say(f"{instrument.id:10} {instrument.title} ({notes}; wording: {instrument.wording}{off})")
    return 0


def _described(instrument: Instrument) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "version": instrument.version,
        "title": instrument.title,
        "measures": instrument.measures,
        "items": len(instrument.items),
        "entry_only": instrument.entry_only,
        "wording": instrument.wording,
        "licence": {
            "name": instrument.licence.name,
            "notice": instrument.licence.notice,
            "may_ship": instrument.licence.ship_text,
            "status": instrument.licence.status,
        },
        "source": instrument.source,
        "rules": {
            name: {"status": rule.status, "source": rule.source, "on": rule.known_well}
            for name, rule in instrument.rules.items()
        },
    }


def score_one(arguments: argparse.Namespace) -> int:
    """Exit 2 when an answer cannot be used; that there is no score is said in the document."""
    try:
        instrument = _find(arguments.id)
        answers = arguments.answers.split(",")
        result = score.score(instrument, answers, sex=arguments.sex or "")
    except NotUsable as error:
        tell(str(error))
        return UNUSABLE
    if arguments.json:
        say(json.dumps(result.as_dict()))
    else:
        say(_in_words(instrument, result))
    return 0


def _in_words(instrument: Instrument, result: score.Result) -> str:
    parts = [f"{instrument.id} (version {instrument.version})"]
    if result.score is None:
        parts.append(f"no score: missing {', '.join(map(str, result.missing)) or 'all'}")
    else:
        parts.append(f"score {result.score:g}" + (f", {result.band}" if result.band else ""))
    if result.safety:
        parts.append("look at: " + ", ".join(f"item {a.item} = {a.value}" for a in result.safety))
    return "; ".join([*parts, instrument.licence.notice])


def _significance(found: changes.Change) -> str:
    if found.clinically_significant is None:
        return "no cut-off with a source"
    return f"{'' if found.clinically_significant else 'not '}clinically significant"


def change_between(arguments: argparse.Namespace) -> int:
    """Exit 0 with an answer, 1 without a rule that has a source, 2 when a score cannot be."""
    try:
        instrument = _find(arguments.id)
        first, last = (
            changes.parse(instrument, given) for given in (arguments.first, arguments.last)
        )
    except NotUsable as error:
        tell(str(error))
        return UNUSABLE
    found = changes.change(instrument, first, last)
    if arguments.json:
        say(
            json.dumps(
                {
                    "reliable": found.reliable,
                    "clinically_significant": found.clinically_significant,
                }
            )
        )
    elif found.reliable is None:
        say(f"{instrument.id}: no rule for reliable change with a source")
    else:
        say(f"{instrument.id}: reliable change: {found.reliable}; {_significance(found)}")
    if found.reliable is None:
        tell(f"no rule for reliable change of {instrument.id} has a source: a site may sign one")
        return 1
    return 0
