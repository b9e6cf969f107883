"""The same study where the tables are too large for one machine: Ibis on DuckDB or Spark.

Only aggregates and windows are used, so that nothing but sums leaves the cluster: the score needs
the sums X'WX and X'(y − p) once for each step of Newton's method, radius matching two window
passes, outcomes five sums a group. Answers equal those of ``evidence.comparison``; the error of
weights that were estimated is in ``evidence.engine_weighted``. Greedy nearest
matching chooses one pair after another: it stays on one machine, and says so here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence.comparison.outcomes import Arm, Difference, from_estimate
from evidence.comparison.propensity import SAME_SCORE, TOLERANCE
from evidence.problems import Refused

Floats = NDArray[np.float64]
STEPS = 60
ONE_MACHINE = (
    "nearest-neighbour matching chooses one pair after another and stays on one machine: use "
    "`evidence evaluate`, or radius matching or weights here"
)


@dataclass(frozen=True)
class Design:
    """Columns of the table: who took part (true or false), and what makes groups alike."""

    treated: str = "treated"
    numeric: tuple[str, ...] = ()
    factor: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """A fitted score on standardised columns. ``terms`` are (name, level, centre, spread)."""

    design: Design
    terms: tuple[tuple[str, str | None, float, float], ...]
    beta: tuple[float, ...]
    steps: int

    def add_to(self, table: Any) -> Any:
        """The table with a column ``score``."""
        return table.mutate(score=_logistic(_linear(table, self.terms, self.beta)))


def fit_score(table: Any, design: Design) -> Score:
    """Logistic regression by Newton's method to 1e-12, a pass over the table for each step."""
    treated = table[design.treated].cast("float64")
    terms = _terms(table, design)
    beta = np.zeros(len(terms) + 1)
    share = float(table.aggregate(y=treated.mean()).execute()["y"][0])
    if not 0 < share < 1:
        raise Refused("empty_group", "One of the two groups has nobody in it.")
    beta[0] = np.log(share / (1 - share))
    for step in range(1, STEPS + 1):
        gradient, information = _sums(table, terms, treated, beta)
        try:
            move = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            raise Refused("collinear", "Two columns say the same: leave one out.") from None
        beta = beta + move
        if not np.isfinite(beta).all() or np.abs(beta).max() > 100:
            break
        if np.abs(move).max() < TOLERANCE:
            return Score(design, terms, tuple(map(float, beta)), step)
        if np.abs(move).max() < 1e-9 and step > 10:
            # Sums of another order end in other last digits: no step gets any smaller.
            return Score(design, terms, tuple(map(float, beta)), step)
    raise Refused(
        "perfect_separation",
        "A column, alone or with others, tells the two groups apart: no score exists.",
    )


def caliper(scored: Any, standard_deviations: float = 0.2) -> float:
    """A multiple of the standard deviation of the score over everybody (n − 1)."""
    spread = scored.aggregate(sd=scored.score.std(how="sample")).execute()["sd"][0]
    return float(standard_deviations * spread)


def weigh(scored: Any, design: Design, kind: str, *, reach: float | None = None) -> Any:
    """The table with a column ``weight``; ``reach`` is the caliper of radius matching."""
    import ibis

    treated = scored[design.treated].cast("boolean")
    if kind == "radius":
        if reach is None or reach <= 0:
            raise ValueError("radius matching needs a caliper above 0")
        return _radius(scored, design, reach)
    if kind == "iptw":
        return scored.mutate(weight=ibis.ifelse(treated, 1.0, scored.score / (1 - scored.score)))
    if kind == "overlap":
        return scored.mutate(weight=ibis.ifelse(treated, 1 - scored.score, scored.score))
    if kind == "nearest":
        raise ValueError(ONE_MACHINE)
    raise ValueError(f"[{kind}] is not one of radius, iptw, overlap")


def compare(
    weighted: Any, design: Design, outcome: str, *, asked_of: str | None = None
) -> Difference:
    """Welch's test on weighted means with Kish's effective numbers, from sums by group."""
    value = weighted[outcome].cast("float64")
    counts = (weighted.weight > 0) & value.notnull()
    if asked_of is not None:
        counts = counts & weighted[asked_of].cast("boolean")
    rows = weighted.mutate(_y=value).filter(counts)
    centre = rows.aggregate(m=rows._y.mean()).execute()["m"][0]
    if centre is None or np.isnan(centre):
        raise Refused("empty_group", f"Nobody who counts has the outcome [{outcome}].")
    rows = rows.mutate(_d=rows._y - float(centre), _w=rows.weight.cast("float64"))
    sums = (
        rows.group_by(_t=rows[design.treated].cast("boolean"))
        .aggregate(
            n=rows.count(),
            w=rows._w.sum(),
            ww=(rows._w * rows._w).sum(),
            wd=(rows._w * rows._d).sum(),
            wdd=(rows._w * rows._d * rows._d).sum(),
        )
        .execute()
    )
    arms = {bool(row["_t"]): _arm(row, float(centre)) for _, row in sums.iterrows()}
    if len(arms) < 2:
        raise Refused("empty_group", f"Only one group has the outcome [{outcome}].")
    ours, theirs = arms[True], arms[False]
    both = ours.variance + theirs.variance
    parts = ours.variance**2 / (ours.ess - 1) + theirs.variance**2 / (theirs.ess - 1)
    df = both**2 / parts if parts > 0 else float("inf")
    return from_estimate(ours, theirs, ours.mean - theirs.mean, float(np.sqrt(both)), df)


def reoffending(people: Any, events: Any, *, days: int = 365, proof_days: int = 183) -> Any:
    """People with ``rate``, ``frequency``, ``time_to_first``, custody and court tiers.

    ``people`` has person_id and index_date; ``events`` person_id, offence_date, proven_date, tier
    and custody. Window and proof as in ``evidence.comparison.outcomes.proven_within``.
    """
    start = people.select("person_id", begun=people.index_date.cast("date"))
    joined = events.inner_join(start, "person_id")
    after = joined.offence_date.cast("date").delta(joined.begun, unit="day")
    proof = joined.proven_date.cast("date").delta(joined.begun, unit="day")
    inside = joined.mutate(after=after).filter(
        (after >= 0) & (after < days) & (proof < days + proof_days)
    )
    made = {
        "frequency": inside.count(),
        "time_to_first": inside.after.min(),
        "custody_frequency": inside.custody.cast("int64").sum(),
    }
    for tier in ("indictable", "either_way", "summary"):
        made[f"frequency_{tier}"] = (inside.tier == tier).cast("int64").sum()
    counts = inside.group_by("person_id").aggregate(**made)
    joined = people.left_join(counts, "person_id").drop("person_id_right")
    zero = {name: joined[name].fill_null(0) for name in made if name != "time_to_first"}
    full = joined.mutate(**zero)
    shares = {"rate": (full.frequency > 0).cast("int64")}
    for name in made:
        if name.endswith("_frequency") or name.startswith("frequency_"):
            share = name.replace("frequency", "rate")
            shares[share] = (full[name] > 0).cast("int64")
    return full.mutate(**shares)


# --- The score ------------------------------------------------------------------------------------


def _terms(table: Any, design: Design) -> tuple[tuple[str, str | None, float, float], ...]:
    terms: list[tuple[str, str | None, float, float]] = []
    if design.numeric:
        sums = {f"m_{name}": table[name].cast("float64").mean() for name in design.numeric}
        sums |= {f"s_{name}": table[name].cast("float64").std(how="pop") for name in design.numeric}
        row = table.aggregate(**sums).execute().iloc[0]
        for name in design.numeric:
            if not row[f"s_{name}"] > 0:
                raise Refused("collinear", f"[{name}] is the same for everybody: leave it out.")
            terms.append((name, None, float(row[f"m_{name}"]), float(row[f"s_{name}"])))
    for name in design.factor:
        levels = table.select(level=table[name].cast("string")).distinct().execute()["level"]
        if levels.isna().any():
            raise Refused("missing_covariate", f"[{name}] is missing for some people.")
        terms += [(name, str(level), 0.0, 1.0) for level in sorted(map(str, levels))[1:]]
    return tuple(terms)


def columns(table: Any, terms: Sequence[tuple[str, str | None, float, float]]) -> list[Any]:
    columns = []
    for name, level, centre, spread in terms:
        if level is None:
            columns.append((table[name].cast("float64") - exact(centre)) / exact(spread))
        else:
            columns.append((table[name].cast("string") == level).cast("float64"))
    return columns


def exact(value: float) -> Any:
    """A number that keeps all its digits on the way."""
    import ibis

    return ibis.literal(float(value), "float64")


def _linear(
    table: Any, terms: Sequence[tuple[str, str | None, float, float]], beta: Sequence[float]
) -> Any:
    total = exact(beta[0])
    for column, value in zip(columns(table, terms), beta[1:], strict=True):
        total = total + column * exact(value)
    return total


def _logistic(linear: Any) -> Any:
    return 1 / (1 + (-linear).exp())


def _sums(
    table: Any, terms: Sequence[tuple[str, str | None, float, float]], treated: Any, beta: Floats
) -> tuple[Floats, Floats]:
    """X'(y − p) and X'WX of one step, in one pass."""
    k = len(terms) + 1
    named = {f"_x{i + 1}": column for i, column in enumerate(columns(table, terms))}
    wide = table.select(
        **named, _y=treated, _p=_logistic(_linear(table, terms, list(map(float, beta))))
    )
    x = [None, *(wide[name] for name in named)]
    weight, away = wide._p * (1 - wide._p), wide._y - wide._p
    wanted = {}
    for i in range(k):
        wanted[f"g{i}"] = product(away, x[i]).sum()
        for j in range(i, k):
            wanted[f"h{i}_{j}"] = product(product(weight, x[i]), x[j]).sum()
    row = wide.aggregate(**wanted).execute().iloc[0]
    gradient = np.array([float(row[f"g{i}"]) for i in range(k)])
    information = np.empty((k, k))
    for i in range(k):
        for j in range(i, k):
            information[i, j] = information[j, i] = float(row[f"h{i}_{j}"])
    return gradient, information


def product(one: Any, other: Any) -> Any:
    return one if other is None else one * other


# --- Radius ---------------------------------------------------------------------------------------


def _radius(scored: Any, design: Design, reach: float) -> Any:
    """Two window passes: how many of the pool are in reach, then the shares each is given.

    Rows are copied into the neighbouring buckets of the score, as wide as the reach, so that the
    windows divide over the machines and still see across the edges.
    """
    import ibis

    base = scored.mutate(_t=scored[design.treated].cast("boolean").cast("float64"))
    found = _over_window(base, reach, _in_pool=1 - base._t)
    share = ibis.ifelse((found._t > 0) & (found._in_pool > 0.5), 1 / found._in_pool, 0.0)
    shared = found.mutate(_share=share)
    given = _over_window(shared, reach, _given=shared._share)
    weight = ibis.ifelse(given._t > 0, (given._in_pool > 0.5).cast("float64"), given._given)
    return given.mutate(weight=weight).drop("_t", "_in_pool", "_share", "_given")


def _over_window(table: Any, reach: float, **values: Any) -> Any:
    """The table with each value summed over everybody whose score is within reach."""
    import ibis

    width = exact(1.0001 * (reach + SAME_SCORE))
    ((name, value),) = values.items()
    valued = table.mutate(_value=value)
    home = (valued.score / width).floor().cast("int64")
    copies = [valued.mutate(_bucket=home + way, _home=way == 0) for way in (-1, 0, 1)]
    copied = ibis.union(*copies)
    near = ibis.range_window(
        preceding=exact(reach + SAME_SCORE),
        following=exact(reach + SAME_SCORE),
        group_by="_bucket",
        order_by="score",
    )
    summed = copied.mutate(**{name: copied._value.sum().over(near)})
    return summed.filter(summed._home).drop("_value", "_bucket", "_home")


def arms_without_spread(found: Difference) -> tuple[Arm, Arm]:
    """The two groups of a comparison whose error is worked out another way."""
    ours = Arm(found.treated_n, found.treated_ess, found.treated, 0.0)
    return ours, Arm(found.control_n, found.control_ess, found.control, 0.0)


# --- Sums to a test -------------------------------------------------------------------------------


def _arm(row: Mapping[str, Any], centre: float) -> Arm:
    w = float(row["w"])
    ess = w**2 / float(row["ww"])
    away = float(row["wd"]) / w
    if ess <= 1:
        return Arm(int(row["n"]), ess, centre + away, float("nan"))
    spread = max(float(row["wdd"]) / w - away**2, 0.0) * ess / (ess - 1)
    return Arm(int(row["n"]), ess, centre + away, spread / ess)
