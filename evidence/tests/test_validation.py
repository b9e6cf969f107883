"""Two hundred invented cohorts with a known effect; `make validate` looks at two thousand."""

from evidence.validation import METHODS, broken, tally


def test_intervals_cover_the_truth_and_chance_is_rarely_called_a_difference():
    counts = tally(range(1, 201))

    assert set(counts) == set(METHODS)
    # Three standard errors of a share of 200 about 95 and 5 in 100.
    assert not broken(counts, 200, covers=(0.904, 0.996), false_positives=0.096)


def test_limits_that_are_broken_are_named():
    counts = tally(range(1, 4))
    for one in counts.values():
        one.covers = 0

    assert len(broken(counts, 3, covers=(0.9, 1.0), false_positives=1.0)) == len(METHODS)
