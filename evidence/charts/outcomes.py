"""Charts of what happened afterwards: outcomes and groups, and the time without an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evidence.charts.base import (
    BLUE,
    GREY,
    LINE,
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
from evidence.disclosure import SMALLEST
from evidence.survival.kaplan_meier import Curve


def forest(
    key: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    title: str,
    answer: str,
    axis: str,
    table: Table,
) -> Figure | None:
    """Differences with their ranges. Rows hold ``name``, ``difference``, ``low``, ``high``.

    None where no row has a range to draw.
    """
    drawn = [
        {
            "name": str(row["name"]),
            "difference": row["difference"],
            "low": row["low"],
            "high": row["high"],
            "sure": "yes" if row["low"] > 0 or row["high"] < 0 else "no",
            "rank": rank,
        }
        for rank, row in enumerate(rows)
        if row["difference"] is not None and row["low"] is not None
    ]
    if not drawn:
        return None
    description = (
        f"{answer} Each line has a point for the difference and a bar for its 95% range; the "
        "upright line is no difference. The table holds the numbers."
    )
    return draw(
        key,
        lambda width: _forest_chart(drawn, axis, width),
        table,
        title=title,
        answer=answer,
        description=description,
    )


def survival(
    ours: Curve,
    theirs: Curve,
    *,
    horizon: int,
    at_risk: Sequence[tuple[int, float, float]],
    answer: str,
) -> Figure:
    """Share without the event by day in both groups; ``at_risk`` is (day, ours, theirs)."""
    records = [
        *_curve_rows("took part", ours, horizon),
        *_curve_rows("similar people", theirs, horizon),
    ]
    days = [day for day, _, _ in at_risk]
    shown = [
        {"day": day, "who": who, "n": _people(n)}
        for day, one, two in at_risk
        for who, n in (("took part", one), ("similar people", two))
    ]
    table = Table(
        "People still without a proven reoffence, and the share that they are",
        ("Day", "Took part: people", "of 100", "Similar people: people", "of 100"),
        tuple(
            (
                day,
                _people(one),
                _of_100(ours, day, one),
                _people(two),
                _of_100(theirs, day, two),
            )
            for day, one, two in at_risk
        ),
        (True, True, True, True, True),
        "Similar people are weighted to the number who took part. [c]: 1 to 4 people.",
    )
    title = "How long did people go without a proven reoffence?"
    description = (
        f"Two falling step lines with their 95% ranges over {horizon} days, and under them how "
        f"many people are still without a reoffence. {answer}"
    )
    return draw(
        "survival",
        lambda width: _survival_chart(records, shown, days, horizon, width),
        table,
        title=title,
        answer=answer,
        description=description,
    )


def _curve_rows(who: str, curve: Curve, horizon: int) -> list[dict[str, Any]]:
    days = list(range(0, horizon + 1, max(1, horizon // 180)))
    if days[-1] != horizon:
        days.append(horizon)
    low, high = curve.interval_at(days)
    return [
        {"who": who, "day": day, "share": 100 * s, "low": 100 * a, "high": 100 * b}
        for day, s, a, b in zip(days, curve.at(days), low, high, strict=True)
    ]


def _people(n: float) -> int | None:
    rounded = round(n)
    return None if 0 < rounded < SMALLEST else rounded


def _of_100(curve: Curve, day: int, n: float) -> str | None:
    return None if _people(n) is None else number(100 * float(curve.at([day])[0]), 0)


def _forest_chart(rows: list[dict[str, Any]], axis: str, width: int) -> Any:
    alt = altair()
    wide = width == WIDE
    base = alt.Chart(rows_of(rows)).encode(
        y=alt.Y(
            "name:N",
            sort=alt.SortField("rank"),
            title=None,
            axis=alt.Axis(labelLimit=260 if wide else 150, grid=False, ticks=False),
        )
    )
    reach = max(max(abs(r["low"]), abs(r["high"])) for r in rows) * 1.08
    x = alt.X(
        "low:Q",
        title=axis,
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(tickCount=5),
    )
    bar = base.mark_rule(strokeWidth=3, color=BLUE).encode(x=x, x2="high:Q")
    open_ = base.transform_filter("datum.sure == 'no'").mark_point(
        size=80, color=BLUE, fill="white", strokeWidth=2, opacity=1
    )
    filled = base.transform_filter("datum.sure == 'yes'").mark_point(
        size=80, color=BLUE, filled=True, opacity=1
    )
    zero = alt.Chart(rows_of([{"at": 0}])).mark_rule(color=GREY, strokeWidth=1.5).encode(x="at:Q")
    chart = zero + bar + open_.encode(x="difference:Q") + filled.encode(x="difference:Q")
    return chart.properties(width=350 if wide else 130, height=max(60, 30 * len(rows)))


def _survival_chart(
    records: list[dict[str, Any]],
    shown: list[dict[str, Any]],
    days: list[int],
    horizon: int,
    width: int,
) -> Any:
    alt = altair()
    inner = width - (110 if width == WIDE else 100)
    scale = alt.Scale(domain=[0, horizon], nice=False)
    colour = alt.Color(
        "who:N",
        scale=alt.Scale(domain=["took part", "similar people"], range=[BLUE, ORANGE]),
        legend=None,
    )
    ticks = days if width == WIDE else days[:: max(1, len(days) // 3)]
    base = alt.Chart(rows_of(records)).encode(
        x=alt.X("day:Q", scale=scale, title="Days", axis=alt.Axis(values=ticks))
    )
    band = base.mark_area(interpolate="step-after", opacity=0.18).encode(
        y="low:Q", y2="high:Q", color=colour
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        y=alt.Y(
            "share:Q",
            title="Of 100 people, without a reoffence",
            scale=alt.Scale(domain=[0, 100]),
        ),
        color=colour,
        strokeDash=alt.StrokeDash(
            "who:N",
            scale=alt.Scale(domain=["took part", "similar people"], range=[[1, 0], [6, 4]]),
            legend=None,
        ),
    )
    words = _line_words(records, horizon)
    upper = alt.layer(band, line, words).properties(width=inner, height=260)
    lower = _risk_chart([row for row in shown if row["day"] in ticks], scale, inner)
    return alt.vconcat(upper, lower, spacing=6).resolve_scale(x="shared", color="independent")


def _line_words(records: list[dict[str, Any]], horizon: int) -> Any:
    """The name of each line near its middle: the upper one above, the lower one below."""
    alt = altair()
    middle = min((abs(r["day"] - 0.55 * horizon), r["day"]) for r in records)[1]
    here = [r for r in records if r["day"] == middle]
    top = max(here, key=lambda r: r["share"])["who"]
    layers = []
    for row in here:
        above = row["who"] == top
        at = row["high"] + 6 if above else row["low"] - 6
        color = BLUE if row["who"] == "took part" else ORANGE_WORDS
        layers.append(
            alt.Chart(rows_of([{"day": middle, "y": min(max(at, 4), 97), "who": row["who"]}]))
            .mark_text(color=color, fontWeight="bold")
            .encode(x="day:Q", y="y:Q", text="who:N")
        )
    return alt.layer(*layers)


def _risk_chart(shown: list[dict[str, Any]], scale: Any, width: int) -> Any:
    alt = altair()
    words = [{**row, "text": "[c]" if row["n"] is None else f"{row['n']:,}"} for row in shown]
    return (
        alt.Chart(rows_of(words))
        .mark_text(fontSize=12)
        .encode(
            x=alt.X("day:Q", scale=scale, axis=None),
            y=alt.Y(
                "who:N",
                sort=["took part", "similar people"],
                title=None,
                axis=alt.Axis(
                    domain=False, ticks=False, gridColor=LINE, labelFontSize=11, offset=16
                ),
            ),
            text="text:N",
        )
        .properties(width=width, height=44, title="Still without a reoffence")
    )
