"""The error of weights that were estimated from the same people: against leaving people out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from evidence import comparison
from evidence.comparison.outcomes import compare
from evidence.comparison.weighted import KINDS, compare_weighted
from evidence.evaluation import evaluate
from evidence.protocol import read_protocol
from evidence.tests.small_studies import plain_study

FACTOR = ("area",)
NUMERIC = ("age", "previous")


def people(seed: int = 3, n: int = 240) -> pa.Table:
    draw = np.random.default_rng(seed)
    age, previous = draw.normal(size=n), draw.gamma(2, 1, n)
    area = draw.choice(["a", "b", "c"], n)
    treated = draw.random(n) < 1 / (1 + np.exp(1 + 0.7 * age - 0.4 * (area == "b")))
    y = 2 + age + 0.5 * previous + draw.normal(size=n) + (area == "b")
    return pa.table({"age": age, "previous": previous, "area": area, "t": treated, "y": y})


def estimate(table: pa.Table, kind: str) -> comparison.Difference:
    return comparison.compare_outcome_by_weights(
        table, "t", "y", kind=kind, numeric=NUMERIC, factor=FACTOR
    )


def weights_of(table: pa.Table, kind: str, score: np.ndarray) -> np.ndarray:
    if kind == "entropy":
        return comparison.entropy_weights(table, "t", numeric=NUMERIC, factor=FACTOR)
    made = comparison.iptw_weights if kind == "iptw" else comparison.overlap_weights
    return made(table, "t", score)


@pytest.mark.parametrize("kind", KINDS)
def test_the_error_is_that_of_leaving_each_person_out(kind: str) -> None:
    """The jackknife works everything out anew 240 times, the weights too."""
    table = people()
    found = estimate(table, kind)
    n = len(table)
    each = [
        estimate(pa.concat_tables([table.slice(0, i), table.slice(i + 1)]), kind).difference
        for i in range(n)
    ]
    jackknife = np.sqrt((n - 1) / n * np.sum((np.array(each) - np.mean(each)) ** 2))
    assert found.se == pytest.approx(jackknife, rel=0.05)
    score = comparison.propensity_score(table, "t", numeric=NUMERIC, factor=FACTOR).score
    known = comparison.compare_outcome(table, "t", weights_of(table, kind, score), "y")
    assert found.difference == pytest.approx(known.difference, abs=1e-12)
    # The outcome hangs on what the weights balance: taken as known, the error is far too large.
    assert found.se < 0.85 * known.se


@pytest.mark.parametrize("kind", KINDS)
def test_an_outcome_that_is_asked_of_some_has_the_error_of_those(kind: str) -> None:
    table = people(n=400)
    covariates = comparison.from_table(table, NUMERIC, FACTOR)
    treated = np.asarray(table["t"])
    fitted = comparison.propensity_score(table, "t", numeric=NUMERIC, factor=FACTOR).score
    asked = np.asarray(table["age"]) > -0.5
    values = np.where(asked, np.asarray(table["y"]), np.nan)
    weight = weights_of(table, kind, fitted)
    said = {"kind": kind, "weight": weight, "score": fitted}
    found = compare_weighted(values, covariates, treated, asked=asked, **said)
    plain = compare(np.nan_to_num(values), treated, np.where(asked, weight, 0))
    assert (found.treated, found.control) == (plain.treated, plain.control)
    assert found.treated_n == (asked & treated).sum()
    assert 0.5 * plain.se < found.se < 1.1 * plain.se
    everybody = compare_weighted(np.asarray(table["y"]), covariates, treated, **said)
    assert found.se > everybody.se


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="nearest"):
        estimate(people(), "nearest")


@pytest.mark.parametrize("folds", [0, 5])
def test_the_evaluation_uses_it_where_nothing_was_cross_fitted(tmp_path, folds: int) -> None:
    method = f'kind = "iptw"\ncross_fit = {folds}'
    found = evaluate(read_protocol(plain_study(tmp_path, method=method)))
    study, weight, score = found.study, found.weight, found.propensity.score
    values, _ = found.outcomes.values["reoffended"]
    known = compare(values, study.treated, weight)
    counted = compare_weighted(
        values, study.covariates, study.treated, kind="iptw", weight=weight, score=score
    )
    (row,) = found.outcomes.rows
    assert row["se"] == (known if folds else counted).se
    assert counted.se != known.se
