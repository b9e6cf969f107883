"""Proportional hazards: Allison's published table, and the variance by its own definition."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from evidence.survival import CannotEstimate, cox

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lifelines import CoxPHFitter
    from lifelines.datasets import load_rossi

NAMES = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
# Allison, Survival Analysis Using SAS (2010), output 5.1: 432 people released from prison.
TABLE = """
  fin  | -.37942 | .19138
  age  | -.05744 | .02200
  race |  .31390 | .30799
  wexp | -.14980 | .21222
  mar  | -.43370 | .38187
  paro | -.08487 | .19576
  prio |  .09150 | .02865
"""


@pytest.fixture(scope="module")
def rossi() -> object:
    return load_rossi()


def test_allisons_table_is_reproduced(rossi: object) -> None:
    fit = cox(rossi.week, rossi.arrest, rossi[list(NAMES)], NAMES)
    for line in TABLE.strip().splitlines():
        name, estimate, se = (part.strip() for part in line.split("|"))
        assert fit.of(name).estimate == pytest.approx(float(estimate), abs=6e-6)
        assert fit.of(name).se == pytest.approx(float(se), abs=6e-6)
    assert fit.log_likelihood == pytest.approx(-658.748, abs=5e-4)
    assert (fit.n, fit.events, fit.robust) == (432, 114, False)


def test_weights_give_the_coefficients_of_another_package(rossi: object) -> None:
    people = rossi.assign(w=np.random.default_rng(1).uniform(0.5, 2, len(rossi)))
    ours = cox(people.week, people.arrest, people[list(NAMES)], NAMES, weights=people.w)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = CoxPHFitter().fit(people, "week", "arrest", weights_col="w", robust=True)
    for name in NAMES:
        assert ours.of(name).estimate == pytest.approx(theirs.params_[name], abs=1e-7)
    assert ours.robust


def test_the_robust_error_is_the_infinitesimal_jackknife_with_ties(rossi: object) -> None:
    some = rossi.head(120)
    names = ("fin", "age", "prio")
    x = some[list(names)]

    def estimates(weights: np.ndarray) -> np.ndarray:
        fit = cox(some.week, some.arrest, x, names, weights=weights, robust=False)
        return np.array([row.estimate for row in fit.coefficients])

    moves = []
    for i in range(len(some)):
        up, down = np.ones(len(some)), np.ones(len(some))
        up[i], down[i] = 1.0001, 0.9999
        moves.append((estimates(up) - estimates(down)) / 0.0002)
    expected = np.sqrt(np.diag(np.array(moves).T @ np.array(moves)))
    fit = cox(some.week, some.arrest, x, names, robust=True)
    np.testing.assert_allclose([row.se for row in fit.coefficients], expected, rtol=1e-5)


def test_rescaling_a_covariate_rescales_its_coefficient_alone(rossi: object) -> None:
    x = rossi[list(NAMES)].to_numpy(float)
    plain = cox(rossi.week, rossi.arrest, x, NAMES)
    moved = cox(rossi.week, rossi.arrest, x * [1, 100, 1, 1, 1, 1, 1] + 5, NAMES)
    assert moved.of("age").estimate * 100 == pytest.approx(plain.of("age").estimate, rel=1e-9)
    assert moved.of("age").z == pytest.approx(plain.of("age").z, rel=1e-9)
    assert moved.of("fin").se == pytest.approx(plain.of("fin").se, rel=1e-9)


def test_a_group_without_events_has_no_ratio() -> None:
    with pytest.raises(CannotEstimate, match="no ratio exists|foretell"):
        cox([5, 6, 7, 8, 9, 9], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], ("treated",))


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.ones((4, 1)), r"\[a\] is the same for everybody"),
        (np.array([[1.0], [2], [np.nan], [3]]), "missing"),
    ],
)
def test_columns_that_cannot_be_used_are_named(x: np.ndarray, words: str) -> None:
    with pytest.raises(CannotEstimate, match=words):
        cox([1, 2, 3, 4], [1, 0, 1, 1], x, ("a",))


def test_two_columns_that_say_the_same_are_refused(rossi: object) -> None:
    twice = np.column_stack((rossi.age, rossi.age * 2))
    with pytest.raises(CannotEstimate):
        cox(rossi.week, rossi.arrest, twice, ("age", "again"))
