"""Charts of the service itself: places, questionnaires, costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from evidence.business_case import Result
from evidence.charts.base import (
    BLUE,
    GREY,
    ORANGE,
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
from evidence.disclosure import is_small, suppress_row
from evidence.health_change import Change, Count, Direction
from evidence.monitoring.funnel import Funnel, exact_limits

FEWEST_POINTS = 30  # people with two scores; fewer would show single people


def funnel_plot(found: Funnel, *, what: str, title: str) -> Figure:
    """Each place by its size, with the limits that chance explains."""
    shown = [unit for unit in found.units if not _hides(found.kind, unit.events, unit.size)]
    outside = [unit for unit in shown if unit.beyond >= max(found.levels)]
    points = [
        {
            "name": unit.name,
            "size": unit.size,
            "value": 100 * unit.value,
            "out": "yes" if unit in outside else "no",
        }
        for unit in shown
    ]
    names = ", ".join(unit.name for unit in outside)
    answer = (
        f"{names} differ{'s' if len(outside) == 1 else ''} from the rest by more than chance "
        "explains: look further. A place outside is a question, not a finding."
        if outside
        else "No place differs from the rest by more than chance explains."
    )
    if found.dispersion.over_dispersed:
        answer += " Places vary more than chance alone would make them" + (
            "; the limits are widened for it."
            if found.allowed_for != "none"
            else ", so that more of them lie outside."
        )
    shares = found.kind == "proportion"
    table = Table(
        f"{what}, by place",
        ("Place", "People", "It happened to", "Of 100", "Limits of chance (99.8%)")
        if shares
        else ("Place", "Expected", "Counted", "Of 100 expected", "Limits of chance (99.8%)"),
        tuple(_funnel_row(found.kind, unit) for unit in found.units),
        (False, True, True, True, True),
        "[c]: 1 to 4 people, or a number from which such a count would follow.",
    )
    curves = _limit_curves(found)
    description = f"Points for places by size, between limits that narrow with size. {answer}"
    return draw(
        "funnel",
        lambda width: _funnel_chart(points, curves, found, width),
        table,
        title=title,
        answer=answer,
        description=description,
    )


def _hides(kind: str, events: float, size: float) -> bool:
    """A number expected is no count of people: it gives nobody away."""
    if kind == "ratio":
        return is_small(events)
    return is_small(events) or is_small(size - events) or is_small(size)


def _funnel_row(kind: str, unit: Any) -> tuple[Any, ...]:
    size = round(unit.size) if kind == "proportion" else number(unit.size)
    if _hides(kind, unit.events, unit.size):
        return (unit.name, size, None, None, "")
    low, high = unit.limits[-1]
    return (
        unit.name,
        size,
        round(unit.events),
        number(100 * unit.value, 0),
        f"{number(100 * low, 0)} to {number(100 * high, 0)}",
    )


def _limit_curves(found: Funnel) -> list[dict[str, Any]]:
    """Exact limits over the range of sizes; where widened, those of the points themselves."""
    if found.allowed_for != "none" and found.dispersion.over_dispersed:
        spread = [(u.size, u.limits) for u in sorted(found.units, key=lambda u: u.size)]
    else:
        sizes = [u.size for u in found.units]
        steps = np.unique(np.geomspace(max(min(sizes) * 0.8, 5), max(sizes) * 1.1, 60).round())
        spread = [
            (
                float(n),
                tuple(exact_limits(float(n), found.target, a, found.kind) for a in found.levels),
            )
            for n in steps
        ]
    return [
        {"size": n, "level": f"{100 * level:g}%", "low": 100 * low, "high": 100 * high}
        for n, limits in spread
        for level, (low, high) in zip(found.levels, limits, strict=True)
    ]


def _funnel_chart(
    points: list[dict[str, Any]], curves: list[dict[str, Any]], found: Funnel, width: int
) -> Any:
    alt = altair()
    inner = width - 80
    shares = found.kind == "proportion"
    across, up = ("People", "Of 100 people") if shares else ("Expected", "Of 100 expected")
    base = alt.Chart(rows_of(curves)).encode(x=alt.X("size:Q", title=across))
    dash = alt.StrokeDash(
        "level:N",
        legend=None,
        scale=alt.Scale(
            domain=[f"{100 * level:g}%" for level in found.levels], range=[[5, 4], [1, 0]]
        ),
    )
    lines = [
        base.mark_line(color=GREY, strokeWidth=1.5).encode(
            y=alt.Y(f"{side}:Q", title=up, scale=alt.Scale(zero=True)), strokeDash=dash
        )
        for side in ("low", "high")
    ]
    target = alt.Chart(rows_of([{"at": 100 * found.target}])).mark_rule(color=GREY).encode(y="at:Q")
    last = max(row["size"] for row in curves)
    ends = [{**row, "words": f"{row['level']} of chance"} for row in curves if row["size"] == last]
    words = (
        alt.Chart(rows_of(ends))
        .mark_text(align="right", dy=-8, fontSize=11, color="#4C6272")
        .encode(x="size:Q", y="high:Q", text="words:N")
    )
    dots = alt.Chart(rows_of(points))
    inside = dots.transform_filter("datum.out == 'no'").mark_point(
        color=BLUE, filled=True, size=60, opacity=1
    )
    out = dots.transform_filter("datum.out == 'yes'").mark_point(
        color=PINK, filled=True, size=110, shape="diamond", opacity=1
    )
    named = dots.transform_filter("datum.out == 'yes'").mark_text(dy=-12, fontWeight="bold")
    place = {"x": "size:Q", "y": "value:Q"}
    return alt.layer(
        *lines,
        target,
        words,
        inside.encode(**place),
        out.encode(**place),
        named.encode(**place, text="name:N"),
    ).properties(width=inner, height=300)


def change_scatter(found: Change) -> Figure | None:
    """First against last score, with the band of no reliable change and the clinical line.

    None with fewer than 30 people with both scores, or 1 to 4 in one of the directions: the points
    would show what the table hides.
    """
    if found.paired < FEWEST_POINTS or any(is_small(row.people) for row in found.counts):
        return None
    rule = found.instrument
    points = [
        {"first": person.first, "last": person.last, "way": person.direction.value}
        for person in found.everybody
        if person.last is not None
    ]
    better = next(row for row in found.counts if row.words == Direction.BETTER.value)
    answer = (
        f"{better.people} of all {found.people} people due to finish are reliably better "
        f"({number(100 * better.share, 0)} of 100); {found.people - found.paired} have no last "
        "score."
    )
    description = (
        f"A point for each person: the first score across, the last score up. Points below the "
        f"band of no reliable change are reliably better. {answer}"
        if rule.worse_is == "higher"
        else f"A point for each person: the first score across, the last score up. {answer}"
    )
    return draw(
        f"change-{rule.key}",
        lambda width: _change_chart(points, found, width),
        change_table(found),
        title=f"Did people's {rule.title} scores change?",
        answer=answer,
        description=description,
    )


def change_table(found: Change) -> Table:
    """Better, the same, worse and missing, of everybody due to finish."""
    shown = suppress_row([row.people for row in found.counts])
    better, significant = found.counts[0].people, found.significant.people
    # Better without having crossed the line must not follow from the two either.
    hide_last = shown[0] is None or is_small(significant) or is_small(better - significant)
    rows = [*zip(found.counts, shown, strict=True)]
    rows.append((found.significant, None if hide_last else significant))
    return Table(
        f"{found.instrument.title}: everybody due to finish",
        ("What became of their score", "People", "Of 100", "Likely range"),
        tuple(_change_row(row, people) for row, people in rows),
        (False, True, True, True),
        "The last line counts people who are in the first line too. [c]: 1 to 4 people, or a "
        "number from which such a count would follow.",
    )


def _change_row(row: Count, people: int | None) -> tuple[Cell, ...]:
    if people is None:
        return (_sentence(row.words), None, None, "")
    reach = f"{number(100 * row.low, 0)} to {number(100 * row.high, 0)}"
    return (_sentence(row.words), people, number(100 * row.share, 0), reach)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _change_chart(points: list[dict[str, Any]], found: Change, width: int) -> Any:
    alt = altair()
    rule = found.instrument
    side = min(width - 80, 380)
    scale = alt.Scale(domain=[rule.lowest, rule.highest], nice=False)
    ends = [rule.lowest, rule.highest]
    band = [
        {"at": at, "low": at - rule.reliable_change, "high": at + rule.reliable_change}
        for at in ends
    ]
    shade = (
        alt.Chart(rows_of(band))
        .mark_area(color="#E8EDEE", clip=True)
        .encode(
            x=alt.X("at:Q", scale=scale, title="First score"),
            y=alt.Y("low:Q", scale=scale, title="Last score"),
            y2="high:Q",
        )
    )
    diagonal = (
        alt.Chart(rows_of(band)).mark_line(color=GREY, strokeWidth=1).encode(x="at:Q", y="at:Q")
    )
    cut = alt.Chart(rows_of([{"at": rule.clinical_from}]))
    lines = [
        cut.mark_rule(color=GREY, strokeDash=[5, 4]).encode(x=alt.X("at:Q", scale=scale)),
        cut.mark_rule(color=GREY, strokeDash=[5, 4]).encode(y=alt.Y("at:Q", scale=scale)),
    ]
    looks = {
        Direction.BETTER.value: {"color": BLUE, "filled": True, "shape": "circle"},
        Direction.SAME.value: {"color": GREY, "filled": False, "shape": "circle"},
        Direction.WORSE.value: {"color": ORANGE, "filled": True, "shape": "diamond"},
    }
    dots = [
        alt.Chart(rows_of([point for point in points if point["way"] == way]))
        .mark_point(size=45, opacity=0.75, **look)
        .encode(x="first:Q", y="last:Q")
        for way, look in looks.items()
    ]
    far = rule.highest - rule.lowest
    words = [
        {
            "x": rule.highest - 0.02 * far,
            "y": rule.lowest + 0.05 * far,
            "t": "better",
            "a": "right",
        },
        {"x": rule.lowest + 0.02 * far, "y": rule.highest - 0.04 * far, "t": "worse", "a": "left"},
    ]
    if rule.worse_is != "higher":
        words[0]["t"], words[1]["t"] = "worse", "better"
    labels = [
        alt.Chart(rows_of([word]))
        .mark_text(align=word["a"], fontWeight="bold")
        .encode(x="x:Q", y="y:Q", text="t:N")
        for word in words
    ]
    return alt.layer(shade, diagonal, *lines, *dots, *labels).properties(width=side, height=side)


def tornado_chart(found: Result) -> Figure | None:
    """Which uncertain number moves the net value most; None where none is uncertain."""
    if not found.tornado:
        return None
    rows = [
        {
            "name": bar.name,
            "low": min(bar.at_low, bar.at_high) / 1000,
            "high": max(bar.at_low, bar.at_high) / 1000,
            "rank": rank,
        }
        for rank, bar in enumerate(found.tornado)
    ]
    first = found.tornado[0]
    answer = f"What the answer leans on most is: {first.name}."
    table = Table(
        "Net present value with one number at a time at the ends of its range",
        ("Number", "At its low end", "At its high end"),
        tuple((bar.name, pounds(bar.at_low), pounds(bar.at_high)) for bar in found.tornado),
        (False, True, True),
    )
    description = (
        f"Bars around the net value of {pounds(found.net.value)}, the widest on top. {answer}"
    )
    return draw(
        "tornado",
        lambda width: _tornado(rows, found.net.value / 1000, width),
        table,
        title="Which numbers matter most?",
        answer=answer,
        description=description,
    )


def _tornado(rows: list[dict[str, Any]], middle: float, width: int) -> Any:
    alt = altair()
    wide = width == WIDE
    bars = (
        alt.Chart(rows_of(rows))
        .mark_bar(color=BLUE, height=16)
        .encode(
            y=alt.Y(
                "name:N",
                sort=alt.SortField("rank"),
                title=None,
                axis=alt.Axis(labelLimit=260 if wide else 140, ticks=False),
            ),
            x=alt.X(
                "low:Q", title="Net present value, thousand pounds", scale=alt.Scale(zero=False)
            ),
            x2="high:Q",
        )
    )
    rule = alt.Chart(rows_of([{"at": middle}])).mark_rule(color=ORANGE, strokeWidth=2)
    zero = alt.Chart(rows_of([{"at": 0}])).mark_rule(color=GREY, strokeDash=[4, 3])
    return (bars + zero.encode(x="at:Q") + rule.encode(x="at:Q")).properties(
        width=330 if wide else 130, height=max(60, 32 * len(rows))
    )


def pounds(value: float) -> str:
    """Whole pounds, with a true minus sign."""
    return ("−" if round(value) < 0 else "") + f"£{abs(round(value)):,}"
