"""How many people: the table of the design, its inverse, matchability, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.cli import main
from evidence.power import (
    Design,
    detectable_difference,
    matchability,
    people_needed,
    plan,
    power_of,
    words,
)
from evidence.tests.studies import write_study

# Base 35 of 100, 5,000 people to compare with, 80 % power: difference in points.
TABLE = "30 24.5 | 60 17.4 | 100 13.5 | 200 9.6 | 300 7.9 | 500 6.3 | 1000 4.6 | 2000 3.5"


@pytest.mark.parametrize("cell", TABLE.split(" | "))
def test_the_detectable_difference_by_number_of_people(cell: str) -> None:
    people, points = cell.split()
    found = detectable_difference(int(people), Design())
    assert round(100 * found, 1) == float(points)


@settings(max_examples=100, deadline=None)
@given(people=st.integers(2, 20_000), base=st.floats(0.02, 0.98))
def test_people_needed_is_the_inverse(people: int, base: float) -> None:
    design = Design(base=base)
    difference = detectable_difference(people, design)
    if difference < 1:
        assert people_needed(difference, design) in (people, people + 1)
        assert power_of(people, difference, design) == pytest.approx(0.8, abs=0.01)


def test_the_power_is_that_of_drawn_studies() -> None:
    chance = np.random.default_rng(1)
    ours = chance.binomial(500, 0.35 - 0.0625, 20_000) / 500
    theirs = chance.binomial(5000, 0.35, 20_000) / 5000
    error = np.sqrt(ours * (1 - ours) / 500 + theirs * (1 - theirs) / 5000)
    seen = (np.abs(ours - theirs) / error > 1.96).mean()
    assert seen == pytest.approx(power_of(500, 0.0625, Design()), abs=0.04)


def test_a_comparison_group_that_grows_alike_shows_any_difference_in_the_end() -> None:
    pairs = Design(per_person=1.0)
    needed = people_needed(0.05, pairs)
    assert needed == 1429  # 2 * 0.35 * 0.65 * (2.8016 / 0.05)**2
    assert detectable_difference(needed, pairs) <= 0.05 < detectable_difference(1428, pairs)


def test_a_pool_that_is_too_small_can_never_show_it() -> None:
    assert people_needed(0.01, Design(pool=1000)) is None
    assert "cannot be shown" in " ".join(words(plan(Design(pool=1000), difference=0.01)))


def test_too_few_people_are_told_so_and_the_months_are_counted() -> None:
    assert "too few for any headline" in " ".join(words(plan(Design(), people=29)))
    found = plan(Design(), people=212, difference=0.05, per_month=8, match_rate=0.6)
    assert (found.needed, found.more_needed) == (834, 1179)
    assert "148 months" in " ".join(words(found))


RECORD = {"surname": "Test", "forename": "Ada", "date_of_birth": "1990-01-01", "sex": "female"}


def test_a_record_needs_a_name_birth_sex_and_any_one_date() -> None:
    records = [
        {**RECORD, "index_date": "2026-01-01", "pnc_id": "1990/0000001A"},
        {**RECORD, "start_date": "2026-01-01"},
        RECORD,
        {**RECORD, "index_date": "2026-01-01", "surname": "  "},
        {**RECORD, "conviction_date": "2026-01-01", "sex": None},
    ]
    found = matchability(records)
    assert (found.people, found.matchable, found.with_pnc, found.share) == (5, 2, 1, 0.4)
    assert found.missing["surname"] == found.missing["sex"] == 1
    assert found.missing["a date of index, conviction or start"] == 1


def test_the_command_reads_the_services_own_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ["surname,forename,date_of_birth,sex,index_date,diagnosis"]
    lines += [f"Test{i},Ada,1990-01-01,female,{'2026-01-01' if i % 4 else ''},x" for i in range(80)]
    Path("people.csv").write_text("\n".join(lines) + "\n")
    assert main(["power", "--from", "people.csv", "--difference", "5"]) == 0
    said = capsys.readouterr().out
    assert "60 of 80 people can be matched today (75%)" in said
    assert "20 lack a date of index, conviction or start" in said
    assert "17.4 in 100 or more would probably show" in said
    assert main(["power", "--from", "people.csv", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["matchability"]["matchable"] == plain["people"] == 60


def test_the_command_reads_the_people_whom_a_protocol_would_compare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    protocol = write_study(tmp_path)
    (tmp_path / "events.csv").unlink()  # no outcome is read
    assert main(["power", str(protocol), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["people"], plain["design"]["per_person"]) == (231, 1.0)
    assert main(["power", str(protocol), "--people", "3"]) == 2
    assert main(["power", str(tmp_path / "absent.toml")]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--base", "0"], "base"),
        (["--base", "101"], "base"),
        (["--pool", "1"], "pool"),
        (["--difference", "0"], "difference"),
        (["--match-rate", "0"], "match rate"),
        (["--per-month", "-1", "--people", "50"], "people a month"),
        (["--from", "absent.csv"], "absent.csv"),
        (["--from", "nothing.csv"], "none of the columns"),
        (["--from", "nothing.csv", "--people", "3"], ""),
    ],
)
def test_wrong_input_is_named_and_ends_with_2(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("nothing.csv").write_text("a,b\n1,2\n")
    assert main(["power", *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert not said.out


FLAGS = "person,pathway,start_month,has_surname,has_forename,has_date_of_birth,has_sex"
FLAGS += ",has_start_date,has_pnc,pnc_valid"


def flags(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((FLAGS, *lines)) + "\n")
    return path


def test_flags_in_place_of_names_give_the_same_figure_and_the_rate_of_coming(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """48 people over 24 months: 3 a month in the last 12, 1 a month before; 6 lack their sex."""
    months = [f"2025-{m:02}" for m in range(1, 13)] + [f"2026-{m:02}" for m in range(1, 13)] * 3
    known = ["no"] * 6 + ["yes"] * 42
    lines = [
        f"p{i},mhtr,{month},yes,yes,yes,{sex},yes,yes,no"
        for i, (month, sex) in enumerate(zip(months, known, strict=True))
    ]
    # Somebody who stands on a second pathway, later, is one person; what is known there counts.
    lines.append("p5,liaison,2026-12,yes,yes,yes,yes,yes,yes,yes")
    path = flags(tmp_path / "people.csv", *lines)
    assert main(["power", "--from", str(path), "--difference", "20", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["matchability"]["people"] == 48
    assert found["matchability"]["matchable"] == 43
    assert found["matchability"]["missing"]["sex"] == 5
    assert found["matchability"]["per_month"] == 3.0
    assert found["months"] == pytest.approx(found["more_needed"] / 3)
    assert main(["power", "--from", str(path)]) == 0
    said = capsys.readouterr().out
    assert "43 of 48 people can be matched today (90%). A PNC number helps: 1 has one." in said
    assert "3 people a month came in the last year of the table." in said
    assert main(["power", "--from", str(path), "--pathway", "liaison", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["matchability"]["people"] == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("p1,mhtr,2026-07,perhaps,yes,yes,yes,yes,yes,yes", "column has_surname: row 2"),
        ("p1,mhtr,2026-07,2,yes,yes,yes,yes,yes,yes", "column has_surname: row 2"),
        ("p1,mhtr,July,yes,yes,yes,yes,yes,yes,yes", "column start_month: row 2: [July]"),
        (",mhtr,2026-07,yes,yes,yes,yes,yes,yes,yes", "column person: row 2"),
        ("p1,mhtr,2026-07,yes,yes,yes,yes,yes,yes,yes", "holds no row of [liaison]"),
    ],
)
def test_a_flag_that_says_neither_is_named_by_column_and_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    path = flags(tmp_path / "people.csv", line)
    assert main(["power", "--from", str(path), "--pathway", "liaison"]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert str(path) in said.err
    assert not said.out
