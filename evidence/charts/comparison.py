"""Charts of who was compared: how alike the groups are, and where their scores overlap."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from evidence.charts.base import (
    BLUE,
    GREY,
    ORANGE,
    ORANGE_WORDS,
    WIDE,
    Figure,
    Table,
    altair,
    draw,
    number,
    rows_of,
)
from evidence.disclosure import suppress_table

LIMIT = 0.1
MOST_SHOWN = 40


def love_plot(balance: Sequence[Mapping[str, Any]]) -> Figure:
    """Standardised differences before and after, the largest first."""
    ranked = sorted(balance, key=lambda row: -abs(_size(row["before"])))
    shown = ranked[:MOST_SHOWN]
    uneven = [row for row in balance if abs(_size(row["after"])) > LIMIT]
    points = [
        {"what": _name(row), "when": when, "value": _size(row[when]), "rank": rank}
        for rank, row in enumerate(shown)
        for when in ("before", "after")
    ]

    def make(width: int) -> Any:
        return _love_chart(points, width, len(shown))

    table = Table(
        "Difference between the groups, in standard deviations, before and after",
        ("Characteristic", "Before", "After"),
        tuple((_name(row), number(row["before"], 2), number(row["after"], 2)) for row in ranked),
        (False, True, True),
        f"Between −{LIMIT} and {LIMIT} counts as alike (Austin, 2009).",
    )
    answer = (
        f"After matching, all {len(balance)} characteristics differ by no more than {LIMIT} "
        "standard deviations."
        if not uneven
        else f"After matching, {len(uneven)} of {len(balance)} characteristics still differ by "
        f"more than {LIMIT} standard deviations: {_some(uneven)}."
    )
    description = (
        f"A line for each characteristic with two points: the difference before matching and the "
        f"difference after. {answer} The table holds the numbers."
    )
    title = "Were the groups alike?"
    return draw("love", make, table, title=title, answer=answer, description=description)


def score_overlap(bins: Sequence[Mapping[str, Any]]) -> Figure | None:
    """How likely people were to take part, in both groups; None where there are no scores."""
    if not bins:
        return None
    treated = sum(row["treated"] for row in bins)
    pool = sum(row["pool"] for row in bins)
    counts = suppress_table([[row["treated"], row["pool"]] for row in bins])
    records = []
    for row, (ours, theirs) in zip(bins, counts, strict=True):
        edges = {"from": row["from"], "to": row["to"]}
        records.append({**edges, "who": "took part", "share": 100 * (ours or 0) / max(treated, 1)})
        records.append({**edges, "who": "pool", "share": -100 * (theirs or 0) / max(pool, 1)})
    table = Table(
        "People by how likely they were to take part",
        ("Score from", "to", "Took part", "Pool"),
        tuple(
            (number(row["from"], 2), number(row["to"], 2), ours, theirs)
            for row, (ours, theirs) in zip(bins, counts, strict=True)
        ),
        (True, True, True, True),
        "[c]: 1 to 4 people, or a number from which such a count would follow.",
    )
    answer = (
        "The bars above the line are people who took part, those below are the pool. Only where "
        "both have people can like be compared with like."
    )
    description = f"Two histograms back to back of the score, from 0 to 1. {answer}"
    return draw(
        "overlap",
        lambda width: _overlap_chart(records, width),
        table,
        title="Are there people to compare with?",
        answer=answer,
        description=description,
    )


def _love_chart(points: list[dict[str, Any]], width: int, rows: int) -> Any:
    alt = altair()
    widest = max(0.25, *(abs(point["value"]) for point in points)) * 1.1 if points else 0.25
    base = alt.Chart(rows_of(points)).encode(
        y=alt.Y("what:N", sort=alt.SortField("rank"), title=None, axis=_names_axis(width)),
        x=alt.X(
            "value:Q",
            title="Standardised difference",
            scale=alt.Scale(domain=[-widest, widest], nice=False),
            axis=alt.Axis(tickCount=5),
        ),
    )
    band = (
        alt.Chart(rows_of([{"low": -LIMIT, "high": LIMIT}]))
        .mark_rect(color="#E8EDEE")
        .encode(x="low:Q", x2="high:Q")
    )
    zero = alt.Chart(rows_of([{"at": 0}])).mark_rule(color=GREY).encode(x="at:Q")
    line = base.mark_line(color=GREY, strokeWidth=1).encode(detail="what:N")
    before = base.transform_filter("datum.when == 'before'").mark_point(
        color=ORANGE, size=60, shape="diamond", strokeWidth=2
    )
    after = base.transform_filter("datum.when == 'after'").mark_point(
        color=BLUE, size=60, filled=True, opacity=1
    )
    words = _first_labels(points)
    return (band + zero + line + before + after + words).properties(
        width=_plot_width(width), height=max(60, 24 * rows)
    )


def _first_labels(points: list[dict[str, Any]]) -> Any:
    """Words beside the points of the top line in place of a legend."""
    alt = altair()
    top = [point for point in points if point["rank"] == 0]
    layers = []
    for point in top:
        other = next((o for o in top if o["when"] != point["when"]), point)
        right = point["value"] >= other["value"] and point is not other
        color = ORANGE_WORDS if point["when"] == "before" else BLUE
        layers.append(
            alt.Chart(rows_of([point]))
            .mark_text(
                align="left" if right else "right", dx=8 if right else -8, color=color, dy=-9
            )
            .encode(x="value:Q", y=alt.Y("what:N", sort=alt.SortField("rank")), text="when:N")
        )
    return alt.layer(*layers)


def _overlap_chart(records: list[dict[str, Any]], width: int) -> Any:
    alt = altair()
    end = max((r["to"] for r in records), default=1.0)
    base = alt.Chart(rows_of(records))
    bars = base.mark_bar(stroke="white", strokeWidth=0.5).encode(
        x=alt.X(
            "from:Q",
            title="Score: chance of taking part",
            scale=alt.Scale(domain=[0, end], nice=False),
        ),
        x2="to:Q",
        y2=alt.Y2Datum(0),
        y=alt.Y(
            "share:Q",
            title="Of 100 people in the group",
            axis=alt.Axis(labelExpr="abs(datum.value)", tickCount=6),
        ),
        color=alt.Color(
            "who:N",
            scale=alt.Scale(domain=["took part", "pool"], range=[BLUE, ORANGE]),
            legend=None,
        ),
    )
    top = max((r["share"] for r in records), default=1.0)
    bottom = min((r["share"] for r in records), default=-1.0)
    words = [
        {"x": 0.98 * end, "y": top * 0.9, "text": "took part", "color": BLUE},
        {"x": 0.98 * end, "y": bottom * 0.9, "text": "pool", "color": ORANGE_WORDS},
    ]
    labels = [
        alt.Chart(rows_of([word]))
        .mark_text(align="right", color=word["color"], fontWeight="bold")
        .encode(x="x:Q", y="y:Q", text="text:N")
        for word in words
    ]
    zero = alt.Chart(rows_of([{"at": 0}])).mark_rule(color=GREY).encode(y="at:Q")
    return alt.layer(bars, zero, *labels).properties(width=width - 70, height=240)


def _plot_width(width: int) -> int:
    return 400 if width == WIDE else 130


def _names_axis(width: int) -> Any:
    return altair().Axis(labelLimit=220 if width == WIDE else 140, grid=False, ticks=False)


def _name(row: Mapping[str, Any]) -> str:
    name = str(row["name"]).replace("_", " ")
    return f"{name}: {row['level']}" if row.get("level") not in (None, "") else name


def _some(rows: Sequence[Mapping[str, Any]]) -> str:
    named = [_name(row) for row in rows[:3]]
    return ", ".join(named) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")


def _size(value: float | None) -> float:
    return 0.0 if value is None or math.isnan(value) else float(value)
