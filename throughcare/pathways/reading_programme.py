"""Reads the table [programme] of a definition; faults are named as in the rest of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scoring.catalogue import library
from throughcare.pathways import programme as shape

if TYPE_CHECKING:
    from throughcare.pathways.reading import Reader, Where

KEYS = (
    "led_by beside weeks sessions sessions_at_most drivers source source_status module instrument"
    " follow_up supervision"
)
MOST = 200


def read_programme(reader: Reader, raw: Mapping[str, Any]) -> shape.Programme:
    """The programme of a pathway; what is wrong with it is said to ``reader``."""
    at: Where = ("programme",)
    reader.known(raw, at, KEYS)
    led_by = str(raw.get("led_by", ""))
    if led_by not in shape.LEADS:
        reader.say((*at, "led_by"), f"is [{led_by}]", f"use {' or '.join(shape.LEADS)}")
    most = _number(reader, raw, "sessions_at_most")
    if most and "sessions" in raw:
        reader.say((*at, "sessions"), "stands beside sessions_at_most", "write one of them")
    source = reader.source(raw, at)
    return shape.Programme(
        led_by=led_by,
        beside=tuple(reader.words(raw, at, "beside")) if "beside" in raw else (),
        weeks=_weeks(reader, raw),
        sessions=_number(reader, raw, "sessions") or most,
        sessions_at_most=most,
        drivers=_number(reader, raw, "drivers"),
        source=source,
        modules=tuple(_module(reader, each, where) for each, where in _each(reader, raw, "module")),
        instruments=tuple(
            _asked(reader, each, where) for each, where in _each(reader, raw, "instrument")
        ),
        follow_ups=tuple(
            _after(reader, each, where) for each, where in _each(reader, raw, "follow_up")
        ),
        supervision=_supervision(reader, raw),
    )


def _each(
    reader: Reader, raw: Mapping[str, Any], key: str
) -> list[tuple[Mapping[str, Any], Where]]:
    given = raw.get(key, [])
    where: Where = ("programme", key)
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        reader.say(where, "is not a list of tables", f"write [[programme.{key}]]")
        return []
    if key == "module" and not given:
        reader.say(where, "is missing", "name what is worked on: [[programme.module]]")
    found = [(each, (*where, number)) for number, each in enumerate(given)]
    reader.once(
        [(f"{each.get('id')} {each.get('when', '')}".strip(), (*at, "id")) for each, at in found]
    )
    return found


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST


def _weeks(reader: Reader, raw: Mapping[str, Any]) -> tuple[int, int] | None:
    given = raw.get("weeks")
    if given is None:
        return None
    fits = isinstance(given, list) and len(given) == 2 and all(_whole(each) for each in given)
    if not fits or given[0] > given[1]:  # type: ignore[index]
        reader.say(
            ("programme", "weeks"), f"is [{given}]", "write the least and the most: [12, 15]"
        )
        return None
    return (given[0], given[1])  # type: ignore[index]


def _number(reader: Reader, raw: Mapping[str, Any], key: str) -> int | None:
    given = raw.get(key)
    if given is not None and not _whole(given):
        reader.say(("programme", key), f"is [{given}]", "write a number, or leave it out")
        return None
    return given


def _module(reader: Reader, raw: Mapping[str, Any], at: Where) -> shape.Module:
    reader.known(raw, at, "id title")
    return shape.Module(reader.id(raw, at), reader.text_of(raw, at, "title"))


def _asked(reader: Reader, raw: Mapping[str, Any], at: Where) -> shape.Asked:
    reader.known(raw, at, "id when source source_status")
    name, when = str(raw.get("id", "")), str(raw.get("when", ""))
    if name not in library():
        choices = ", ".join(sorted(library()))
        reader.say((*at, "id"), f"names [{name}]", f"use one of {choices}")
    if when not in shape.OFTEN:
        reader.say((*at, "when"), f"is [{when}]", f"use {' or '.join(shape.OFTEN)}")
    return shape.Asked(name, when, reader.source(raw, at))


def _after(reader: Reader, raw: Mapping[str, Any], at: Where) -> shape.After:
    reader.known(raw, at, "id title within source source_status")
    source = reader.source(raw, at)
    return shape.After(
        reader.id(raw, at), reader.text_of(raw, at, "title"), reader.within(raw, at, source), source
    )


def _supervision(reader: Reader, raw: Mapping[str, Any]) -> shape.Supervised | None:
    given, at = raw.get("supervision"), ("programme", "supervision")
    if given is None:
        return None
    if not isinstance(given, dict):
        reader.say(at, "is not a table", "write [programme.supervision]")
        return None
    reader.known(given, at, "by within source source_status")
    source = reader.source(given, at)
    return shape.Supervised(
        reader.text_of(given, at, "by"), reader.within(given, at, source), source
    )
