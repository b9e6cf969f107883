"""`throughcare instruments` prints one document and ends as the reference says."""

from __future__ import annotations

import json

import pytest

from throughcare.config import cli


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert cli.main(["instruments", *words, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_score_prints_what_a_program_reads(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "score", "phq9", "--answers", "3,3,3,3,3,3,3,,2")
    assert found == {
        "instrument": "PHQ-9",
        "version": "1",
        "score": None,
        "band": None,
        "caseness": None,
        "complete": False,
        "missing": [8],
        "scorable": False,
        "safety": [{"item": 9, "value": 2}],
    }


def test_change_prints_what_a_program_reads(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "change", "PHQ-9", "--first", "17", "--last", "8")
    assert found == {"reliable": "improved", "clinically_significant": True}


def test_the_list_says_licence_source_and_what_is_off(capsys: pytest.CaptureFixture[str]) -> None:
    rows = document(capsys, "list")["instruments"]
    assert isinstance(rows, list)
    by_id = {row["id"]: row for row in rows}
    assert by_id["GAD-7"]["rules"]["bands"]["on"] is False
    assert by_id["AUDIT"]["wording"] == "none"
    assert by_id["CORE-OM"]["licence"]["name"] == "CC BY-ND 4.0"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["score", "PHQ-9", "--answers", "0,0,9,0,0,0,0,0,0"], "item 3"),
        (["score", "PHQ-9", "--answers", "-1,0,0,0,0,0,0,0,0"], "item 1"),
        (["score", "MADE-UP", "--answers", "0"], "PHQ-9"),
        (["change", "PHQ-9", "--first", "99", "--last", "1"], "0 to 27"),
    ],
)
def test_unusable_words_end_with_two_and_name_the_choices(
    capsys: pytest.CaptureFixture[str], words: list[str], names: str
) -> None:
    assert cli.main(["instruments", *words]) == 2
    printed = capsys.readouterr()
    assert names in printed.err
    assert printed.out == ""


def test_change_in_words_says_whether_it_is_significant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for last, said in (("8", "clinically significant"), ("11", "not clinically significant")):
        assert cli.main(["instruments", "change", "PHQ-9", "--first", "17", "--last", last]) == 0
        assert capsys.readouterr().out == f"PHQ-9: reliable change: improved; {said}\n"


def test_no_rule_for_change_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["instruments", "change", "K6", "--first", "9", "--last", "1"]) == 1
    assert "no rule" in capsys.readouterr().out
