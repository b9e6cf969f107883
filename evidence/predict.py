"""`evidence predict`: predictors of reoffending for a table of people.

Only OGRS3, a historic calculator, is worked out here; predictors in use today are recorded with
their version and source and never mixed with it in a trend.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scoring.predictors import ogrs3

COLUMNS = (
    "id",
    "sex",
    "age_at_start",
    "age_at_conviction",
    "age_at_first_sanction",
    "previous_sanctions",
    "offence_group",
)
WHOLE = COLUMNS[2:6]
REFUSED, UNUSABLE = 1, 2


class Unusable(ValueError):
    """The file cannot be read as a table; the words name file, row and column."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", choices=[ogrs3.MODEL], help="which predictor")
    parser.add_argument(
        "--input", required=True, type=Path, help="a CSV file: " + ",".join(COLUMNS)
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 if a row was refused, 2 if the file cannot be used."""
    try:
        rows = [_predicted(row) for row in _rows(arguments.input)]
    except Unusable as error:
        print(error, file=sys.stderr)  # noqa: T201
        return UNUSABLE
    if arguments.json:
        document = {"model": ogrs3.MODEL, "version": ogrs3.VERSION, "rows": rows}
        print(json.dumps(document))  # noqa: T201
    else:
        for row in rows:
            print(_in_words(row))  # noqa: T201
        print("OGRS3 is superseded: for comparison only.", file=sys.stderr)  # noqa: T201
    return REFUSED if any(row["refused"] for row in rows) else 0


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Unusable(f"{path.name}: no column [{', '.join(missing)}]")
            for row in reader:
                if None in row or None in row.values():
                    raise Unusable(
                        f"{path.name}, line {reader.line_num}: has not as many fields as the header"
                    )
                yield row
    except OSError as error:
        raise Unusable(f"{path.name}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unusable(f"{path.name}: not a CSV file in UTF-8: {error}") from error


def _predicted(row: Mapping[str, str]) -> dict[str, Any]:
    """One row of the answer: a row that cannot be worked out is refused by itself."""
    blank = {"one_year": None, "two_year": None, "band": None}
    try:
        found = ogrs3.predict(
            sex=row["sex"],
            offence_group=row["offence_group"],
            **{name: _whole(name, row[name]) for name in WHOLE},
        )
    except ogrs3.Refused as reason:
        return {"id": row["id"], **blank, "refused": str(reason)}
    return {
        "id": row["id"],
        "one_year": found.one_year,
        "two_year": found.two_year,
        "band": found.band,
        "refused": None,
    }


def _whole(name: str, given: str) -> int:
    text = given.strip()
    if not text.lstrip("-").isascii() or not text.lstrip("-").isdigit() or len(text) > 6:
        raise ogrs3.Refused(f"{name} must be a whole number, not [{given[:20]}]")
    return int(text)


def _in_words(row: Mapping[str, Any]) -> str:
    if row["refused"]:
        return f"{row['id']}: refused: {row['refused']}"
    one, two = (ogrs3.percentage(row[name]) for name in ("one_year", "two_year"))
    return f"{row['id']}: {one} % within one year, {two} % within two years ({row['band']})"
