"""The quick matching against one that looks at every pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.comparison.matching import caliper_of, in_turn, nearest, pair_weights
from evidence.comparison.propensity import SAME_SCORE
from evidence.comparison.radius import radius_weights


def slow_nearest(score, treated, *, ratio, replace, caliper, strata, order):
    """By the words of the definition, in quadratic time."""
    turns = in_turn(score, np.flatnonzero(treated), order).tolist()
    free = set(np.flatnonzero(~treated).tolist())
    taken = {row: set() for row in turns}
    pairs = []
    for _ in range(ratio):
        for row in turns:
            best = None
            for other in sorted(free):
                if other in taken[row] or (strata is not None and strata[other] != strata[row]):
                    continue
                distance = abs(score[row] - score[other])
                if caliper is not None and distance > caliper + SAME_SCORE:
                    continue
                if best is None or distance < best[0] - SAME_SCORE:
                    best = (distance, other)
            if best is None:
                continue
            pairs.append((row, best[1]))
            taken[row].add(best[1])
            if not replace:
                free.remove(best[1])
    return sorted(pairs)


# Sixteenths: sums and differences are exact, and many people tie.
people = st.lists(
    st.tuples(st.integers(1, 15).map(lambda at: at / 16), st.booleans(), st.integers(0, 1)),
    min_size=2,
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(
    people=people,
    ratio=st.integers(1, 3),
    replace=st.booleans(),
    caliper=st.sampled_from([None, 1 / 16, 3 / 16]),
    exact=st.booleans(),
    order=st.sampled_from(["largest", "smallest", "data"]),
)
def test_everybody_gets_the_nearest_that_is_free(people, ratio, replace, caliper, exact, order):
    score = np.array([one[0] for one in people])
    treated = np.array([one[1] for one in people])
    strata = np.array([one[2] for one in people]) if exact else None
    asked = {"ratio": ratio, "replace": replace, "caliper": caliper, "strata": strata}

    quick = nearest(score, treated, **asked, order=order)

    slow = slow_nearest(score, treated, **asked, order=order)
    made = zip(quick.treated_rows.tolist(), quick.pool_rows.tolist(), strict=True)
    assert sorted(made) == slow


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), caliper=st.sampled_from([None, 0.01, 0.1]))
def test_scores_of_any_kind_are_matched_alike(seed, caliper):
    rng = np.random.default_rng(seed)
    score = rng.random(60)
    treated = rng.random(60) < 0.4
    asked = {"ratio": 1, "replace": False, "caliper": caliper, "strata": None}

    quick = nearest(score, treated, **asked)

    made = zip(quick.treated_rows.tolist(), quick.pool_rows.tolist(), strict=True)
    assert sorted(made) == slow_nearest(score, treated, **asked, order="largest")


@settings(max_examples=200, deadline=None)
@given(people=people, caliper=st.sampled_from([1 / 16, 3 / 16, 2.0]))
def test_within_the_radius_everybody_has_an_equal_share(people, caliper):
    score = np.array([one[0] for one in people])
    treated = np.array([one[1] for one in people])
    expected = np.zeros(len(score))
    for row in np.flatnonzero(treated):
        near = ~treated & (np.abs(score - score[row]) <= caliper)
        if near.any():
            expected[row] = 1
            expected[near] += 1 / near.sum()

    weight = radius_weights(score, treated, caliper)

    assert weight == pytest.approx(expected, abs=1e-12)
    assert (weight[expected == 0] == 0).all()
    assert weight[~treated].sum() == pytest.approx(weight[treated].sum(), abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(people=people, ratio=st.integers(1, 3), replace=st.booleans())
def test_matched_people_and_their_matches_weigh_the_same(people, ratio, replace):
    score = np.array([one[0] for one in people])
    treated = np.array([one[1] for one in people])

    match = nearest(score, treated, ratio=ratio, replace=replace)

    assert match.weight[treated].sum() == pytest.approx(match.weight[~treated].sum())
    if not replace:
        assert len(set(match.pool_rows.tolist())) == len(match.pool_rows)
        assert match.weight[~treated].max(initial=0) <= 1


def test_of_two_equally_near_the_lower_row_is_taken():
    score = np.array([0.5, 0.75, 0.25, 0.25])

    match = nearest(score, np.array([True, False, False, False]))

    assert match.pool_rows.tolist() == [1]


def test_nobody_outside_the_caliper_is_taken():
    score = np.array([0.5, 0.8])

    match = nearest(score, np.array([True, False]), caliper=0.29)

    assert match.pool_rows.tolist() == []
    assert match.weight.tolist() == [0, 0]


def test_the_caliper_is_in_standard_deviations_over_everybody():
    score = np.array([0.1, 0.2, 0.6])

    assert caliper_of(score, 0.2) == pytest.approx(0.2 * np.std(score, ddof=1))


def test_a_pool_member_of_two_people_weighs_the_sum_of_its_shares():
    weight = pair_weights(4, np.array([0, 0, 1]), np.array([2, 3, 3]))

    assert weight.tolist() == [1, 1, 0.5, 1.5]
