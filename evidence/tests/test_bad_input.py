"""Every command, every wrong file: exit 2, the file named, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.cli import main
from evidence.examples import STUDY
from evidence.tests.small_studies import plain_study

TABLES: dict[str, bytes | None] = {
    "absent.csv": None,
    "empty.csv": b"",
    "heading-only.csv": b"a,b\n",
    "binary.csv": b"PK\x03\x04\xff\xfe\x00",
    "nul.csv": b"a\x00b,c\n1,2\n",
    "not-utf-8.csv": b"person_id,x\n\xff\xfe,1\n",
    "open-quote.csv": b'a,b\n"never closed,1\n',
    "short-row.csv": b"surname,forename\nA\n",
    "twice.csv": b"when,when,surname,surname\n1,2,3,4\n",
    "garbage.parquet": b"PAR1 nothing of the kind",
    "empty.parquet": b"",
    "garbage.duckdb#t": b"nothing of the kind",
    "garbage.duckdb": b"nothing of the kind",
}
PROTOCOLS: dict[str, bytes | None] = {
    "absent.toml": None,
    "empty.toml": b"",
    "broken.toml": b"[study\n",
    "bytes.toml": b"\xff\xfe",
    "nul.toml": b'[study]\nid = "\\u0000"\n',
    "nested.toml": b"a = " + b"[" * 3000,
    "list.toml": b"study = [1]\n",
}
READ_A_TABLE: dict[str, Callable[[str], list[str]]] = {
    "power": lambda table: ["power", "--from", table],
    "chart": lambda table: ["monitor", "chart", table, "--out", "out"],
    "series": lambda table: ["monitor", "series", table, "--changed-at", "x", "--out", "out"],
    "looks": lambda table: ["monitor", "looks", table, "--planned", "3", "--out", "out"],
    "funnel": lambda table: ["monitor", "funnel", table, "--out", "out"],
    "predict": lambda table: ["predict", "ogrs3", "--input", table],
}
READ_A_PROTOCOL: dict[str, Callable[[str], list[str]]] = {
    "check": lambda path: ["check", path],
    "power": lambda path: ["power", path],
    "evaluate": lambda path: ["evaluate", path, "--out", "out"],
    "business-case": lambda path: ["business-case", path],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What it says; a traceback would raise here."""
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def put(name: str, content: bytes | None) -> list[str]:
    if content is not None:
        Path(name.partition("#")[0]).write_bytes(content)
    return sorted(path.name for path in Path().iterdir())


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("command", READ_A_TABLE)
def test_a_table_that_is_none_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, name: str
) -> None:
    before = put(name, TABLES[name])
    said = refused(READ_A_TABLE[command](name), capsys)
    assert name.partition("#")[0] in said
    assert str(folder) not in said
    assert put(name, None) == before


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("command", READ_A_PROTOCOL)
def test_a_protocol_or_case_that_is_none_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, name: str
) -> None:
    before = put(name, PROTOCOLS[name])
    assert name in refused(READ_A_PROTOCOL[command](name), capsys)
    assert put(name, None) == before


@pytest.mark.parametrize("command", READ_A_TABLE)
def test_a_folder_is_no_table(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    Path("people.csv").mkdir()
    assert "people.csv" in refused(READ_A_TABLE[command]("people.csv"), capsys)


@pytest.mark.parametrize("side", ["cohort.csv", "pool.csv"])
@pytest.mark.parametrize("name", [name for name in TABLES if name.endswith(".csv")])
def test_a_study_whose_table_is_none_names_it_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], side: str, name: str
) -> None:
    protocol = plain_study(folder)
    content = TABLES[name]
    Path(side).unlink()
    before = put(side, content)
    said = refused(["evaluate", str(protocol), "--out", "out"], capsys)
    assert side in said
    assert put(side, None) == before


@pytest.mark.parametrize(
    "server", ["postgresql://127.0.0.1:1/none#t", "postgresql://127.0.0.1:1/x"]
)
@pytest.mark.parametrize("command", [name for name in READ_A_TABLE if name != "predict"])
def test_a_database_that_does_not_answer_is_no_traceback(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, server: str
) -> None:
    said = refused(READ_A_TABLE[command](server), capsys)
    assert "cannot be read" in said or "names no table" in said


@pytest.mark.parametrize("name", ["results.json", "attrition.csv", "protocol.toml"])
def test_a_folder_of_results_with_a_broken_file_gives_no_report(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    out = str(folder / "out")
    assert main(["evaluate", str(plain_study(folder)), "--out", out, "--no-report"]) == 0
    capsys.readouterr()
    Path("out", name).write_bytes(b"\xff\xfe nothing")
    assert name in refused(["report", out], capsys)
    assert not Path("out", "report.html").exists()


def test_folders_that_are_none_or_not_ours_are_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("letter.txt").write_text("keep")
    protocol = str(STUDY / "evaluation.toml")
    for words in (
        ["report", "absent"],
        ["report", "letter.txt"],
        ["report", "."],
        ["evaluate", protocol, "--out", "letter.txt"],
        ["evaluate", protocol, "--out", "."],
        ["example", "letter.txt"],
        ["example", "."],
        ["monitor", "looks", "--planned", "3", "--out", "letter.txt"],
        ["monitor", "looks", "--planned", "3", "--out", "letter.txt/below"],
    ):
        refused(words, capsys)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
