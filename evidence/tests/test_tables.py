"""Every kind of table reads the same, and what cannot be read is named by file, column and row."""

import os

import duckdb
import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict
from pyarrow import parquet

from evidence.problems import BadInput
from evidence.tables import Column, column_names, read_table

DICTIONARY = {
    "person_id": Column("id"),
    "age": Column("number", min=18, max=110),
    "sex": Column("factor", levels=("F", "M")),
    "index_date": Column("date"),
    "reoffended": Column("yes_no"),
}
TEXT = """person_id,age,sex,index_date,reoffended,ignored
007,34,F,2024-03-01,1,x
8,,M,,no,y
9,27.5,,2024-02-29,TRUE,"z
z"
"""


@pytest.fixture
def read(tmp_path):
    def one(text, dictionary=DICTIONARY):
        (tmp_path / "cohort.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table("cohort.csv", dictionary, folder=tmp_path)

    return one


def typed_table() -> pa.Table:
    from datetime import date

    return pa.table(
        {
            "person_id": ["007", "8", "9"],
            "age": pa.array([34, None, 27.5]),
            "sex": pa.array(["F", "M", None]),
            "index_date": pa.array([date(2024, 3, 1), None, date(2024, 2, 29)]),
            "reoffended": pa.array([True, False, True]),
        }
    )


def rows(table: pa.Table) -> list[dict]:
    return table.to_pylist()


def test_a_csv_file_reads_by_the_dictionary(read):
    from datetime import date

    assert rows(read(TEXT)) == [
        {"person_id": "007", "age": 34.0, "sex": "F", "index_date": date(2024, 3, 1),
         "reoffended": 1.0},
        {"person_id": "8", "age": None, "sex": "M", "index_date": None, "reoffended": 0.0},
        {"person_id": "9", "age": 27.5, "sex": None, "index_date": date(2024, 2, 29),
         "reoffended": 1.0},
    ]  # fmt: skip


def test_every_kind_of_table_reads_alike(tmp_path, read):
    expected = rows(read(TEXT))
    parquet.write_table(typed_table(), tmp_path / "t.parquet", row_group_size=2)
    typed = typed_table()
    with duckdb.connect(str(tmp_path / "t.duckdb")) as connection:
        connection.register("typed", typed)
        connection.execute('CREATE TABLE "Cohort" AS SELECT * FROM typed')

    assert rows(read_table("t.parquet", DICTIONARY, folder=tmp_path)) == expected
    assert rows(read_table("t.duckdb#Cohort", DICTIONARY, folder=tmp_path)) == expected
    assert column_names("t.parquet", folder=tmp_path) == list(DICTIONARY)
    assert column_names("t.duckdb#Cohort", folder=tmp_path) == list(DICTIONARY)
    assert column_names("cohort.csv", folder=tmp_path) == [*DICTIONARY, "ignored"]


@pytest.fixture
def postgresql():
    admin = os.environ.get("THROUGHCARE_TEST_ADMIN") or os.environ["THROUGHCARE_TEST_ADMIN_URL"]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA evidence_test")
        connection.execute(
            'CREATE TABLE evidence_test."Cohort" (person_id text, age numeric, sex text, '
            "index_date date, reoffended boolean)"
        )
        connection.execute(
            """INSERT INTO evidence_test."Cohort" VALUES ('007', 34, 'F', '2024-03-01', true),
            ('8', NULL, 'M', NULL, false), ('9', 27.5, NULL, '2024-02-29', true)"""
        )
        try:
            parts = conninfo_to_dict(admin)
            asked = "&".join(f"{name}={value}" for name, value in parts.items() if value)
            yield f"postgresql:///?{asked}#evidence_test.Cohort"
        finally:
            connection.execute("DROP SCHEMA evidence_test CASCADE")


def test_a_postgresql_table_reads_alike(postgresql, tmp_path, read):
    expected = rows(read(TEXT))

    assert rows(read_table(postgresql, DICTIONARY, folder=tmp_path)) == expected
    assert column_names(postgresql, folder=tmp_path) == list(DICTIONARY)
    with pytest.raises(BadInput, match="cannot be read"):
        read_table(postgresql.replace("Cohort", "Cohorts"), DICTIONARY, folder=tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("27.5", "old", "column age: row 4", r"\[old\] is not a number"),
        ("27.5", "170", "column age: row 4", "above 110"),
        ("34,F", "7,F", "column age: row 2", "below 18"),
        ("27.5", "inf", "column age: row 4", "not a finite number"),
        ("2024-02-29", "29/02/2024", "column index_date: row 4", "not a date"),
        ("2024-02-29", "2023-02-29", "column index_date: row 4", "not a date"),
        ("34,F", "34,X", "column sex: row 2", "none of F, M"),
        (",no,", ",perhaps,", "column reoffended: row 3", r"\[perhaps\] is not a number, yes or"),
        ("\n8,", "\n,", "column person_id: row 3", "is empty"),
        ("person_id,", "person,", "column person_id", r"Did you mean \[person\]"),
        ("sex,", "age,", "column age", "stands twice"),
        (",2024-03-01,1,x", ",2024-03-01,1", "", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named_by_file_column_and_row(read, old, new, place, words):
    assert old in TEXT
    text = TEXT.replace(old, new)
    dictionary = {name: rule for name, rule in DICTIONARY.items() if name in text or name != "sex"}

    with pytest.raises(BadInput, match=words) as wrong:
        read(text, dictionary)

    assert wrong.value.file == "cohort.csv"
    assert place in wrong.value.place


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b'"a', b"\0\0"])
def test_a_file_without_a_readable_heading_is_refused(read, content):
    with pytest.raises(BadInput):
        read(content)


@pytest.mark.parametrize("address", ["no.csv", "no.parquet", "no.duckdb#t", "no"])
def test_a_table_that_is_not_there_is_named(tmp_path, address):
    with pytest.raises(BadInput, match="is not there"):
        read_table(address, DICTIONARY, folder=tmp_path)


@pytest.mark.parametrize("name", ["t.parquet", "t.duckdb#t", "t.duckdb"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, name):
    (tmp_path / name.partition("#")[0]).write_text("not this")

    with pytest.raises(BadInput):
        read_table(name, DICTIONARY, folder=tmp_path)


def test_a_column_of_another_kind_is_refused(tmp_path):
    table = pa.table({"person_id": [1, 2], "age": pa.array([[1], [2]])})
    parquet.write_table(table, tmp_path / "t.parquet")

    with pytest.raises(BadInput, match="which is not a number"):
        read_table(
            "t.parquet", {"person_id": Column("id"), "age": Column("number")}, folder=tmp_path
        )


def test_numbers_as_identifiers_and_levels_are_text_alike(tmp_path):
    table = pa.table({"person_id": [1.0, 20.0], "area": [3, 4]})
    parquet.write_table(table, tmp_path / "t.parquet")
    asked = {"person_id": Column("id"), "area": Column("factor")}

    assert rows(read_table("t.parquet", asked, folder=tmp_path)) == [
        {"person_id": "1", "area": "3"},
        {"person_id": "20", "area": "4"},
    ]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_else(tmp_path, content):
    (tmp_path / "any.csv").write_bytes(b"person_id,age\n" + content)
    asked = {"person_id": Column("id"), "age": Column("number")}

    try:
        table = read_table("any.csv", asked, folder=tmp_path)
    except BadInput:
        return
    assert table.column_names == ["person_id", "age"]
