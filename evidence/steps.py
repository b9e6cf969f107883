"""A table for each step of an evaluation, for the evaluators: exact, and never part of a report.

link → eligibility → balance before → match or weight → balance after → outcomes → sensitivity →
equity. Costs are written beside them by `evidence report --case`. A study that stopped has the
tables of the steps that it reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from evidence.outputs import as_csv

if TYPE_CHECKING:
    from evidence.evaluation import Evaluation

#: The steps of the funnel that link the two tables; the rest say who may be compared.
LINKED = ("In the tables", "On one side only")


def write_steps(found: Evaluation, folder: Path) -> None:
    """Make the folder and write what there is."""
    folder.mkdir()
    for name, rows in _tables(found).items():
        if rows:
            heading = tuple(dict.fromkeys(key for row in rows for key in row))
            lines = [[row.get(key) for key in heading] for row in rows]
            (folder / f"{name}.csv").write_text(as_csv(heading, lines), encoding="utf-8")
    _write_people(found, folder)


def _tables(found: Evaluation) -> dict[str, Sequence[Mapping[str, Any]]]:
    said = found.outcomes
    sensitivity = [
        {"check": check.removesuffix("s"), **row}
        for check, rows in said.sensitivity.items()
        for row in rows
    ]
    return {
        "link": [row for row in found.funnel if row["step"] in LINKED],
        "eligibility": [row for row in found.funnel if row["step"] not in LINKED],
        "balance_before": [
            {"name": row.name, "level": row.level, "difference": row.before,
             "treated": row.treated, "pool": row.pool}
            for row in found.balance
        ],
        "balance_after": [
            {"name": row.name, "level": row.level, "difference": row.after,
             "treated": row.treated_after, "pool": row.pool_after}
            for row in found.balance
        ],
        "outcomes": said.rows,
        "sensitivity": sensitivity,
        "equity": said.subgroups,
    }  # fmt: skip


def _write_people(found: Evaluation, folder: Path) -> None:
    """Everybody who is compared, with score, weight and outcomes; and the pairs, if there are."""
    if found.study is None or found.weight is None or found.propensity is None:
        return
    counts = pa.array(np.flatnonzero(found.weight > 0))
    people: dict[str, Any] = {
        "person_id": found.study.ids.take(counts),
        "treated": pa.array(found.study.treated).take(counts),
        "score": pa.array(found.propensity.score).take(counts),
        "weight": pa.array(found.weight).take(counts),
    }
    if found.at_risk is not None:
        people["days_at_risk"] = pa.array(found.at_risk).take(counts)
    for name, (values, asked_of) in found.outcomes.values.items():
        missing = np.isnan(values) if asked_of is None else (~asked_of | np.isnan(values))
        people[name] = pa.array(values, mask=missing).take(counts)
    parquet.write_table(pa.table(people), folder / "people.parquet", compression="zstd")
    if found.match is not None:
        pairs = {
            "treated": found.study.ids.take(pa.array(found.match.treated_rows)),
            "comparison": found.study.ids.take(pa.array(found.match.pool_rows)),
        }
        parquet.write_table(pa.table(pairs), folder / "pairs.parquet", compression="zstd")
