"""`evidence predict` works out each row by itself and refuses by row, with the reason."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from evidence import predict

HEADER = (
    "id,sex,age_at_start,age_at_conviction,age_at_first_sanction,previous_sanctions,offence_group\n"
)
GOOD = "a,F,43,37,14,5,Criminal damage\n"


def run(path: Path) -> int:
    parser = argparse.ArgumentParser()
    predict.add_arguments(parser)
    return predict.run(parser.parse_args(["ogrs3", "--input", str(path), "--json"]))


def file(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_rows_are_worked_out_to_six_decimals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file(tmp_path, HEADER + GOOD)) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["model"], document["version"]) == ("ogrs3", "3")
    (row,) = document["rows"]
    assert (row["id"], row["band"], row["refused"]) == ("a", "Low", None)
    assert (round(row["one_year"], 6), round(row["two_year"], 6)) == (0.169818, 0.295717)


def test_a_row_that_cannot_be_is_refused_and_the_others_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = HEADER + "b,M,17,17,15,1,Violence\n" + GOOD + "c,M,x,30,15,1,Violence\n"
    assert run(file(tmp_path, rows)) == 1
    young, good, wrong = json.loads(capsys.readouterr().out)["rows"]
    assert "under 18" in young["refused"]
    assert young["two_year"] is None
    assert good["refused"] is None
    assert "age_at_start must be a whole number" in wrong["refused"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column"),
        ("id,sex\n1,M\n", "age_at_start"),
        (HEADER + "a,F,43\n", "line 2"),
        (HEADER + GOOD.strip() + ",extra\n", "line 2"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, words: str
) -> None:
    assert run(file(tmp_path, text)) == 2
    printed = capsys.readouterr()
    assert words in printed.err
    assert "people.csv" in printed.err
    assert printed.out == ""


def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "none.csv") == 2
    assert "none.csv" in capsys.readouterr().err
