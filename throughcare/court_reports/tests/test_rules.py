"""What the checks find. No database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from throughcare.court_reports import provision, rules
from throughcare.court_reports.rules import Facts, Line, Reader

SENTENCE = """
We recommend a community order.                                   | yes
I would suggest a fine.                                           | yes
He should be sentenced to a community order                       | yes
He should not be remanded                                         | yes
The court should impose a suspended sentence                      | yes
The court is invited to consider bail                             | yes
A community order is the most appropriate sentence                | yes
He deserves a chance                                              | yes
It does not recommend a sentence                                  | no
If the court is considering a community order, a place is held    | no
The court should allow a break each hour                          | no
He should be given a written note of any conditions               | no
Suitable for, and willing to accept, a treatment requirement      | no
"""
CLINICAL = """
He scored 14                                     | yes
PHQ-9 of 14                                      | yes
takes sertraline                                 | yes
50 mg at night                                   | yes
diagnosed with ADHD                              | yes
history of bipolar disorder                      | yes
Low mood most days since March                   | no
the core of the problem                          | no
an audit of his debts                            | no
It does not give a diagnosis or an opinion       | no
Treatment has begun with his GP                  | no
"""


@pytest.mark.parametrize("line", SENTENCE.strip().splitlines())
def test_words_that_recommend_a_sentence_are_found(line: str) -> None:
    text, answer = (part.strip() for part in line.split("|"))
    assert bool(rules.SENTENCE_WORDS.search(text)) == (answer == "yes")


@pytest.mark.parametrize("line", CLINICAL.strip().splitlines())
def test_words_that_are_clinical_detail_are_found(line: str) -> None:
    text, answer = (part.strip() for part in line.split("|"))
    assert bool(rules.CLINICAL_WORDS.search(text)) == (answer == "yes")


COURT, PROBATION = uuid4(), uuid4()


def facts(**changes: object) -> Facts:
    values: dict[str, object] = {
        "sections": {"summary": "Words", "safety": "Words"},
        "readers": [Reader(COURT, "The court", True)],
    }
    return Facts(**{**values, **changes})  # type: ignore[arg-type]


WHAT_STOPS = {
    "nobody to send it to": ({"readers": []}, {"readers"}),
    "a reader without a basis": ({"readers": [Reader(COURT, "The court", False)]}, {"basis"}),
    "a yes that was taken back": (
        {"readers": [Reader(COURT, "The court", True, refused=True)]},
        {"refused"},
    ),
    "no summary": ({"sections": {"summary": "  ", "safety": "x"}}, {"summary"}),
    "no registration": ({"is_signed": False}, {"signature"}),
    "somebody else's signature": ({"is_mine": False}, {"signer"}),
    "a line not for this reader": (
        {"lines": [Line("14", frozenset({PROBATION}))]},
        {"clinical_line"},
    ),
    "nothing": ({}, set()),
    "an empty part": ({"sections": {"summary": "x", "safety": ""}}, set()),
    "a line for this reader": ({"lines": [Line("14", frozenset({COURT}))]}, set()),
}


@pytest.mark.parametrize("what", WHAT_STOPS)
def test_what_stops_a_report(what: str) -> None:
    changes, names = WHAT_STOPS[what]
    assert {check.name for check in rules.stops(rules.checks(facts(**changes)))} == names


WHAT_IS_LOOKED_AT = {
    "identity by hand": ({"identity": "by_hand"}, {"identity"}),
    "identity differs": ({"identity": "differs"}, {"identity"}),
    "identity provisional": ({"identity": "provisional"}, {"identity"}),
    "a restriction": ({"restricted": True}, {"restriction"}),
    "a sentence": ({"sections": {"summary": "We recommend a fine"}}, {"sentence_words"}),
    "a medicine": ({"sections": {"summary": "x", "safety": "sertraline"}}, {"clinical_words"}),
    "nothing": ({}, set()),
}


@pytest.mark.parametrize("what", WHAT_IS_LOOKED_AT)
def test_what_the_author_must_have_looked_at(what: str) -> None:
    changes, names = WHAT_IS_LOOKED_AT[what]
    assert {check.name for check in rules.to_look_at(rules.checks(facts(**changes)))} == names


def test_more_than_two_pages_are_said_and_do_not_stop() -> None:
    found = rules.checks(facts(pages=3))
    assert [check.found for check in found if check.name == "pages"] == [("3",)]
    assert rules.stops(found) == []


ROW = """[[provision]]
title = "A"
words = "B"
source = "C"
from = 2026-01-01
checked_on = 2026-01-02
"""
FAULTS = {
    "not a list": ("provision = 1", "begin each row"),
    "not TOML": ("[[", "cannot be read"),
    "missing": (ROW.replace('source = "C"\n', ""), "[source] is missing"),
    "wrong kind": (ROW.replace('"B"', "1"), "[words] must be a str"),
    "empty": (ROW.replace('"B"', '""'), "[words] must be a str"),
    "unknown": (ROW + 'colour = "red"\n', "unknown key [colour]"),
    "ends first": (ROW + "until = 2025-01-01\n", "[until] must be a day after"),
    "courts": (ROW + 'courts = "x"\n', "[courts] must be a list"),
    "too long": (ROW.replace('"B"', f'"{"B" * 501}"'), "[words] must be a text of 500"),
    "blank": (ROW.replace('"B"', '"  "'), "[words] must be a str"),
    "NUL": (ROW.replace('"B"', r'"B\u0000"'), "[words] has a sign that cannot be shown"),
    "who checked": (ROW + "checked_by = 1\n", "[checked_by] must be a text"),
    "another table": (ROW + "[other]\nx = 1\n", "unknown key [other]"),
    "too many": (ROW * 201, "has more than 200 rows"),
    "too large": (ROW + "#" * 400_000, "is larger than 400 KB"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_in_the_list_of_provision_names_file_row_and_remedy(
    tmp_path: Path, what: str
) -> None:
    text, words = FAULTS[what]
    (tmp_path / "list.toml").write_text(text)
    with pytest.raises(provision.ProvisionFault, match=r"^list\.toml: ") as fault:
        provision.read(tmp_path / "list.toml")
    assert words in str(fault.value)


def test_what_is_available_depends_on_day_and_court() -> None:
    text = ROW + "until = 2026-06-30\n" + ROW.replace('"A"', '"D"') + 'courts = ["x"]\n'
    lines = provision.from_bytes("list.toml", text.encode())
    days = {
        (date(2025, 12, 31), "x"): [],
        (date(2026, 6, 30), "x"): ["A", "D"],
        (date(2026, 6, 30), "y"): ["A"],
        (date(2026, 7, 1), "x"): ["D"],
    }
    for (on, court), titles in days.items():
        assert [row.title for row in provision.available(lines, on, court)] == titles


def test_a_list_that_was_written_out_reads_the_same() -> None:
    hard = 'He said "no" \\ ’=SUM(A1)\n\tand\x7f 🙂'
    line = hard.translate({10: None, 9: None})
    text = provision.to_text(
        [
            provision.Provision(line, hard, line, date(2026, 1, 1), date(2026, 1, 2)),
            provision.Provision(
                "B", "B", "B", date(2026, 1, 1), date(2026, 1, 2),
                ends_on=date(2026, 1, 1), courts=("x", 'y"'), checked_by="Ann O’Example",
            ),
        ]
    )  # fmt: skip
    lines = provision.from_bytes("list.toml", text.encode())
    assert provision.to_text(lines) == text
    assert (lines[0].words, lines[1].courts) == (hard, ("x", 'y"'))
    assert [provision.Provision.of(line.kept()) for line in lines] == list(lines)
    assert provision.from_bytes("list.toml", provision.to_text([]).encode()) == ()


def test_the_list_of_the_demonstration_can_be_read() -> None:
    assert len(provision.read(Path(provision.__file__).with_name("northshire.toml"))) >= 3
