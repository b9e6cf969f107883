"""The predictors that may be recorded, and the rule that a trend never mixes two of them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("named.toml")


@dataclass(frozen=True)
class Predictor:
    """A published predictor. ``bands`` are lower edges in per cent; empty where none is known."""

    id: str
    title: str
    computed: bool
    superseded: bool
    kinds: tuple[str, ...]
    bands: Mapping[str, float]
    whole_per_cent: bool
    warning: str
    status: str
    source: str

    @property
    def lowest(self) -> float:
        """The lowest result that it can give, in per cent."""
        return min(self.bands.values(), default=0)

    def band(self, percent: float) -> str:
        """The code of the band that its source gives; "" where no source gives one."""
        shown = math.floor(percent + 0.5) if self.whole_per_cent else percent
        reached = [(edge, code) for code, edge in self.bands.items() if shown >= edge]
        return max(reached)[1] if reached else ""


@dataclass(frozen=True)
class Recorded:
    """One result as probation gave it: ``percent`` is 0 to 100."""

    predictor: str
    version: str
    kind: str
    on: date
    percent: float


class NotComparable(ValueError):
    """Two results that may not stand in one trend; the words say why."""


@cache
def predictors() -> Mapping[str, Predictor]:
    """All of them by id."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["predictor"]
    return {
        row["id"]: Predictor(
            id=row["id"],
            title=row["title"],
            computed=row["computed"],
            superseded=row["superseded"],
            kinds=tuple(row["kinds"]),
            bands=row.get("bands", {}),
            whole_per_cent=row.get("whole_per_cent", False),
            warning=row.get("warning", ""),
            status=row["status"],
            source=row["source"],
        )
        for row in rows
    }


def trend(results: Sequence[Recorded]) -> list[Recorded]:
    """The results in order of date. Raises NotComparable across predictor, version or kind."""
    kinds = {(r.predictor, r.version, r.kind) for r in results}
    if len(kinds) > 1:
        names = "; ".join(" ".join(parts) for parts in sorted(kinds))
        raise NotComparable(f"results of different predictors or versions are no trend: {names}")
    return sorted(results, key=lambda result: result.on)
