"""Reads the catalogue of events; knows nothing of Django."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

CATALOGUE = Path(__file__).with_name("events.toml")


@dataclass(frozen=True)
class EventType:
    """One kind of event: its category, the shape of its payload, the span it opens or closes."""

    name: str
    version: int
    category: str
    payload: Mapping[str, str]
    opens: str = ""
    closes: str = ""
    care_only: bool = False

    def problems(self, payload: Mapping[str, Any]) -> list[str]:
        """What is wrong with a payload, in plain words; empty when it fits."""
        wanted = {name.rstrip("?"): (kind, name) for name, kind in self.payload.items()}
        wrong = [f"[{name}] is not in [{self.name}]" for name in payload if name not in wanted]
        for name, (kind, given_as) in wanted.items():
            optional = given_as.endswith("?") or kind.endswith("?")
            if payload.get(name) is None:
                if not optional:
                    wrong.append(f"[{name}] is missing from [{self.name}]")
            elif not _fits(payload[name], kind.rstrip("?")):
                wrong.append(f"[{name}] of [{self.name}] is not a [{kind}]")
        return wrong


def _fits(value: Any, kind: str) -> bool:
    if kind in ("text", "code"):
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "minutes"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and _reads(value, kind)


def _reads(value: str, kind: str) -> bool:
    readers: dict[str, Callable[[str], object]] = {
        "id": UUID,
        "day": date.fromisoformat,
        "moment": datetime.fromisoformat,
    }
    try:
        readers[kind](value)
    except ValueError:
        return False
    return True


@cache
def event_types() -> Mapping[str, EventType]:
    """All events by name."""
    with CATALOGUE.open("rb") as file:
        raw = tomllib.load(file)
    return {
        name: EventType(
            name=name,
            version=entry["version"],
            category=entry["category"],
            payload=entry.get("payload", {}),
            opens=entry.get("opens", ""),
            closes=entry.get("closes", ""),
            care_only=entry.get("audience") == "care",
        )
        for name, entry in raw.items()
    }
