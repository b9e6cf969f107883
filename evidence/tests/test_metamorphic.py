"""What must not matter, does not: the order of rows, names, formats, codes and units."""

import csv
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from evidence.evaluation import evaluate
from evidence.evaluation_results import results
from evidence.protocol import read_protocol
from evidence.tests.small_studies import HEADING, pairs_of, people, write_study

SEX, AREA = 4, 6
HEAD = [*HEADING, "area"]


@pytest.fixture
def sides():
    rng = np.random.default_rng(31)
    cohort, pool = people(rng, "C", 120, rate=0.3, older=-2), people(rng, "P", 500, rate=0.45)
    for row in [*cohort, *pool]:
        row.append(str(rng.choice(["north", "south", "west"])))
    return cohort, pool


@pytest.fixture
def study(tmp_path, sides):
    def made(name, cohort=sides[0], pool=sides[1], **said):
        said = {"factor": '["sex", "area"]', **said}
        found = evaluate(read_protocol(write_study(tmp_path / name, cohort, pool, HEAD, **said)))
        return pairs_of(found), results(found)

    return made


def same(one, other):
    """The same people matched, and the same numbers but for the last digits."""
    assert one[0] == other[0]
    assert len(one[0]) > 100
    for key in ("treated", "control", "difference", "se", "low", "high", "p"):
        assert one[1]["outcomes"][0][key] == pytest.approx(other[1]["outcomes"][0][key], rel=1e-10)
    for before, after in zip(one[1]["balance"], other[1]["balance"], strict=True):
        assert before["before"] == pytest.approx(after["before"], abs=1e-10)
        assert before["after"] == pytest.approx(after["after"], abs=1e-10)


@pytest.mark.parametrize(
    "method",
    ["", "ratio = 2", "replace = true\nratio = 3", 'exact = ["sex"]', 'order = "smallest"'],
)
def test_shuffled_rows(study, sides, method):
    rng = np.random.default_rng(1)
    shuffled = [[rows[at] for at in rng.permutation(len(rows))] for rows in sides]

    first = study("a", method=method)
    second = study("b", *shuffled, method=method)

    assert first == second


def test_renamed_people(study, sides):
    def renamed(rows):
        return [[f"{hash_of(row[0])}-{row[0]}", *row[1:]] for row in rows]

    def hash_of(name):
        return sum(map(ord, name)) * 7919 % 1000

    one, other = study("a"), study("b", *map(renamed, sides))

    back = {(a.partition("-")[2], b.partition("-")[2]) for a, b in other[0]}
    same(one, (back, other[1]))


def typed(rows):
    columns = list(zip(*rows, strict=True))
    return pa.table(
        {
            "person_id": list(columns[0]),
            "index_date": [date.fromisoformat(day) for day in columns[1]],
            "age": list(columns[2]),
            "previous": list(columns[3]),
            "sex": pa.array(columns[4]).dictionary_encode(),
            "reoffended": [bool(one) for one in columns[5]],
            "area": list(columns[6]),
        }
    )


@pytest.mark.parametrize("kind", ["parquet", "duckdb"])
def test_other_file_formats(study, sides, tmp_path, kind):
    one = study("a")
    folder = tmp_path / "b"
    study("b")
    path = folder / "evaluation.toml"
    text = path.read_text()
    for side, rows in zip(("cohort", "pool"), sides, strict=True):
        if kind == "parquet":
            parquet.write_table(typed(rows), folder / f"{side}.parquet")
            text = text.replace(f"{side}.csv", f"{side}.parquet")
        else:
            with duckdb.connect(str(folder / "study.duckdb")) as connection:
                connection.register("rows", typed(rows))
                connection.execute(f"CREATE TABLE {side} AS SELECT * FROM rows")
            text = text.replace(f"{side}.csv", f"study.duckdb#{side}")
    path.write_text(text)

    found = evaluate(read_protocol(path))
    other = results(found)

    del one[1]["protocol_sha256"], other["protocol_sha256"]
    assert pairs_of(found) == one[0]
    assert other == one[1]


def test_recoded_factors(study, sides):
    """Other names put another level first, which the rest then stand against."""
    names = {"north": "z-north", "south": "m-south", "west": "a-west", "F": "2", "M": "1"}

    def recoded(rows):
        return [[*row[:SEX], names[row[SEX]], row[5], names[row[AREA]]] for row in rows]

    one, other = study("a"), study("b", *map(recoded, sides))

    back = {name: old for old, name in names.items()}
    for row in other[1]["balance"]:
        row["level"] = back.get(row["level"])
    for found in (one[1], other[1]):
        found["balance"].sort(key=lambda row: (row["name"], row["level"] or ""))
    same(one, other)


@pytest.mark.parametrize(("times", "plus"), [(12.0, 0.0), (1e6, 5.0), (1e-6, 0.0), (-1.0, 100.0)])
def test_rescaled_covariates(study, sides, times, plus):
    def rescaled(rows):
        return [[*row[:2], row[2] * times + plus, *row[3:]] for row in rows]

    one, other = study("a"), study("b", *map(rescaled, sides))

    for row in other[1]["balance"]:
        if row["name"] == "age":
            row["before"], row["after"] = (np.sign(times) * row[key] for key in ("before", "after"))
    same(one, other)


@pytest.mark.parametrize("times", [1.0, 12.0, 1 / 7])
def test_people_of_one_kind_stay_tied_however_the_columns_are_written(study, sides, times):
    """Whole years and few sanctions: most scores tie, and ties go to the lower row."""

    def whole(rows, times=1.0):
        return [
            [*row[:2], round(row[2] / 8) * times, min(3, int(row[3])) * times, *row[4:]]
            for row in rows
        ]

    def upside_down(rows):
        other = {"north": "3", "south": "2", "west": "1"}
        return [[*row[:AREA], other[row[AREA]]] for row in rows]

    one = study("a", *map(whole, sides))
    other = study("b", *(upside_down(whole(rows, times)) for rows in sides))

    assert len(one[0]) > 100
    assert other[0] == one[0]


def test_covariates_named_in_another_order(study):
    one, other = study("a"), study("b", numeric='["previous", "age"]', factor='["area", "sex"]')

    for found in (one[1], other[1]):
        found["balance"].sort(key=lambda row: (row["name"], row["level"] or ""))
    same(one, other)


def test_extra_columns_do_not_matter(study, tmp_path, sides):
    one = study("a")
    study("b")
    for side in ("cohort", "pool"):
        path = tmp_path / "b" / f"{side}.csv"
        with path.open(newline="") as file:
            rows = list(csv.reader(file))
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([["note", *row] for row in rows])

    found = evaluate(read_protocol(tmp_path / "b" / "evaluation.toml"))

    assert pairs_of(found) == one[0]
