"""Charts over time: a process with its limits, a series with the day that something began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evidence.charts.base import (
    BLUE,
    GREY,
    ORANGE,
    ORANGE_WORDS,
    PINK,
    WIDE,
    Cell,
    Figure,
    Table,
    altair,
    draw,
    number,
    rows_of,
)
from evidence.disclosure import is_small
from evidence.monitoring.interrupted import Series
from evidence.monitoring.process import Chart

HIDDEN_NOTE = "[c]: the point stands for 1 to 4, or for all but 1 to 4."


def hides(events: float, size: float | None) -> bool:
    """Whether a point gives away a count of 1 to 4."""
    return is_small(events) or (size is not None and is_small(size - events))


def process_figure(
    chart: Chart,
    when: Sequence[str],
    *,
    axis: str,
    scale: float = 1.0,
    hidden: Sequence[bool] = (),
) -> Figure:
    """Points between the limits of the process; those of a signal are diamonds."""
    hide = list(hidden) or [False] * len(when)
    signalled = {at for signal in chart.signals for at in range(signal.first, signal.last + 1)}
    records: list[dict[str, Any]] = [
        {
            "at": at,
            "when": label,
            "value": None if hide[at] else scale * float(chart.values[at]),
            "low": scale * float(chart.low[at]),
            "high": scale * float(chart.high[at]),
            "signal": "yes" if at in signalled else "no",
        }
        for at, label in enumerate(when)
    ]
    table = Table(
        "The points and their limits",
        ("When", axis, "Limits", "Signal"),
        tuple(
            (
                row["when"],
                None if row["value"] is None else number(row["value"], 2),
                f"{number(row['low'], 2)} to {number(row['high'], 2)}",
                "yes" if row["signal"] == "yes" else "",
            )
            for row in records
        ),
        (False, True, True, False),
        f"Middle: {number(scale * chart.centre, 2)}." + (f" {HIDDEN_NOTE}" if any(hide) else ""),
    )
    answer = (
        "Diamonds are part of a signal. The broken lines are the limits of the process: what it "
        "does by itself."
    )
    description = f"Points over time, a middle line and two limits. {_how_many(chart, signalled)}"
    return draw(
        "chart",
        lambda width: _process(records, scale * chart.centre, axis, width),
        table,
        title="Each point between the limits",
        answer=answer,
        description=description,
    )


def _how_many(chart: Chart, signalled: set[int]) -> str:
    return f"{len(signalled)} of {len(chart.values)} points are part of a signal."


def _process(records: list[dict[str, Any]], centre: float, axis: str, width: int) -> Any:
    alt = altair()
    base = alt.Chart(rows_of(records)).encode(x=_when(records, width))
    limits = [
        base.mark_line(color=GREY, strokeDash=[5, 4], interpolate="step").encode(
            y=alt.Y(f"{side}:Q", title=axis, scale=alt.Scale(zero=False))
        )
        for side in ("low", "high")
    ]
    middle = alt.Chart(rows_of([{"at": centre}])).mark_rule(color=GREY).encode(y="at:Q")
    line = base.mark_line(color=BLUE, strokeWidth=2).encode(y="value:Q")
    shown = base.transform_filter("isValid(datum.value)")
    plain = shown.transform_filter("datum.signal == 'no'").mark_point(
        color=BLUE, filled=True, size=45, opacity=1
    )
    out = shown.transform_filter("datum.signal == 'yes'").mark_point(
        color=PINK, filled=True, size=110, shape="diamond", opacity=1
    )
    return alt.layer(
        *limits, middle, line, plain.encode(y="value:Q"), out.encode(y="value:Q")
    ).properties(width=width - 80, height=280)


def _when(records: list[dict[str, Any]], width: int) -> Any:
    """The points in the table's order, and as many names as there is room for."""
    alt = altair()
    room = 8 if width == WIDE else 3
    step = max(1, -(-len(records) // room))
    return alt.X(
        "when:O",
        sort=[row["when"] for row in records],
        title=None,
        axis=alt.Axis(values=[row["when"] for row in records[::step]], labelAngle=0),
    )


def series_figure(
    found: Series,
    counts: Sequence[float],
    when: Sequence[str],
    changed_at: int,
    *,
    hidden: Sequence[bool] = (),
) -> Figure:
    """What was counted, what the model says, and what the time before foretold."""
    hide = list(hidden) or [False] * len(when)
    records: list[dict[str, Any]] = [
        {
            "when": label,
            "value": None if hide[at] else float(counts[at]),
            "fitted": float(found.fitted[at]),
            "expected": float(found.expected[at]) if at >= changed_at else None,
        }
        for at, label in enumerate(when)
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row["when"],
            None if row["value"] is None else number(row["value"], 0),
            number(row["fitted"]),
            "" if row["expected"] is None else number(row["expected"]),
        )
        for row in records
    )
    table = Table(
        "What was counted, and what the model says",
        ("When", "Counted", "By the model", "Without the change"),
        rows,
        (False, True, True, True),
        HIDDEN_NOTE if any(hide) else "",
    )
    answer = (
        f"The line is the model, with its season. The broken line from {when[changed_at]} on is "
        "what the time before foretold."
    )
    description = f"Points over time and two lines. {answer}"
    return draw(
        "series",
        lambda width: _series(records, when[changed_at], width),
        table,
        title="Before and after",
        answer=answer,
        description=description,
    )


def _series(records: list[dict[str, Any]], changed: str, width: int) -> Any:
    alt = altair()
    base = alt.Chart(rows_of(records)).encode(x=_when(records, width))
    points = base.transform_filter("isValid(datum.value)").mark_point(
        color=GREY, filled=True, size=35, opacity=1
    )
    fitted = base.mark_line(color=BLUE, strokeWidth=2.5)
    foretold = base.transform_filter("isValid(datum.expected)").mark_line(
        color=ORANGE, strokeWidth=2.5, strokeDash=[6, 4]
    )
    began = (
        alt.Chart(rows_of([{"when": changed}]))
        .mark_rule(color=GREY, strokeDash=[2, 3])
        .encode(x=_when(records, width))
    )
    return alt.layer(
        began,
        points.encode(y=alt.Y("value:Q", title="Number")),
        foretold.encode(y="expected:Q"),
        fitted.encode(y="fitted:Q"),
        *_names(records, width),
    ).properties(width=width - (210 if width == WIDE else 80), height=280)


def _names(records: list[dict[str, Any]], width: int) -> list[Any]:
    """The two lines' names behind their last points, apart from each other; on a narrow picture
    there is no room, and the sentence above it says which is which."""
    if width != WIDE:
        return []
    alt = altair()
    last = records[-1]
    tops = [max(row["fitted"], row["expected"] or 0, row["value"] or 0) for row in records]
    apart = max(0.0, 0.08 * max(tops) - abs(last["expected"] - last["fitted"])) / 2
    up = 1 if last["expected"] >= last["fitted"] else -1
    return [
        alt.Chart(rows_of([{"when": last["when"], "y": y, "words": words}]))
        .mark_text(color=color, fontWeight="bold", align="left", dx=8)
        .encode(x=_when(records, width), y="y:Q", text="words:N")
        for y, color, words in (
            (last["fitted"] - up * apart, BLUE, "by the model"),
            (last["expected"] + up * apart, ORANGE_WORDS, "without the change"),
        )
    ]
