"""`evidence.comparison.weighted` by sums alone, for a table of any size: Ibis on DuckDB or Spark.

The influence of each person on a weighted difference counts that the score was fitted to the same
people (formulas and sources there). It needs the information of the score and how each side's
mean leans on the columns, in one pass, and the sum of the squared influences in another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence import engine
from evidence.comparison.outcomes import Difference, from_estimate

Floats = NDArray[np.float64]
KINDS = ("iptw", "overlap")


def compare(
    weighted: Any, score: engine.Score, outcome: str, *, kind: str, asked_of: str | None = None
) -> Difference:
    """As `engine.compare`, with the error of weights that come from this score.

    ``weighted`` is what `engine.weigh` gave for this ``kind``: iptw or overlap. Radius matching
    has no such error and is compared by `engine.compare`.
    """
    if kind not in KINDS:
        raise ValueError(f"[{kind}] is not one of {', '.join(KINDS)}")
    found = engine.compare(weighted, score.design, outcome, asked_of=asked_of)
    if np.isnan(found.se) or found.se == 0:
        return found
    value = weighted[outcome].cast("float64")
    here = value.notnull()
    if asked_of is not None:
        here = here & weighted[asked_of].cast("boolean").fill_null(False)
    rows = weighted.mutate(_value=value, _here=here)
    wide, names = _wide(rows, score, kind, found)
    per_unit, totals, people = _lean(wide, names)
    moves = wide._away_t / engine.exact(totals[0]) - wide._away_c / engine.exact(totals[1])
    drawn = engine.exact(per_unit[0])
    for name, value in zip(names, per_unit[1:], strict=True):
        drawn = drawn + wide[name] * engine.exact(value)
    influence = moves + wide._residual * drawn
    squares = wide.aggregate(s=(influence * influence).sum()).execute()["s"][0]
    se = float(np.sqrt(float(squares))) / people
    ours, theirs = engine.arms_without_spread(found)
    return from_estimate(ours, theirs, found.difference, se, found.df)


def _wide(
    weighted: Any, score: engine.Score, kind: str, found: Difference
) -> tuple[Any, list[str]]:
    """One row a person: their columns, and how far they are from the mean of their side."""
    import ibis

    t = weighted[score.design.treated].cast("boolean")
    value, here = weighted._value, weighted._here
    p, w = weighted.score, weighted.weight.cast("float64")
    spread = p * (1 - p)
    slope = ibis.ifelse(t, -spread, spread) if kind == "overlap" else ibis.ifelse(t, 0.0, w)
    ours = ibis.ifelse(here & t, value - engine.exact(found.treated), 0.0)
    theirs = ibis.ifelse(here & ~t, value - engine.exact(found.control), 0.0)
    columns = engine.columns(weighted, score.terms)
    named = {f"_x{i + 1}": column for i, column in enumerate(columns)}
    wide = weighted.select(
        **named,
        _residual=t.cast("float64") - p,
        _spread=spread,
        _away_t=w * ours,
        _away_c=w * theirs,
        _lean_t=slope * ours,
        _lean_c=slope * theirs,
        _total_t=ibis.ifelse(here & t, w, 0.0),
        _total_c=ibis.ifelse(here & ~t, w, 0.0),
    )
    return wide, list(named)


def _lean(wide: Any, names: list[str]) -> tuple[Floats, tuple[float, float], int]:
    """What one unit of the score's residual moves, each side's mean weight, how many people."""
    x = [None, *(wide[name] for name in names)]
    k = len(x)
    wanted = {"n": wide.count(), "tt": wide._total_t.sum(), "tc": wide._total_c.sum()}
    for i in range(k):
        wanted[f"a{i}"] = engine.product(wide._lean_t, x[i]).sum()
        wanted[f"b{i}"] = engine.product(wide._lean_c, x[i]).sum()
        for j in range(i, k):
            wanted[f"h{i}_{j}"] = engine.product(engine.product(wide._spread, x[i]), x[j]).sum()
    row = wide.aggregate(**wanted).execute().iloc[0]
    people = int(row["n"])
    information = np.empty((k, k))
    for i in range(k):
        for j in range(i, k):
            information[i, j] = information[j, i] = float(row[f"h{i}_{j}"]) / people
    totals = float(row["tt"]) / people, float(row["tc"]) / people
    lean = np.array(
        [row[f"a{i}"] / people / totals[0] - row[f"b{i}"] / people / totals[1] for i in range(k)],
        dtype=np.float64,
    )
    return np.linalg.pinv(information, hermitian=True) @ lean, totals, people
