"""The score: exact, the same for the same people, and honest where there is none."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.comparison import propensity
from evidence.comparison.covariates import Covariates, Factor
from evidence.problems import Refused


def study(seed: int, rows: int, *, intercept: float = -1.5) -> tuple[Covariates, np.ndarray]:
    rng = np.random.default_rng(seed)
    numeric = {"age": rng.normal(34, 9, rows), "previous": rng.gamma(2, 3, rows)}
    factor = {"area": Factor(rng.integers(0, 4, rows).astype(np.int32), ("a", "b", "c", "d"))}
    pull = 0.05 * (numeric["age"] - 34) - 0.1 * numeric["previous"] + (factor["area"].codes == 2)
    treated = rng.random(rows) < 1 / (1 + np.exp(-(intercept + pull)))
    return Covariates(numeric, factor), treated


@pytest.mark.parametrize("rows", [300, 5_000, 70_000])
def test_the_score_is_that_of_another_implementation(rows):
    covariates, treated = study(rows, rows)
    area = covariates.factor["area"].codes
    columns = [np.ones(rows), *covariates.numeric.values(), *(area == at for at in (1, 2, 3))]
    other = sm.Logit(treated.astype(float), np.column_stack(columns).astype(float))
    other = other.fit(disp=0, method="newton", tol=1e-14, maxiter=100)

    found = propensity.fit(covariates, treated)

    coefficients = [value for *_, value in found.coefficients]
    assert coefficients == pytest.approx(other.params, abs=1e-10)
    assert found.score == pytest.approx(other.predict(), abs=1e-12)
    assert found.score.sum() == pytest.approx(treated.sum(), rel=1e-12)
    # From the answer for some of many rows it is not far.
    assert found.steps <= (5 if rows == 70_000 else 9)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_score_equations_hold(seed):
    covariates, treated = study(seed, 400)

    score = propensity.fit(covariates, treated).score

    for _, _, column in covariates.indicators():
        spread = column.std() * len(column)
        assert abs(column @ (treated - score)) <= 1e-10 * spread


def test_people_with_the_same_covariates_have_the_same_score_to_the_last_bit():
    covariates, treated = study(3, 999)
    twice = Covariates(
        {name: np.tile(values, 2) for name, values in covariates.numeric.items()},
        {
            name: Factor(np.tile(one.codes, 2), one.levels)
            for name, one in covariates.factor.items()
        },
    )

    score = propensity.fit(twice, np.tile(treated, 2)).score

    assert (score[:999] == score[999:]).all()


@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_a_column_that_tells_the_groups_apart_is_named(shift):
    covariates, treated = study(4, 400)
    told = Covariates({**covariates.numeric, "started": treated * 1.0 + shift}, covariates.factor)

    with pytest.raises(Refused, match=r"\[started\]") as refused:
        propensity.fit(told, treated)

    assert refused.value.code == "perfect_separation"


def test_a_factor_that_tells_the_groups_apart_is_named():
    covariates, treated = study(5, 400)
    site = Factor(treated.astype(np.int32), ("elsewhere", "here"))

    with pytest.raises(Refused, match=r"\[site\]"):
        propensity.fit(Covariates(covariates.numeric, {"site": site}), treated)


def test_columns_that_only_together_tell_the_groups_apart_are_refused():
    rng = np.random.default_rng(6)
    first, second = rng.normal(size=(2, 300))
    noise = rng.normal(size=300)

    with pytest.raises(Refused, match="together with the others") as refused:
        propensity.fit(Covariates({"a": first, "b": second, "c": noise}, {}), first + second > 0.3)

    assert refused.value.code == "perfect_separation"
    assert "[c]" not in refused.value.message


@pytest.mark.parametrize("rows", [500, 70_000])
def test_a_column_that_others_already_say_is_left_out_and_changes_nothing(rows):
    covariates, treated = study(7, rows)
    age = covariates.numeric["age"]
    more = {**covariates.numeric, "months": age * 12, "same": np.full(rows, 3.0)}

    found = propensity.fit(Covariates(more, covariates.factor), treated)

    assert found.left_out == ("months", "same")
    assert found.score == pytest.approx(propensity.fit(covariates, treated).score, abs=1e-13)


def test_scores_that_differ_by_rounding_alone_are_one_score():
    score = np.array([0.3, 0.3 + 4e-14, 0.5, 0.3 - 4e-14])

    steady = propensity._steady(score)

    assert len(set(steady[[0, 1, 3]])) == 1
    assert steady[2] == 0.5
