"""Invented studies for tests, written as files; nobody in them exists."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

PROTOCOL = """
[study]
id = "invented-1"
title = "Invented treatment requirement service"
registered_on = 2026-01-15
[data]
cohort = "cohort.csv"
pool = "pool.csv"
events = "events.csv"
[follow_up]
days = 365
proof_days = 183
data_to = 2026-06-30
[covariates]
numeric = ["age", "previous"]
factor = ["sex", "area"]
[method]
kind = "{kind}"
[outcomes]
primary = "rate"
others = ["frequency", "time_to_first", "custody_rate"]
[subgroups]
by = ["sex"]
[looks]
planned = {looks}
"""
AREAS = ("Ashford Vale", "Brook Hill", "Cold Norton")
TIERS = ("indictable", "either_way", "summary")


def write_study(
    folder: Path,
    *,
    treated: int = 240,
    pool: int = 1600,
    effect: float = -0.5,
    seed: int = 7,
    kind: str = "nearest",
    looks: int = 1,
) -> Path:
    """A whole study; ``effect`` multiplies the pace of reoffending by its exponential."""
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    events: list[tuple[object, ...]] = []
    for name, size, moved in (("cohort", treated, effect), ("pool", pool, 0.0)):
        _write_people(folder / f"{name}.csv", name, size, moved, chance, events)
    _write(
        folder / "events.csv",
        ("person_id", "offence_date", "proven_date", "tier", "custody"),
        events,
    )
    protocol = folder / "evaluation.toml"
    protocol.write_text(PROTOCOL.format(kind=kind, looks=looks), encoding="utf-8")
    return protocol


def _write_people(
    path: Path,
    name: str,
    size: int,
    moved: float,
    chance: np.random.Generator,
    events: list[tuple[object, ...]],
) -> None:
    shift = 0.5 if name == "cohort" else 0.0
    age = np.clip(chance.normal(33 - 3 * shift, 9, size), 18, 70).round()
    previous = chance.poisson(3 + 3 * shift, size)
    sex = chance.choice(["female", "male"], size, p=[0.25, 0.75])
    area = chance.choice(AREAS, size, p=[0.5, 0.3, 0.2])
    start = date(2024, 3, 1)
    rows = []
    for i in range(size):
        person = f"{name[0].upper()}{i:05d}"
        begun = start + timedelta(days=int(chance.integers(0, 200)))
        rows.append((person, begun, int(age[i]), int(previous[i]), sex[i], area[i]))
        pace = 0.0013 * np.exp(0.08 * (previous[i] - 3) - 0.02 * (age[i] - 33) + moved)
        day = 0.0
        while (day := day + chance.exponential(1 / pace)) < 365:
            happened = begun + timedelta(days=int(day))
            proven = happened + timedelta(days=int(chance.integers(10, 150)))
            tier = chance.choice(TIERS, p=[0.1, 0.4, 0.5])
            events.append((person, happened, proven, tier, int(chance.random() < 0.3)))
    _write(path, ("person_id", "index_date", "age", "previous", "sex", "area"), rows)


def _write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


def write_scores(path: Path, *, people: int = 66, missing: int = 18, seed: int = 3) -> Path:
    """PHQ-9 and GAD-7 of invented people, some without a last score."""
    chance = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    for key, top in (("phq-9", 27), ("gad-7", 21)):
        first = np.clip(chance.normal(0.6 * top, 4, people), 0, top).round()
        last = np.clip(first - chance.normal(0.22 * top, 5, people), 0, top).round()
        for i in range(people):
            gone = i >= people - missing
            rows.append((f"C{i:05d}", key, "v1", int(first[i]), "" if gone else int(last[i])))
    _write(path, ("person_id", "instrument", "version", "first", "last"), rows)
    return path


def write_places(path: Path, *, seed: int = 5) -> Path:
    """24 invented courts, one of them unlike the rest."""
    chance = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    for i in range(24):
        people = int(chance.integers(40, 400))
        share = 0.62 if i == 5 else 0.34
        rows.append((f"Court {i + 1}", int(chance.binomial(people, share)), people))
    _write(path, ("place", "events", "people"), rows)
    return path


CASE = """
[case]
title = "Invented treatment requirement service"
price_year = 2026
years = 3
optimism_bias = 0.2

[unit_costs.invented_reoffence]
value = 9000
low = 6000
high = 12000
price_year = 2026
source = "Invented for this example"
verified = true

[[costs]]
name = "Staff"
by_year = [180000, 185000, 190000]
spread = 0.1
source = "Invented budget"

[[benefits]]
name = "Fewer reoffences"
outcome = "frequency"
people = [200, 220, 240]
unit_cost = "invented_reoffence"
source = "This evaluation"
"""


def write_case(path: Path) -> Path:
    """A business case that takes its effect from the evaluation."""
    path.write_text(CASE, encoding="utf-8")
    return path
