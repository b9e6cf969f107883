import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evidence.comparison import student


@settings(max_examples=300, deadline=None)
@given(t=st.floats(0, 40), df=st.floats(1, 1e7))
def test_p_values_are_those_of_scipy(t, df):
    assert student.two_sided_p(t, df) == pytest.approx(2 * stats.t.sf(t, df), rel=1e-8, abs=1e-300)
    assert student.two_sided_p(-t, df) == student.two_sided_p(t, df)


@settings(max_examples=100, deadline=None)
@given(upper=st.floats(1e-6, 0.49), df=st.floats(1, 1e7))
def test_quantiles_are_those_of_scipy(upper, df):
    assert student.quantile(upper, df) == pytest.approx(stats.t.isf(upper, df), rel=1e-8, abs=1e-9)


def test_with_endless_degrees_of_freedom_it_is_the_normal_distribution():
    assert student.quantile(0.025, float("inf")) == pytest.approx(1.959963984540054)
