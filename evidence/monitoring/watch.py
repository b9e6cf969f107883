"""What each way of watching answers: figures for programs, and sections for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evidence.charts import Figure, Table, funnel_plot
from evidence.charts.base import number
from evidence.charts.watching import hides, process_figure, series_figure
from evidence.monitoring.funnel import Kind, Spread, funnel
from evidence.monitoring.interrupted import interrupted_series
from evidence.monitoring.process import Chart, Rules, p_chart, u_chart, xmr_chart
from evidence.monitoring.reading import Points as Read
from evidence.monitoring.reading import counts_of, spoken
from evidence.monitoring.sequential import Shape, spending_bounds
from evidence.problems import BadInput
from evidence.report.blocks import Block, Box, Facts, Points, Section
from evidence.survival.cox import Coefficient

METHODS = {
    "chart": (
        "Process charts after Wheeler (1993) and Montgomery: limits three standard deviations of "
        "the process from the middle, for single values from the mean of the moving ranges "
        "divided by 1.128. Which rules count as a signal was agreed before."
    ),
    "series": (
        "Segmented quasi-Poisson regression with pairs of sines for the season (Bernal, Cummins "
        "and Gasparrini, 2017). A series cannot tell the change from something else that began on "
        "the same day."
    ),
    "looks": (
        "Spending of alpha after Lan and DeMets (1983), two-sided: looking early, as planned, does "
        "not find what is not there. A look that was not planned is not counted here, and should "
        "not be acted on."
    ),
    "funnel": (
        "Exact limits after Spiegelhalter (2005). Where places vary more than chance, limits can "
        "be widened by the spread between them, worked out from scores whose outer tenths are "
        "pulled in."
    ),
}


@dataclass(frozen=True)
class Watched:
    """One answer. ``results`` is results.json, ``answer`` its sentences."""

    kind: str
    title: str
    results: Mapping[str, Any]
    answer: tuple[str, ...]
    sections: tuple[Section, ...]
    figure: Figure | None


def _watched(
    kind: str,
    title: str,
    answer: Sequence[str],
    shown: Figure | Table,
    results: Mapping[str, Any],
) -> Watched:
    first, rest = answer[0], tuple(answer[1:])
    told: tuple[Block, ...] = (Box(first, rest),)
    if len(rest) > 2:
        told = (Box(first, ()), Points(rest))
    head = Section("answer", "What does it say?", (*told, shown))
    how = Section("methods", "How it was worked out", (Facts((("Method", METHODS[kind]),)),))
    plain = {"kind": kind, "title": title, "answer": list(answer), **results}
    figure = shown if isinstance(shown, Figure) else None
    return Watched(kind, title, plain, tuple(answer), (head, how), figure)


# --- Process charts ------------------------------------------------------------------------------


def watch_chart(
    points: Read,
    kind: str,
    *,
    title: str,
    rules: Rules,
    baseline: int,
    per: float,
    exact: bool,
) -> Watched:
    """XmR, p or u; ``per`` is what a rate is said of (u), shares are said of 100."""
    found, hidden = _chart(points, kind, rules, baseline)
    hidden = [False] * len(hidden) if exact else hidden
    scale = {"p": 100.0, "u": per}.get(kind, 1.0)
    axis = {"p": "Of 100 people", "u": f"For each {per:,.10g}"}.get(kind, "Value")
    labels = [spoken(each) for each in points.when]
    figure = process_figure(found, labels, axis=axis, scale=scale, hidden=hidden)
    results = {
        "chart": kind,
        "centre": found.centre,
        "moving_range_limit": found.moving_range_limit,
        "rules": asdict(rules),
        "baseline": baseline or len(points.when),
        "points": [
            {"when": label, "value": value, "low": low, "high": high}
            for label, value, low, high in zip(
                points.when,
                found.values.tolist(),
                found.low.tolist(),
                found.high.tolist(),
                strict=True,
            )
        ],
        "signals": [
            {
                "rule": signal.rule,
                "from": points.when[signal.first],
                "to": points.when[signal.last],
                "words": signal.words,
            }
            for signal in found.signals
        ],
    }
    return _watched("chart", title, _signal_words(found, labels), figure, results)


def _chart(points: Read, kind: str, rules: Rules, baseline: int) -> tuple[Chart, list[bool]]:
    if kind == "xmr":
        chart = xmr_chart(points.columns["value"], rules=rules, baseline=baseline)
        return chart, [False] * len(points.when)
    events, sizes = counts_of(
        points, size="people" if kind == "p" else "exposure", whole=kind == "p"
    )
    if kind == "p":
        hidden = [hides(y, n) for y, n in zip(events, sizes, strict=True)]
        return p_chart(events, sizes, rules=rules, baseline=baseline), hidden
    hidden = [hides(y, None) for y in events]
    return u_chart(events, sizes, rules=rules, baseline=baseline), hidden


def _signal_words(found: Chart, when: Sequence[str]) -> list[str]:
    if not found.signals:
        return [
            "No signal: what goes up and down here is noise.",
            "Asking why a single point is high or low would look for reasons where there are none.",
        ]
    number_of = len(found.signals)
    return [
        f"{number_of} signal{'s' if number_of > 1 else ''}: something other than noise.",
        *(
            (when[signal.first] if signal.first == signal.last
             else f"{when[signal.first]} to {when[signal.last]}") + f": {signal.words}."
            for signal in found.signals
        ),
    ]  # fmt: skip


# --- Series --------------------------------------------------------------------------------------


def watch_series(
    points: Read,
    changed: str,
    *,
    title: str,
    with_exposure: bool,
    period: float,
    harmonics: int,
    exact: bool,
) -> Watched:
    """Did level or slope change at the row named ``changed``? Raises CannotEstimate."""
    events, exposure = counts_of(points, size="exposure" if with_exposure else "")
    at = points.place_of(changed)
    found = interrupted_series(events, at, exposure=exposure, period=period, harmonics=harmonics)
    level, slope = found.level, found.slope
    answer = [
        _ratio_words(f"From {spoken(changed)} on the number", level),
        _ratio_words("After that, the growth from point to point", slope),
    ]
    if abs(found.autocorrelation) > 2 / np.sqrt(len(events)):
        answer.append(
            f"Neighbouring points go together more than the model says (correlation "
            f"{number(found.autocorrelation, 2)}): these ranges are too narrow."
        )
    hidden = [not exact and hides(y, None) for y in events]
    labels = [spoken(each) for each in points.when]
    figure = series_figure(found, events.tolist(), labels, at, hidden=hidden)
    results = {
        "changed_at": changed,
        "level": _coefficient(level),
        "slope": _coefficient(slope),
        "dispersion": found.dispersion,
        "autocorrelation": found.autocorrelation,
        "points": [
            {"when": label, "counted": y, "fitted": f, "without_the_change": e}
            for label, y, f, e in zip(
                points.when,
                events.tolist(),
                found.fitted.tolist(),
                found.expected.tolist(),
                strict=True,
            )
        ],
    }
    return _watched("series", title, answer, figure, results)


def _coefficient(row: Coefficient) -> dict[str, float]:
    return {"ratio": row.ratio, "low": row.low, "high": row.high, "p": row.p}


def _ratio_words(what: str, row: Coefficient) -> str:
    limits = f"95% range {number(row.low, 2)} to {number(row.high, 2)}"
    reach = f"{number(row.ratio, 2)} times as large ({limits})"
    if row.p > 0.05:
        return f"{what} was {reach}: inconclusive, chance alone may explain it."
    return f"{what} was {reach}: more than chance explains."


# --- Looks ---------------------------------------------------------------------------------------


def watch_looks(
    planned: Sequence[float], done: Sequence[float], *, title: str, alpha: float, shape: Shape
) -> Watched:
    """Bounds of the planned looks, and p-values of those that were made, in their order."""
    looks = spending_bounds(planned, alpha=alpha, shape=shape)
    rows: list[dict[str, Any]] = []
    passed = None
    for at, look in enumerate(looks):
        p = done[at] if at < len(done) else None
        crossed = p is not None and p <= look.p
        if crossed and passed is None:
            passed = at + 1
        rows.append(
            {
                "look": at + 1,
                "information": look.information,
                "z": look.z,
                "p_bound": look.p,
                "spent": look.spent,
                "p": p,
                "crossed": crossed,
            }
        )
    answer = _look_words(passed, len(done), len(looks))
    table = Table(
        "The planned looks, and what each one's p-value must reach",
        ("Look", "Of 100 people planned", "z", "p at most", "p found", "Result"),
        tuple(
            (
                row["look"],
                number(100 * row["information"], 0),
                number(row["z"], 2),
                f"{row['p_bound']:.5f}",
                "" if row["p"] is None else f"{row['p']:.5f}",
                "passed" if row["crossed"] else "",
            )
            for row in rows
        ),
        (True, True, True, True, True, False),
    )
    results = {"alpha": alpha, "shape": shape, "looks": rows}
    return _watched("looks", title, answer, table, results)


def _look_words(passed: int | None, done: int, planned: int) -> list[str]:
    if passed is not None:
        return [
            f"Look {passed} passed its bound: the groups differ by more than chance explains.",
            "Stopping here was planned. The size of a difference found early is often too large.",
        ]
    if not done:
        return ["No look has been made yet.", "The bounds are fixed now, before the outcomes."]
    if done < planned:
        return [
            f"{done} of {planned} looks made, none passed its bound: go on as planned.",
            "This should not be taken to mean that there is no difference.",
        ]
    return [
        "No look passed its bound: inconclusive.",
        "This should not be taken to mean that there is no difference.",
    ]


# --- Funnels -------------------------------------------------------------------------------------


def watch_funnel(
    points: Read,
    kind: Kind,
    *,
    title: str,
    target: float | None,
    allow_for: Spread,
    what: str,
) -> Watched:
    """Places against all of them together, or against a target of 100 people (or 1)."""
    size = "people" if kind == "proportion" else "expected"
    events, sizes = counts_of(points, size=size, whole=kind == "proportion")
    try:
        found = funnel(points.when, events, sizes, kind=kind, target=target, allow_for=allow_for)
    except ValueError as wrong:
        raise BadInput(points.file, "", f"{wrong}.") from None
    figure = funnel_plot(found, what=what, title="Each place by its size")
    results = {
        "funnel": kind,
        "target": found.target,
        "levels": list(found.levels),
        "dispersion": asdict(found.dispersion),
        "allowed_for": allow_for,
        "places": [
            {
                "place": unit.name,
                "events": unit.events,
                size: unit.size,
                "value": unit.value,
                "z": unit.z,
                "limits": [list(pair) for pair in unit.limits],
                "beyond": unit.beyond,
            }
            for unit in found.units
        ],
    }
    first, stop, rest = figure.answer.partition(". ")
    answer = (first + stop.strip(), rest) if rest else (first,)
    return _watched("funnel", title, answer, figure, results)
