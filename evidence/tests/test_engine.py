"""The same study over Ibis: DuckDB and Spark give the answer of NumPy on one machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest

from evidence import engine, engine_weighted
from evidence.comparison import outcomes, propensity, weights
from evidence.comparison.covariates import from_table
from evidence.comparison.matching import caliper_of
from evidence.comparison.radius import radius_weights
from evidence.comparison.weighted import compare_weighted
from evidence.engine import Design

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
DESIGN = Design("treated", ("age", "previous"), ("area",))


@pytest.fixture(scope="module")
def people() -> pa.Table:
    chance = np.random.default_rng(11)
    n = 3000
    age, previous = chance.normal(33, 9, n).round(1), chance.poisson(4, n).astype(float)
    area = chance.choice(["Brook Hill", "Cold Norton", "Vale"], n)
    chance_of = 1 / (1 + np.exp(2.2 - 0.2 * (previous - 4) + 0.03 * (age - 33)))
    treated = chance.random(n) < chance_of
    happened = (chance.random(n) < 0.2 + 0.03 * previous - 0.05 * treated).astype(float)
    ids = [f"P{i:05d}" for i in range(n)]
    return pa.table(
        {
            "person_id": ids,
            "treated": treated,
            "age": age,
            "previous": previous,
            "area": area,
            "happened": happened,
        }
    )


@pytest.fixture
def duck(people: pa.Table) -> Any:
    return as_duck(people=people)["people"]


def as_duck(**tables: pa.Table) -> dict[str, Any]:
    """Tables of one DuckDB connection."""
    connection = ibis.duckdb.connect()
    for name, table in tables.items():
        connection.con.register(f"{name}_given", table)
        connection.raw_sql(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")
    return {name: connection.table(name) for name in tables}


def on_one_machine(people: pa.Table) -> tuple[Any, Any, float]:
    treated = people["treated"].to_numpy()
    covariates = from_table(people, DESIGN.numeric, DESIGN.factor)
    score = propensity.fit(covariates, treated).score
    return treated, score, caliper_of(score, 0.2)


def check_equal(table: Any, people: pa.Table) -> None:
    treated, score, reach = on_one_machine(people)
    values = people["happened"].to_numpy()
    covariates = from_table(people, DESIGN.numeric, DESIGN.factor)
    fitted = engine.fit_score(table, DESIGN)
    scored = fitted.add_to(table)
    assert engine.caliper(scored) == pytest.approx(reach, rel=1e-10)
    for kind, expected in (
        ("radius", radius_weights(score, treated, reach)),
        ("iptw", weights.iptw(score, treated)),
        ("overlap", weights.overlap(score, treated)),
    ):
        weighted = engine.weigh(scored, DESIGN, kind, reach=reach)
        found = weighted.order_by("person_id").execute()
        np.testing.assert_allclose(found["score"], score, atol=1e-10)
        np.testing.assert_allclose(found["weight"], expected, rtol=1e-8, atol=1e-12)
        if kind == "radius":
            ours = engine.compare(weighted, DESIGN, "happened")
            theirs = outcomes.compare(values, treated, expected)
        else:
            ours = engine_weighted.compare(weighted, fitted, "happened", kind=kind)
            theirs = compare_weighted(
                values, covariates, treated, kind=kind, weight=expected, score=score
            )
        assert (ours.treated_n, ours.control_n) == (theirs.treated_n, theirs.control_n)
        for name in ("difference", "se", "df", "low", "high", "p", "control_ess"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-7), name


def test_duckdb_gives_the_answer_of_one_machine(duck: Any, people: pa.Table) -> None:
    check_equal(duck, people)


def test_greedy_matching_says_that_it_stays_on_one_machine(duck: Any) -> None:
    with pytest.raises(ValueError, match="stays on one machine"):
        engine.weigh(duck, DESIGN, "nearest")


def test_a_column_that_tells_the_groups_apart_is_refused(duck: Any) -> None:
    apart = duck.mutate(tell=duck.treated.cast("float64"))
    with pytest.raises(engine.Refused, match="tells the two groups apart"):
        engine.fit_score(apart, Design("treated", ("tell",)))


def test_a_constant_column_is_named(duck: Any) -> None:
    with pytest.raises(engine.Refused, match="same for everybody"):
        engine.fit_score(duck.mutate(one=ibis.literal(1.0)), Design("treated", ("one",)))


EVENTS = {
    # Before the index date; on it; the last day inside; the first outside; proven too late.
    "person_id": ["a", "a", "b", "c", "d", "b"],
    "offence_date": [
        "2024-02-28",
        "2024-03-01",
        "2025-02-28",
        "2025-03-01",
        "2024-05-01",
        "2024-04-01",
    ],
    "proven_date": [
        "2024-04-01",
        "2024-04-01",
        "2025-08-29",
        "2025-04-01",
        "2025-08-31",
        "2024-06-01",
    ],
    "tier": ["summary", "summary", "either_way", "summary", "summary", "indictable"],
    "custody": [0, 1, 0, 0, 0, 1],
}


def test_reoffending_counts_the_window_and_its_proof() -> None:
    starts = pa.table({"person_id": list("abcd"), "index_date": ["2024-03-01"] * 4})
    tables = as_duck(people=starts, events=pa.table(EVENTS))
    found = engine.reoffending(tables["people"], tables["events"]).order_by("person_id").execute()
    assert list(found["frequency"]) == [1, 2, 0, 0]
    assert list(found["rate"]) == [1, 1, 0, 0]
    assert list(found["custody_frequency"]) == [1, 1, 0, 0]
    assert list(found["rate_either_way"]) == [0, 1, 0, 0]
    assert list(found["time_to_first"].fillna(-1)) == [0, 31, -1, -1]


needs_spark = pytest.mark.skipif(
    shutil.which("java") is None or find_spec("pyspark") is None,
    reason="Spark needs Java and the extra [spark]: one of them is not installed",
)


@pytest.fixture
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.mark.slow
@needs_spark
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_answer_of_one_machine(spark: Any, people: pa.Table) -> None:
    spark._session.createDataFrame(people.to_pandas()).createOrReplaceTempView("people")
    check_equal(spark.table("people"), people)
