"""Reads a folder of results as `evidence evaluate` leaves it."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.problems import BadInput

NEEDED = ("results.json", "attrition.csv", "balance.csv", "provenance.json", "protocol.toml")
KEYS = ("protocol_sha256", "status", "rules", "funnel", "match", "balance", "outcomes")


@dataclass(frozen=True)
class Results:
    """The folder's contents. ``people`` is the table of compared people, if there was one."""

    path: Path
    results: Mapping[str, Any]
    attrition: tuple[Mapping[str, str], ...]
    balance: tuple[Mapping[str, str], ...]
    provenance: Mapping[str, Any]
    protocol: Mapping[str, Any]
    people: Any

    def outcome(self, name: str) -> Mapping[str, Any] | None:
        """The row of an outcome, if it was measured."""
        return next((row for row in self.results["outcomes"] if row["name"] == name), None)


def read_folder(path: Path) -> Results:
    """Everything that a report needs; names what is missing or broken."""
    if not path.is_dir():
        raise BadInput(str(path), "", "is no folder.", "Give the folder of `evidence evaluate`.")
    for name in NEEDED:
        if not (path / name).is_file():
            raise BadInput(str(path), name, "is missing.", "Run `evidence evaluate` again.")
    results = _json(path / "results.json")
    for key in KEYS:
        if key not in results:
            raise BadInput("results.json", key, "is missing.", "Run `evidence evaluate` again.")
    return Results(
        path,
        results,
        _csv(path / "attrition.csv", ("side", "step", "n")),
        _csv(path / "balance.csv", ("name", "level", "before", "after")),
        _json(path / "provenance.json"),
        _toml(path / "protocol.toml"),
        _people(path / "steps" / "people.parquet"),
    )


def _json(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as wrong:
        raise BadInput(path.name, "", f"is not JSON: {wrong}.") from None
    if not isinstance(found, dict):
        raise BadInput(path.name, "", "is not a JSON object.")
    return found


def _csv(path: Path, columns: tuple[str, ...]) -> tuple[Mapping[str, str], ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for name in columns:
                if name not in (reader.fieldnames or ()):
                    raise BadInput(path.name, f"column {name}", "is missing.")
            return tuple(reader)
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise BadInput(path.name, "", f"is no CSV in UTF-8: {wrong}.") from None


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadInput(path.name, "", f"is not TOML: {wrong}.") from None


def _people(path: Path) -> Any:
    if not path.is_file():
        return None
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.read_table(path)
    except (pa.ArrowInvalid, OSError):
        raise BadInput(f"steps/{path.name}", "", "cannot be read.") from None
