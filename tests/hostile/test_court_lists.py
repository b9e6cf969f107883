"""Hostile court lists: each file is read or refused by name, and nothing else happens.

The small files stand in `court-lists/` with what is expected of each in `expected.txt`; large
and deep ones are made here. Every error, and every warning, that a file gives is in the table.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from throughcare.court.listed import ListDocument
from throughcare.exchange import court_lists
from throughcare.exchange.court_lists.problems import CATALOGUE

FILES = Path(__file__).parent / "court-lists"
MEMORY = 256  # megabytes, resident at most
SCRIPT = "<script>"


def _table() -> list[tuple[str, str, str, set[str], dict[str, int]]]:
    rows = []
    for line in (FILES / "expected.txt").read_text(encoding="utf-8").splitlines()[1:]:
        name, verdict, found, codes, counts, *_ = (*(x.strip() for x in line.split("|")), "", "")
        pairs = (pair.split("=") for pair in counts.split())
        rows.append((name, verdict, found, set(codes.split()), {k: int(v) for k, v in pairs}))
    return rows


TABLE = _table()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_each_file_gives_what_is_expected_of_it(
    row: tuple[str, str, str, set[str], dict[str, int]],
) -> None:
    name, verdict, found, codes, counts = row
    document = court_lists.read(FILES / name)
    summary = court_lists.summary(document)
    json.dumps(summary).encode()

    assert ("accepted" if document.accepted else "refused") == verdict
    assert document.format == found
    assert codes <= {problem.code for problem in document.problems}
    assert grave(document) <= codes
    assert {key: summary[key] for key in counts} == counts
    assert document.accepted == bool(document.cases)
    assert any(p.severity == "error" for p in document.problems) != document.accepted


def grave(document: ListDocument) -> set[str]:
    """Errors and warnings: a file may give none that the table does not name."""
    return {p.code for p in document.problems if p.severity != "info"}


def test_every_file_is_in_the_table_and_there_are_many() -> None:
    there = {path.name for path in FILES.iterdir()} - {"expected.txt"}
    assert there == {row[0] for row in TABLE}
    assert len(TABLE) >= 60


def test_nothing_of_a_person_stands_in_a_problem() -> None:
    for name, *_ in TABLE:
        for problem in court_lists.read(FILES / name).problems:
            said = f"{problem.where} {problem.message}".lower()
            assert not any(word in said for word in ("invented", "1990", "alert", "passwd")), name


def test_no_mask_lets_anything_through() -> None:
    for name in (
        "crown-masked.json",
        "crown-masked-without-mask.json",
        "crown-masked-unclear.json",
    ):
        [(_, person)] = court_lists.read(FILES / name).entries()
        assert person.masked
        shown = repr(replace(person, key="")).lower()
        assert not any(word in shown for word in ("invented", "example", "1990", "36", "mr"))


def test_texts_are_kept_as_text() -> None:
    [(_, person)] = court_lists.read(FILES / "markup-in-name.xml").entries()
    assert person.name == f"{SCRIPT}alert(4711)</script>"
    [(_, person)] = court_lists.read(FILES / "right-to-left.xml").entries()
    assert person.name == "Mr Invented ELPMAXE"
    [(_, person)] = court_lists.read(FILES / "line-breaks-in-text.xml").entries()
    assert person.name == "Mr Invented EXAMPLE"


@pytest.mark.parametrize("name", court_lists.FORMATS)
def test_no_file_breaks_a_reader_that_was_asked_for_by_name(name: str) -> None:
    for file, _, found, *_ in TABLE:
        document = court_lists.read(FILES / file, name)
        if document.accepted:
            assert found == name or (found, name) == ("libra-json", "cath"), file


def _repeat(before: str, item: str, after: str, number: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w") as file:
            file.write(before)
            for at in range(number):
                file.write(item.replace("@", str(at)))
            file.write(after)

    return write


def _bytes(make: Callable[[], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(make())

    return write


_XML = "<CourtList><sessions><session><doh>20/11/2026</doh><blocks><block><cases>"
_XML_END = "</cases></block></blocks></session></sessions></CourtList>"
_XML_CASE = (
    "<case><caseno>@</caseno><def_name>A@ B</def_name><c_id>@</c_id><def_dob>x</def_dob></case>"
)
_LONG_CASE = _XML_CASE.replace("</case>", f"<addinfo>{'word ' * 900}</addinfo></case>")
_ROW = "20/11/2026,N,1,10:00,@,=A@ B,31/02/1990,maybe\n"
_HEAD = "date,court,room,time,case number,name,date of birth,custody\n"

LARGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "deep json": (_bytes(lambda: b'{"a":' * 2_000_000), "too_deep"),
    "deep arrays": (_bytes(lambda: b"[" * 20_000_000), "too_deep"),
    "deep xml": (_bytes(lambda: b"<a>" * 5_000_000), "too_deep"),
    "array of numbers": (_bytes(lambda: b"[" + b"1," * 40_000_000 + b"1]"), "too_much"),
    "array of objects": (_bytes(lambda: b"[" + b"{}," * 30_000_000 + b"1]"), "too_much"),
    "one text": (_bytes(lambda: b'{"def_name":"' + b"x" * 100_000_000 + b'"}'), "text_too_long"),
    "one number": (_bytes(lambda: b'{"def_age":' + b"9" * 100_000_000 + b"}"), "not_json"),
    "blanks": (_bytes(lambda: b" " * 100_000_000), "empty_file"),
    "blanks in json": (_bytes(lambda: b"{" + b" " * 100_000_000), "truncated"),
    "many fields": (
        _repeat("{", '"f@":1,', '"z":1}', 4_000_000),
        "too_much",
    ),
    "many elements": (_repeat("<a>", "<b/>", "</a>", 7_000_000), "too_much"),
    "one tag": (_bytes(lambda: b"<a b='" + b"x" * 100_000_000 + b"'/>"), "text_too_long"),
    "one comment": (_bytes(lambda: b"<a><!--" + b"x" * 100_000_000), "text_too_long"),
    "one element": (_bytes(lambda: b"<a>" + b"x" * 100_000_000 + b"</a>"), "text_too_long"),
    "many attributes": (_repeat("<a ", "a@='1' ", "/>", 4_000_000), "text_too_long"),
    "too many cases": (_repeat(_XML, _XML_CASE, _XML_END, 110_000), "too_many"),
    "a hundred megabytes": (_repeat(_XML, _LONG_CASE, _XML_END, 22_000), "bad_birth_date"),
    "all the cases there may be": (_repeat(_XML, _XML_CASE, _XML_END, 99_999), "bad_birth_date"),
    "one line of csv": (_bytes(lambda: _HEAD.encode() + b"x" * 100_000_000), "text_too_long"),
    "one cell of csv": (
        _bytes(lambda: _HEAD.encode() + b'"' + b"x\n" * 50_000_000),
        "text_too_long",
    ),
    "too many rows": (_repeat(_HEAD, _ROW, "", 100_010), "too_many"),
    "all the rows there may be": (_repeat(_HEAD, _ROW, "", 99_999), "more_problems"),
    "columns": (_bytes(lambda: b"name,court" + b",x" * 20_000_000 + b"\n"), "text_too_long"),
    "too large": (_bytes(lambda: b"{" + b" " * 135_000_000), "too_large"),
}
MEASURE = """
import json, sys
from pathlib import Path
from throughcare.exchange import court_lists
document = court_lists.read(sys.argv[1])
json.dumps(court_lists.summary(document))
codes = sorted({problem.code for problem in document.problems})
# The most that was ever resident of this process, and not of the one that began it, which
# getrusage counts as well.
[held] = [x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM")]
print(json.dumps([codes, document.accepted, int(held.split()[1]) // 1024]))
"""


@pytest.mark.parametrize("what", LARGE)
def test_large_and_deep_files_stay_within_memory(what: str, tmp_path: Path) -> None:
    write, code = LARGE[what]
    path = tmp_path / "list"
    write(path)
    codes, accepted, megabytes = _measured(path)
    path.unlink()
    assert code in codes
    assert accepted == (CATALOGUE[code].severity != "error")
    assert megabytes <= MEMORY


def _measured(path: Path) -> list[Any]:
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    found: list[Any] = json.loads(ran.stdout)
    return found
