"""Small invented studies for the tests."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evidence.evaluation import Evaluation, evaluate
from evidence.evaluation_results import results
from evidence.protocol import read_protocol

PROTOCOL = """
[study]
id = "T-1"
title = "An invented study"
registered_on = 2026-07-01
[data]
cohort = "cohort.csv"
pool = "pool.csv"
{data}
[index]
{index}
[follow_up]
{follow_up}
[covariates]
numeric = {numeric}
factor = {factor}
{covariates}
[method]
{method}
[outcomes]
primary = "{primary}"
{outcomes}
{more}
"""


def write_csv(path: Path, heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


def write_protocol(folder: Path, **said: Any) -> Path:
    """A protocol with the sections' lines as given."""
    parts = dict.fromkeys(
        ("data", "index", "follow_up", "covariates", "method", "outcomes", "more"), ""
    )
    parts |= {"numeric": '["age", "previous"]', "factor": '["sex"]', "primary": "reoffended"}
    path = folder / "evaluation.toml"
    path.write_text(PROTOCOL.format(**(parts | said)), encoding="utf-8")
    return path


HEADING = ["person_id", "index_date", "age", "previous", "sex", "reoffended"]


def people(
    rng: np.random.Generator, prefix: str, number: int, *, rate: float = 0.4, older: float = 0.0
) -> list[list[Any]]:
    """Rows under HEADING: ages to the tenth of a year, so that few scores tie."""
    ages = rng.normal(34 + older, 9, number).clip(18, 80).round(3)
    previous = rng.gamma(2, 3, number).round(3)
    sexes = rng.choice(["F", "M"], number, p=[0.2, 0.8])
    happened = rng.random(number) < rate
    return [
        [f"{prefix}{at:05d}", "2024-03-01", age, before, sex, int(yes)]
        for at, (age, before, sex, yes) in enumerate(
            zip(ages, previous, sexes, happened, strict=True)
        )
    ]


def write_study(
    folder: Path,
    cohort: Sequence[Sequence[Any]],
    pool: Sequence[Sequence[Any]],
    heading: Sequence[str] = HEADING,
    **said: Any,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "cohort.csv", heading, cohort)
    write_csv(folder / "pool.csv", heading, pool)
    return write_protocol(folder, **said)


def plain_study(folder: Path, *, n: int = 80, pool: int = 400, seed: int = 1, **said: Any) -> Path:
    """Whose people are alike on both sides, and who reoffend less often if they took part."""
    rng = np.random.default_rng(seed)
    return write_study(
        folder,
        people(rng, "C", n, rate=0.3, older=-1),
        people(rng, "P", pool, rate=0.5),
        **said,
    )


def evaluated(path: Path) -> dict[str, Any]:
    """results.json as a dictionary."""
    return results(evaluate(read_protocol(path)))


def pairs(path: Path) -> set[tuple[str, str]]:
    """Who was matched to whom."""
    return pairs_of(evaluate(read_protocol(path)))


def pairs_of(found: Evaluation) -> set[tuple[str, str]]:
    assert found.study is not None
    assert found.match is not None
    ids = found.study.ids.to_pylist()
    return {
        (ids[ours], ids[theirs])
        for ours, theirs in zip(found.match.treated_rows, found.match.pool_rows, strict=True)
    }


def codes(found: dict[str, Any]) -> list[str]:
    return [rule["code"] for rule in found["rules"]]
