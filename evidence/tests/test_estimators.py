"""Weights, the doubly robust effect, hidden bias and many outcomes."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import comparison
from evidence.comparison.sensitivity import e_value, e_value_of_ratio
from evidence.problems import Refused
from evidence.validation import cohort


def table(seed=1, people=1200):
    one = cohort(seed, people)
    area = one.covariates.factor["area"]
    return pa.table(
        {
            **{name: pa.array(values) for name, values in one.covariates.numeric.items()},
            "area": pa.array(np.array(area.levels)[area.codes]),
            "treated": pa.array(one.treated),
            "reoffended": pa.array(one.with_effect),
        }
    )


COVARIATES = {"numeric": ["age", "previous"], "factor": ["area"]}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_entropy_weights_make_the_means_equal(seed):
    one = table(seed, 400)

    weight = comparison.entropy_weights(one, "treated", **COVARIATES)

    rows = comparison.standardised_differences(one, "treated", weight, **COVARIATES)
    assert max(abs(row.after) for row in rows) < 1e-8
    assert (weight > 0).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_overlap_weights_balance_exactly(seed):
    """With a logistic score the weighted means are equal (Li, Morgan and Zaslavsky 2018)."""
    one = table(seed, 400)
    score = comparison.propensity_score(one, "treated", **COVARIATES).score

    weight = comparison.overlap_weights(one, "treated", score)

    rows = comparison.standardised_differences(one, "treated", weight, **COVARIATES)
    assert max(abs(row.after) for row in rows) < 1e-9


def test_the_doubly_robust_effect_survives_either_model_being_wrong():
    """A score of nothing but chance, or an outcome model that sees nothing: still near -.08."""
    from evidence.comparison.covariates import Covariates
    from evidence.comparison.doubly_robust import effect_on_treated

    one = cohort(3, 60_000)
    score = comparison.propensity.fit(one.covariates, one.treated).score
    blind = np.full(len(score), one.treated.mean())
    nothing = Covariates({"none": np.arange(len(score)) % 2 * 1.0}, {})
    raw = one.with_effect[one.treated].mean() - one.with_effect[~one.treated].mean()

    wrong_score = effect_on_treated(one.covariates, one.treated, one.with_effect, blind)
    wrong_outcome = effect_on_treated(nothing, one.treated, one.with_effect, score)

    assert abs(raw + 0.08) > 0.03
    for found in (wrong_score, wrong_outcome):
        assert abs(found.difference + 0.08) < 2.5 * found.se < 0.02


def test_cross_fitting_changes_little_and_hangs_on_no_chance():
    one = table(4, 4000)

    plain = comparison.doubly_robust_effect(one, "treated", "reoffended", **COVARIATES)
    folded = comparison.doubly_robust_effect(one, "treated", "reoffended", **COVARIATES, folds=5)

    assert folded == comparison.doubly_robust_effect(
        one, "treated", "reoffended", **COVARIATES, folds=5
    )
    assert folded.difference != plain.difference
    assert folded.difference == pytest.approx(plain.difference, abs=0.3 * plain.se)


def test_the_treated_weigh_one_and_the_pool_its_odds():
    one = table()
    score = comparison.propensity_score(one, "treated", **COVARIATES).score
    treated = np.array(one["treated"])

    weight = comparison.iptw_weights(one, "treated", score)

    assert (weight[treated] == 1).all()
    assert weight[~treated] == pytest.approx((score / (1 - score))[~treated])


@pytest.mark.parametrize(("ratio", "value"), [(0.779, 1.89), (3.9, 7.26), (1.0, 1.0)])
def test_e_values_of_published_ratios(ratio, value):
    """3.9 gives 7.26 in VanderWeele and Ding (2017)."""
    assert round(e_value_of_ratio(ratio), 2) == value


def test_an_interval_across_no_difference_needs_no_hidden_cause():
    one = table(5, 300)
    found = comparison.compare_outcome(one, "treated", np.ones(300), "reoffended")

    value = e_value(found)

    assert (found.low < 0 < found.high) is (value.limit == 1.0)
    assert value.estimate >= value.limit >= 1


@settings(max_examples=100, deadline=None)
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_by_its_definition(p):
    """The largest, over all that are no larger, of p times the number of those no smaller."""
    by_hand = [
        max(min(1.0, other * sum(third >= other for third in p)) for other in p if other <= one)
        for one in p
    ]

    assert comparison.holm(p) == pytest.approx(by_hand)


@pytest.mark.parametrize("side", [True, False])
def test_one_side_alone_is_refused(side):
    one = table().set_column(3, "treated", pa.array([side] * 1200))

    with pytest.raises(Refused) as refused:
        comparison.propensity_score(one, "treated", **COVARIATES)

    assert refused.value.code == ("empty_pool" if side else "empty_cohort")


@pytest.mark.parametrize("name", ["age", "area", "treated", "reoffended"])
def test_values_that_are_not_known_are_an_error_that_names_the_column(name):
    one = table()
    values = [None, *one[name].to_pylist()[1:]]
    one = one.set_column(one.column_names.index(name), name, pa.array(values, one[name].type))

    with pytest.raises(ValueError, match=rf"\[{name}\]"):
        comparison.doubly_robust_effect(one, "treated", "reoffended", **COVARIATES)
