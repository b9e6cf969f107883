"""The chart: zero baseline, a gap where a day has no score, words that do not lie on others."""

from __future__ import annotations

from throughcare.instruments import charts


def drawn(*lines: tuple[float | None, ...], highest: float = 27) -> charts.Chart:
    measures = [charts.Measure(f"M{n}", highest, values) for n, values in enumerate(lines)]
    return charts.draw([str(n) for n in range(len(lines[0]))], measures)


def test_the_baseline_is_0_and_the_top_holds_the_highest_possible_score() -> None:
    ticks = drawn((3, 27)).ticks
    assert ticks[0] == (charts.BOTTOM, "0")
    assert ticks[-1] == (charts.TOP, "30")


def test_a_line_breaks_where_a_day_has_no_score() -> None:
    line = drawn((3, 5, None, 7, 8)).lines[0]
    assert len(line.points) == 4
    assert [(a, b) for a, _ya, b, _yb in line.segments] == [
        ("8.00%", "26.50%"),
        ("63.50%", "82.00%"),
    ]


def test_a_measure_without_any_score_draws_nothing() -> None:
    assert [line.name for line in drawn((None, None), (1, 2)).lines] == ["M1"]


def test_names_that_end_close_together_are_pushed_apart() -> None:
    first, second = drawn((9, 10), (8, 10)).lines
    assert abs(first.label_y - second.label_y) >= charts.APART


def test_one_day_stands_in_the_middle() -> None:
    assert drawn((4,)).days == (("45.00%", "0"),)
