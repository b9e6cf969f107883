"""Reads the tables of a study: CSV, Parquet, DuckDB or PostgreSQL, the same answer from each.

An address is a path from the protocol's folder (`cohort.csv`, `pool.parquet`), a table of a
DuckDB file (`study.duckdb#cohort`) or of a PostgreSQL database
(`postgresql://host/database#schema.table`; the password comes from PGPASSWORD or a service
file). Only the columns that the protocol names are read. Errors name file, column and row; rows
of a CSV file count its heading as row 1, rows of other tables start at 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from evidence.problems import BadInput

Kind = Literal["id", "number", "factor", "date", "yes_no"]
TYPES: Mapping[str, pa.DataType] = {
    "id": pa.string(),
    "number": pa.float64(),
    "factor": pa.dictionary(pa.int32(), pa.string()),
    "date": pa.date32(),
    "yes_no": pa.float64(),
}
SAYS = {
    "number": "is not a number",
    "date": "is not a date such as 2026-07-01",
    "yes_no": "is not a number, yes or no",
}
YES, NO = ("true", "yes", "y", "t"), ("false", "no", "n", "f")
#: What may be written for "not known". "None" and "Unknown" are answers.
BLANKS = ["", "NA", "NaN", "nan", "NULL", "null"]


@dataclass(frozen=True)
class Column:
    """What the data dictionary says of one column."""

    kind: Kind
    min: float | None = None
    max: float | None = None
    levels: tuple[str, ...] | None = None


Dictionary = Mapping[str, Column]


def read_table(
    address: str, dictionary: Dictionary, *, folder: Path, optional: Iterable[str] = ()
) -> pa.Table:
    """The columns of the dictionary, typed and checked. Optional ones may be absent."""
    file, _, part = address.partition("#")
    needed = [name for name in dictionary if name not in set(optional)]
    if file.startswith(("postgres://", "postgresql://")):
        raw, first = _from_postgresql(file, part, dictionary, needed), 1
        shown = part
    else:
        path = folder / file
        shown = file
        if not path.is_file():
            raise BadInput(shown, "", "is not there.", "Check the path in the protocol.")
        raw, first = _from_file(path, shown, part, dictionary, needed)
    return _checked(raw, dictionary, shown, first)


def has_column(address: str, name: str, *, folder: Path) -> bool:
    """Whether a table has a column of this name."""
    return name in column_names(address, folder=folder)


def column_names(address: str, *, folder: Path) -> list[str]:
    """The heading of a table."""
    file, _, part = address.partition("#")
    if file.startswith(("postgres://", "postgresql://")):
        return _postgresql_columns(file, part)
    path = folder / file
    if not path.is_file():
        raise BadInput(file, "", "is not there.", "Check the path in the protocol.")
    if path.suffix == ".parquet":
        return [str(name) for name in _parquet(path, file).schema_arrow.names]
    if path.suffix in (".duckdb", ".db"):
        return list(map(str, _duckdb(path, file, part, None).column_names))
    return _csv_heading(path, file)


def _from_file(
    path: Path, shown: str, part: str, dictionary: Dictionary, needed: list[str]
) -> tuple[pa.Table, int]:
    if path.suffix == ".parquet":
        factors = [name for name, rule in dictionary.items() if rule.kind == "factor"]
        source = _parquet(path, shown, factors)
        wanted = _present(source.schema_arrow.names, dictionary, needed, shown)
        try:
            return source.read(columns=wanted), 1
        except (pa.ArrowException, OSError) as wrong:
            raise BadInput(shown, "", f"cannot be read ({_line(wrong)}).") from None
    if path.suffix in (".duckdb", ".db"):
        names = _duckdb(path, shown, part, None).column_names
        return _duckdb(path, shown, part, _present(names, dictionary, needed, shown)), 1
    return _csv(path, shown, dictionary, needed), 2


def _present(
    names: Iterable[str], dictionary: Dictionary, needed: Iterable[str], shown: str
) -> list[str]:
    names = list(names)
    for name in needed:
        if name not in names:
            import difflib

            near = difflib.get_close_matches(name, names, 1)
            remedy = f"Did you mean [{near[0]}]?" if near else "Add it, or change the protocol."
            raise BadInput(shown, f"column {name}", "is missing.", remedy)
        if names.count(name) > 1:
            raise BadInput(shown, f"column {name}", "stands twice in the heading.")
    return [name for name in dictionary if name in names]


# --- CSV ---------------------------------------------------------------------------------------


def _csv_heading(path: Path, shown: str) -> list[str]:
    import csv as plain

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = next(plain.reader(file), None)
    except (UnicodeDecodeError, plain.Error) as wrong:
        raise BadInput(shown, "row 1", f"cannot be read as UTF-8 text ({_line(wrong)}).") from None
    if not heading:
        raise BadInput(shown, "row 1", "has no heading.", "Begin with the names of the columns.")
    return heading


def _csv(path: Path, shown: str, dictionary: Dictionary, needed: list[str]) -> pa.Table:
    """Typed at once where every value fits; else as text, so that the bad row can be named."""
    wanted = _present(_csv_heading(path, shown), dictionary, needed, shown)
    typed = {name: TYPES[dictionary[name].kind] for name in wanted}
    try:
        return _read_csv(path, wanted, typed)
    except (pa.ArrowException, OSError):
        pass
    try:
        return _read_csv(path, wanted, {name: pa.string() for name in wanted})
    except (pa.ArrowException, OSError) as wrong:
        raise BadInput(shown, _csv_place(wrong), f"cannot be read ({_line(wrong)}).") from None


def _read_csv(path: Path, wanted: list[str], types: dict[str, pa.DataType]) -> pa.Table:
    from pyarrow import csv

    return csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=types,
            include_columns=wanted,
            null_values=BLANKS,
            strings_can_be_null=True,
            true_values=["1"],
            false_values=["0"],
        ),
    )


def _csv_place(wrong: Exception) -> str:
    import re

    found = re.search(r"[Rr]ow #(\d+)", str(wrong))
    return f"row {found[1]}" if found else ""


# --- Parquet and DuckDB ------------------------------------------------------------------------


def _parquet(path: Path, shown: str, factors: Iterable[str] = ()) -> Any:
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path, memory_map=True, read_dictionary=list(factors))
    except (pa.ArrowException, OSError) as wrong:
        raise BadInput(shown, "", f"is not a Parquet file ({_line(wrong)}).") from None


def _quoted(name: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def _duckdb(path: Path, shown: str, part: str, columns: list[str] | None) -> pa.Table:
    """The columns of a table; with none named, the heading alone."""
    import duckdb

    if not part:
        raise BadInput(shown, "", "names no table.", f"Write {shown}#table.")
    what = ", ".join('"' + name.replace('"', '""') + '"' for name in columns or []) or "*"
    limit = "" if columns else " LIMIT 0"
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            table: pa.Table = connection.sql(
                f"SELECT {what} FROM {_quoted(part)}{limit}"
            ).to_arrow_table()
            return table
    except duckdb.Error as wrong:
        reason = _line(wrong).replace(str(path), shown)
        raise BadInput(f"{shown}#{part}", "", f"cannot be read ({reason}).") from None


# --- PostgreSQL --------------------------------------------------------------------------------


def _postgresql_columns(server: str, part: str) -> list[str]:
    import psycopg

    if not part:
        raise BadInput(server, "", "names no table.", "Write …/database#schema.table.")
    try:
        with psycopg.connect(server, connect_timeout=10) as connection:
            found = connection.execute(f"SELECT * FROM {_quoted(part)} LIMIT 0")  # type: ignore[arg-type]
            return [column.name for column in found.description or ()]
    except psycopg.Error as wrong:
        raise BadInput(part, "", f"cannot be read ({_line(wrong)}).") from None


def _from_postgresql(server: str, part: str, dictionary: Dictionary, needed: list[str]) -> pa.Table:
    """Through COPY as CSV: the quickest way out, and the same reading of text as a file's."""
    import io

    import psycopg
    from pyarrow import csv

    wanted = _present(_postgresql_columns(server, part), dictionary, needed, part)
    what = ", ".join(_quoted_one(name) for name in wanted)
    statement = f"COPY (SELECT {what} FROM {_quoted(part)}) TO STDOUT (FORMAT csv, HEADER)"
    text = io.BytesIO()
    try:
        with psycopg.connect(server, connect_timeout=10) as connection:
            connection.read_only = True
            with connection.cursor().copy(statement) as copy:  # type: ignore[arg-type]
                for block in copy:
                    text.write(block)
    except psycopg.Error as wrong:
        raise BadInput(part, "", f"cannot be read ({_line(wrong)}).") from None
    return csv.read_csv(
        pa.BufferReader(text.getbuffer()),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: pa.string() for name in wanted},
            null_values=BLANKS,
            strings_can_be_null=True,
        ),
    )


def _quoted_one(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# --- Types and rules ---------------------------------------------------------------------------


def _checked(raw: pa.Table, dictionary: Dictionary, shown: str, first: int) -> pa.Table:
    columns = {}
    for name in raw.column_names:
        column = _typed(raw[name], dictionary[name].kind, shown, name, first)
        _check_values(column, dictionary[name], shown, name, first)
        columns[name] = column
    return pa.table(columns)


def _typed(
    column: pa.ChunkedArray, kind: Kind, shown: str, name: str, first: int
) -> pa.ChunkedArray:
    if kind == "id":
        return pc.utf8_trim_whitespace(_as_text(column))
    if kind == "factor":
        return _as_factor(column)
    wanted = TYPES[kind]
    if column.type == wanted:
        return column
    if pa.types.is_boolean(column.type) and wanted == pa.float64():
        return column.cast(pa.int8()).cast(wanted)
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _parsed(column, kind, shown, name, first)
    try:
        return column.cast(wanted, safe=kind != "date")
    except pa.ArrowException:
        raise BadInput(
            shown, f"column {name}", f"holds [{column.type}], which {SAYS[kind]}."
        ) from None


def _as_factor(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Levels as text, trimmed; blanks are not a level."""
    if not pa.types.is_dictionary(column.type):
        column = _as_text(column).dictionary_encode()
    one = pa.chunked_array(column.cast(TYPES["factor"])).unify_dictionaries().combine_chunks()
    if isinstance(one, pa.ChunkedArray):
        one = one.chunk(0) if one.num_chunks else pa.array([], TYPES["factor"])
    levels = pc.utf8_trim_whitespace(one.dictionary)
    if levels.equals(one.dictionary) and not pc.any(pc.is_in(levels, pa.array(BLANKS))).as_py():
        return pa.chunked_array([one])
    text = pc.utf8_trim_whitespace(one.cast(pa.string()))
    text = pc.if_else(pc.is_in(text, value_set=pa.array(BLANKS)), None, text)
    return pa.chunked_array([text.dictionary_encode()])


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text. Whole numbers are written alike whatever they were kept as: 3, never 3.0."""
    if pa.types.is_floating(column.type):
        whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
        if whole is not False:
            return column.cast(pa.int64()).cast(pa.string())
    return column if column.type == pa.string() else column.cast(pa.string())


def _parsed(
    column: pa.ChunkedArray, kind: Kind, shown: str, name: str, first: int
) -> pa.ChunkedArray:
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    text = pc.if_else(pc.is_in(text, value_set=pa.array(BLANKS)), None, text)
    if kind == "yes_no":
        low = pc.utf8_lower(text)
        text = pc.if_else(pc.is_in(low, value_set=pa.array(YES)), "1", text)
        text = pc.if_else(pc.is_in(low, value_set=pa.array(NO)), "0", text)
    try:
        return text.cast(TYPES[kind])
    except pa.ArrowException:
        row, value = _first_bad(text, TYPES[kind])
        raise BadInput(
            shown, f"column {name}: row {row + first}", f"[{value[:40]}] {SAYS[kind]}."
        ) from None


def _first_bad(text: pa.ChunkedArray, wanted: pa.DataType) -> tuple[int, str]:
    """Halving: the first value that cannot be read, and its place from 0."""
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            text.slice(low, middle - low).cast(wanted)
            low = middle
        except pa.ArrowException:
            high = middle
    return low, str(text[low].as_py())


def _check_values(column: pa.ChunkedArray, rule: Column, shown: str, name: str, first: int) -> None:
    def refuse(bad: pa.ChunkedArray, message: str) -> None:
        row = pc.index(bad, True).as_py()
        if row >= 0:
            raise BadInput(shown, f"column {name}: row {row + first}", message)

    if rule.kind == "id":
        if column.null_count or pc.any(pc.equal(column, "")).as_py():
            blank = pc.or_kleene(pc.is_null(column), pc.equal(column, ""))
            refuse(pc.fill_null(blank, True), "is empty: everybody needs an identifier.")
        return
    if rule.kind in ("number", "yes_no") and len(column):
        finite = pc.fill_null(pc.is_finite(column), True)
        if not pc.all(finite).as_py():
            refuse(pc.invert(finite), "is not a finite number.")
    if rule.min is not None and rule.kind == "number":
        refuse(pc.fill_null(pc.less(column, rule.min), False), f"is below {rule.min:g}.")
    if rule.max is not None and rule.kind == "number":
        refuse(pc.fill_null(pc.greater(column, rule.max), False), f"is above {rule.max:g}.")
    if rule.levels is not None:
        text = column.cast(pa.string())
        known = pc.is_in(text, value_set=pa.array(rule.levels, pa.string()))
        refuse(
            pc.and_(pc.invert(known), pc.is_valid(text)),
            f"is none of {', '.join(rule.levels)}.",
        )


def _line(wrong: Exception) -> str:
    """The first line of somebody else's message, without our folders."""
    first = (str(wrong).strip().splitlines() or [""])[0]
    return first[:200]
