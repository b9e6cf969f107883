"""Days in custody come out of the time at risk: by hand, and against counting day by day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from evidence.at_risk import days_free
from evidence.cli import main
from evidence.comparison.outcomes import NEVER
from evidence.rates import rate_ratio
from evidence.tests.small_studies import write_csv, write_study

#: Of a follow-up of 10 days from day 100: spells [entered, left), and the days left by hand.
BY_HAND = [
    ([], 10),
    ([(102, 105)], 7),  # 102, 103, 104; released on 105
    ([(102, 105), (104, 107)], 5),  # 102 to 106, once each
    ([(102, 108), (103, 104)], 4),  # one inside the other
    ([(90, 103)], 7),  # began before: 100, 101, 102
    ([(108, 130)], 8),  # ends after: 108, 109
    ([(108, NEVER)], 8),  # still there
    ([(80, NEVER)], 0),
    ([(110, 120), (90, 100)], 10),  # touches neither end
    ([(103, 103)], 10),  # in and out on one day
]


def free(spells: list[list[tuple[int, int]]], start: list[int], days: int) -> list[float]:
    rows = [(at, *spell) for at, mine in enumerate(spells) for spell in mine]
    person, entered, left = (np.array([row[k] for row in rows], np.int64) for k in range(3))
    return list(days_free(person, entered, left, start=np.array(start), days=days))


def test_days_by_hand_one_by_one_and_all_at_once() -> None:
    for spells, expected in BY_HAND:
        assert free([spells], [100], 10) == [expected]
    spells = [spells for spells, _ in BY_HAND]
    assert free(spells, [100] * len(spells), 10) == [expected for _, expected in BY_HAND]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(-20, 40), st.integers(0, 15)), max_size=5), max_size=6),
    st.integers(1, 25),
)
def test_it_is_what_counting_day_by_day_gives(
    drawn: list[list[tuple[int, int]]], days: int
) -> None:
    start = [3 * at for at in range(len(drawn))]
    spells = [[(first, first + length) for first, length in mine] for mine in drawn]
    counted = [
        sum(not any(a <= day < b for a, b in mine) for day in range(begin, begin + days))
        for begin, mine in zip(start, spells, strict=True)
    ]
    assert free(spells, start, days) == counted


HEADING = ["person_id", "index_date", "age", "previous", "sex"]
EVENTS = ["person_id", "offence_date", "proven_date"]


def study(folder: Path, spells: list[list[str]], **said: Any) -> Path:
    """Sixty pairs of twins; every third person reoffends once or twice."""
    chance = np.random.default_rng(2)
    rows = [
        [f"{at:03d}", "2024-03-01", a, b, s]
        for at, (a, b, s) in enumerate(
            zip(
                chance.normal(34, 9, 60).round(3),
                chance.gamma(2, 3, 60).round(3),
                chance.choice(["F", "M"], 60),
                strict=True,
            )
        )
    ]
    events = []
    for at in range(0, 60, 3):
        events.append([f"C{at:03d}", "2024-06-01", "2024-07-01"])
        events += [[f"P{at:03d}", f"2024-0{month}-01", "2024-10-01"] for month in (5, 9)]
    sides = [[[f"{side}{row[0]}", *row[1:]] for row in rows] for side in "CP"]
    path = write_study(
        folder,
        *sides,
        HEADING,
        primary="frequency",
        data='events = "events.csv"\ncustody = "custody.csv"',
        follow_up="data_to = 2026-01-31",
        **said,
    )
    write_csv(folder / "events.csv", EVENTS, events)
    write_csv(folder / "custody.csv", ["person_id", "custody_from", "custody_to"], spells)
    return path


def test_the_evaluation_writes_days_at_risk_and_the_report_rates_by_them(tmp_path: Path) -> None:
    """C000 is away 100 days, P001 from before the start for ever, P002 twice on the same days;
    people who are not in the study do not matter."""
    spells = [
        ["C000", "2024-04-01", "2024-07-10"],
        ["P001", "2023-01-01", ""],
        ["P002", "2024-04-01", "2024-04-11"],
        ["P002", "2024-04-01", "2024-04-11"],
        ["X999", "2024-04-01", "2024-07-10"],
    ]
    out = tmp_path / "out"
    assert main(["evaluate", str(study(tmp_path, spells)), "--out", str(out)]) == 0

    people = {row["person_id"]: row for row in parquet.read_table(
        out / "steps" / "people.parquet").to_pylist()}  # fmt: skip
    days = {name: row["days_at_risk"] for name, row in people.items()}
    assert (days["C000"], days["P001"], days["P002"], days["C001"]) == (265, 0, 355, 365)
    results = json.loads((out / "results.json").read_text())
    assert results["at_risk"]["treated"] == pytest.approx(365 - 100 / 60)
    assert results["at_risk"]["control"] == pytest.approx(365 - 375 / 60)
    assert (results["at_risk"]["treated_none"], results["at_risk"]["control_none"]) == (0, 1)

    found = json.loads((out / "beside.json").read_text())["reoffence_ratio"]
    counted = [row for row in people.values() if row["days_at_risk"] > 0]
    parts = {
        side: tuple(
            np.array([row[name] for row in counted if bool(row["treated"]) is side], float)
            for name in ("frequency", "days_at_risk", "weight")
        )
        for side in (True, False)
    }
    ours, theirs = parts[True], parts[False]
    expected = rate_ratio(
        ours[0], ours[1] / 365, theirs[0], theirs[1] / 365, control_weights=theirs[2],
        treated_weights=ours[2],
    )  # fmt: skip
    assert found["ratio"] == pytest.approx(expected.ratio, rel=1e-9)
    assert found["treated_per_year"] == pytest.approx(expected.treated_rate, rel=1e-9)
    # 20 reoffences in 60 years less 100 days: close to the plain rate, as few days differ.
    assert found["treated_per_year"] == pytest.approx(20 / (60 - 100 / 365), rel=0.02)
    page = (out / "report.html").read_text()
    assert "were at risk on 363 of 365 days on average, similar people on 359" in page


def test_without_a_table_of_custody_the_report_says_so(tmp_path: Path) -> None:
    path = study(tmp_path, [])
    path.write_text(path.read_text().replace('custody = "custody.csv"', ""))
    (tmp_path / "custody.csv").unlink()
    assert main(["evaluate", str(path), "--out", str(tmp_path / "out")]) == 0
    assert json.loads((tmp_path / "out" / "results.json").read_text())["at_risk"] is None
    page = (tmp_path / "out" / "report.html").read_text()
    assert "Days in custody are not known: they count as days at risk." in page


@pytest.mark.parametrize(
    ("spell", "words"),
    [
        (["C000", "", "2024-04-01"], "custody.csv: column custody_from: row 3: is empty"),
        (["C000", "2024-05-01", "2024-04-01"], "column custody_to: row 3: is before"),
        (["C000", "1 May", "2024-04-01"], "column custody_from: row 3: [1 May]"),
        (["", "2024-05-01", "2024-06-01"], "column person_id: row 3"),
    ],
)
def test_a_spell_that_cannot_be_is_named_by_row_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spell: list[str], words: str
) -> None:
    path = study(tmp_path, [["C001", "2024-05-01", "2024-06-01"], spell])
    assert main(["evaluate", str(path), "--out", str(tmp_path / "out")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_protocol_without_custody_keeps_the_hash_it_had_before(tmp_path: Path) -> None:
    """The SHA-256 of the example of the documentation, registered before custody was a setting."""
    from evidence.examples import STUDY
    from evidence.protocol import read_protocol

    found = read_protocol(STUDY / "evaluation.toml")
    assert found.sha256 == "d129ace46e3bee79f6aca4967e90c7815b011f6a9733c239315ec78fe536bf58"
    assert read_protocol(study(tmp_path, [])).sha256 != found.sha256
