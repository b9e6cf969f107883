"""The tables of the steps, for the evaluators."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from evidence.business_case import Uncertain
from evidence.business_case_file import read_case
from evidence.evaluation import evaluate
from evidence.evaluation_files import write
from evidence.evaluation_results import results
from evidence.protocol import read_protocol
from evidence.report import write_report
from evidence.tests.small_studies import people, plain_study, write_study
from evidence.tests.studies import CASE
from evidence.tests.studies import write_study as events_study


def test_each_step_is_a_table_that_says_what_the_results_say(tmp_path: Path) -> None:
    path = plain_study(tmp_path, more='[subgroups]\nby = ["sex"]')
    found = evaluate(read_protocol(path))
    write(found, tmp_path / "out")
    said = results(found)
    steps = {
        one.stem: list(csv.DictReader(one.read_text(encoding="utf-8").splitlines()))
        for one in (tmp_path / "out" / "steps").glob("*.csv")
    }

    assert set(steps) == {
        "link", "eligibility", "balance_before", "balance_after", "outcomes", "sensitivity",
        "equity",
    }  # fmt: skip
    counted = [(row["step"], int(row["n"])) for row in steps["link"] + steps["eligibility"]]
    assert counted == [(row["step"], row["n"]) for row in said["funnel"]]
    for step, key in (("balance_before", "before"), ("balance_after", "after")):
        shown = [float(row["difference"]) for row in steps[step]]
        assert shown == [row[key] for row in said["balance"]]
    assert float(steps["outcomes"][0]["difference"]) == said["outcomes"][0]["difference"]
    assert [row["level"] for row in steps["equity"]] == ["F", "M"]
    assert float(steps["sensitivity"][0]["e"]) == said["sensitivity"]["e_values"][0]["e"]


def test_a_study_that_stopped_has_the_steps_that_it_reached(tmp_path: Path) -> None:
    path = write_study(tmp_path, people(np.random.default_rng(1), "C", 40), [])
    write(evaluate(read_protocol(path)), tmp_path / "out")

    assert [one.name for one in (tmp_path / "out" / "steps").iterdir()] == ["link.csv"]


def test_a_report_with_a_case_leaves_its_years_as_a_step(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(evaluate(read_protocol(events_study(tmp_path))), out)
    case = tmp_path / "case.toml"
    case.write_text(CASE, encoding="utf-8")
    write_report(out, case=case)

    rows = list(csv.DictReader((out / "steps" / "cost.csv").read_text().splitlines()))
    years = read_case(case, effects={"rate": Uncertain(0, 0, 0), "frequency": Uncertain(0, 0, 0)})
    assert [int(row["year"]) for row in rows] == list(range(years.years))
    assert all(float(row["costs"]) > 0 for row in rows)
