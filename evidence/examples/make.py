"""Makes the example study: ``python -m evidence.examples.make``.

A service for people with a treatment requirement, and people with other community orders. Younger
people and those with more previous sanctions reoffend more often, and those who were referred
have more of both, so the raw comparison misleads. Taking part lowers the chance by 11 in 100 by
construction.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from evidence.examples import STUDY

SEED = 20260701
EFFECT = -0.11
FIRST = date(2023, 10, 1)
HEADING = (
    "person_id", "index_date", "age", "previous_sanctions", "needs_score", "needs_scored_on", "sex",
    "offence", "area", "employed", "fined_before",
)  # fmt: skip
EVENT_HEADING = ("person_id", "offence_date", "proven_date", "tier", "custody")


def main() -> None:
    write(STUDY)


def write(folder: Path) -> None:
    """The three tables; the protocol beside them is written by hand."""
    draw = Random(SEED)  # noqa: S311 - invented people, not secrets
    cohort = [_person(draw, f"INVENTED-S{at:04d}", took_part=True) for at in range(1, 421)]
    pool = [_person(draw, f"INVENTED-P{at:04d}", took_part=False) for at in range(1, 3001)]
    # Life as it is: some are on both lists, some scores are missing.
    for at in range(9):
        pool.append([*cohort[at * 40]])
    for at in range(12):
        cohort[at * 31][4] = cohort[at * 31][5] = ""
    events = [row for one in cohort for row in _offences(draw, one, took_part=True)]
    events += [row for one in pool[:3000] for row in _offences(draw, one, took_part=False)]
    _write(folder / "cohort.csv", HEADING, cohort)
    _write(folder / "pool.csv", HEADING, pool)
    _write(folder / "events.csv", EVENT_HEADING, sorted(events, key=lambda row: (row[0], row[1])))


def _person(draw: Random, name: str, *, took_part: bool) -> list[Any]:
    """A row under HEADING."""
    index = FIRST + timedelta(days=draw.randrange(365 if not took_part else 470))
    age = min(70, max(18, round(draw.gauss(33 if took_part else 36, 9))))
    previous = min(40, int(draw.expovariate(1 / (7 if took_part else 5))))
    score = min(40, max(0, round(draw.gauss(21 if took_part else 16, 7))))
    return [
        name,
        index,
        age,
        previous,
        score,
        index - timedelta(days=draw.randrange(1, 60)),
        "F" if draw.random() < (0.24 if took_part else 0.16) else "M",
        draw.choices(("violence", "theft", "drugs", "public order"), (4, 3, 2, 2))[0],
        draw.choices(("north", "south", "town"), (3, 3, 4) if took_part else (4, 4, 2))[0],
        "yes" if draw.random() < (0.22 if took_part else 0.34) else "no",
        int(draw.random() < 0.3),
    ]


def _offences(draw: Random, person: Sequence[Any], *, took_part: bool) -> Iterable[list[Any]]:
    name, index, age, previous = person[:4]
    pull = -0.55 + 0.07 * (previous - 5) - 0.03 * (age - 35) + (0.3 if person[7] == "theft" else 0)
    chance = 1 / (1 + math.exp(-pull)) + (EFFECT if took_part else 0)
    if draw.random() >= chance:
        return
    first = min(364, int(draw.expovariate(1 / 140)))
    for at in range(1 + min(8, int(draw.expovariate(1 / 1.1)))):
        on = index + timedelta(days=first if at == 0 else draw.randrange(first, 365))
        tier = draw.choices(("indictable", "either_way", "summary"), (1, 5, 6))[0]
        custody = "yes" if draw.random() < (0.5 if tier == "indictable" else 0.2) else "no"
        yield [name, on, on + timedelta(days=draw.randrange(5, 170)), tier, custody]


def _write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
