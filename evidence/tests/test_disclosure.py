"""What is hidden cannot be worked out from what is shown."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.disclosure import is_small, publishable_funnel, suppress_row, suppress_table

counts = st.integers(0, 12)


@settings(max_examples=300, deadline=None)
@given(row=st.lists(counts, min_size=2, max_size=6))
def test_a_row_hides_every_small_count_and_never_one_alone(row):
    shown = suppress_row(row)

    hidden = [count for count, kept in zip(row, shown, strict=True) if kept is None]
    assert all(kept == count for count, kept in zip(row, shown, strict=True) if kept is not None)
    assert not any(is_small(kept) for kept in shown if kept is not None)
    assert (len(hidden) != 1) or len(row) == 1
    # What is left over after the total is known is not small either, unless nothing is shown.
    assert not is_small(sum(hidden)) or len(hidden) == len(row)


@settings(max_examples=200, deadline=None)
@given(
    table=st.integers(2, 4).flatmap(
        lambda wide: st.lists(
            st.lists(counts, min_size=wide, max_size=wide), min_size=2, max_size=4
        )
    )
)
def test_in_a_table_no_line_leaves_one_hidden_cell(table):
    shown = suppress_table(table)

    for line, kept in [
        *zip(table, shown, strict=True),
        *zip(zip(*table, strict=True), zip(*shown, strict=True), strict=True),
    ]:
        hidden = [count for count, one in zip(line, kept, strict=True) if one is None]
        assert len(hidden) != 1
        assert not is_small(sum(hidden)) or len(hidden) == len(line)
        assert all(not is_small(one) for one in kept if one is not None)


def test_the_smallest_other_count_is_hidden_with_it():
    assert suppress_row([3, 20, 8, 0]) == [None, 20, None, 0]
    assert suppress_row([0, 5, 7]) == [0, 5, 7]


@settings(max_examples=300, deadline=None)
@given(losses=st.lists(st.integers(0, 9), max_size=7))
def test_no_two_neighbouring_counts_of_a_funnel_differ_by_one_to_four(losses):
    left, steps = 100, [("start", 100)]
    for at, loss in enumerate(losses):
        left -= loss
        steps.append((f"step {at}", left))

    shown = publishable_funnel(steps)

    assert shown[-1][1] == steps[-1][1]
    assert not any(is_small(before - after) for (_, before), (_, after) in pairwise(shown))
    assert ", ".join(name for name, _ in shown) == ", ".join(name for name, _ in steps)


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_small(count, small):
    assert is_small(count) is small
