"""`evidence monitor`: a table in, an answer, a page and figures out; or the row that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence.cli import main
from evidence.monitoring.process import Rules, p_chart
from evidence.monitoring.tests.test_watching import CANS

MONTHS = [f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(36)]
#: A level of about 60 with a season; from the 25th month 0.7 times as many.
SEASON = [60, 66, 70, 70, 66, 60, 54, 50, 50, 54, 57, 59]
COUNTS = [round(SEASON[at % 12] * (0.7 if at >= 24 else 1)) + at % 3 for at in range(36)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(path: Path, heading: str, rows: list[str]) -> str:
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return str(path)


def monitor(*words: str) -> int:
    return main(["monitor", *words])


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert monitor(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_chart_is_the_librarys_with_page_pdf_picture_and_figures(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"Sample {at + 1},{leak},50" for at, leak in enumerate(CANS)]
    cans = table(folder / "cans.csv", "when,events,people", rows)
    only = ("--shift", "0", "--trend", "0", "--no-two-of-three")
    found = asked(capsys, "chart", cans, "--kind", "p", *only, "--out", "out")

    expected = p_chart(CANS, [50] * 30, rules=Rules(shift=0, trend=0, two_of_three=False))
    assert found["centre"] == expected.centre
    assert [row["high"] for row in found["points"]] == expected.high.tolist()
    assert [row["from"] for row in found["signals"]] == ["Sample 15", "Sample 23"]
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "chart.svg", "report.html", "report.pdf", "results.json",
    ]  # fmt: skip
    page = Path("out/report.html").read_text()
    assert "2 signals: something other than noise." in page
    assert "Sample 23: outside the limits." in page
    assert json.loads(Path("out/results.json").read_text()) == found
    assert Path("out/report.pdf").read_bytes().startswith(b"%PDF")
    # A second run takes its place; nothing else is left in the folder above.
    assert monitor("chart", cans, "--kind", "p", "--out", "out") == 0
    assert sorted(path.name for path in folder.iterdir()) == ["cans.csv", "out"]


def test_a_point_of_one_to_four_people_is_hidden_unless_asked_for(folder: Path) -> None:
    rows = [f"{month},{3 if at == 4 else 20},40" for at, month in enumerate(MONTHS)]
    few = table(folder / "few.csv", "when,events,people", rows)
    assert monitor("chart", few, "--kind", "p", "--out", "hidden") == 0
    assert monitor("chart", few, "--kind", "p", "--exact", "--out", "exact") == 0
    hidden, exact = (Path(name, "report.html").read_text() for name in ("hidden", "exact"))
    assert "[c]" in hidden
    assert "7.50" not in hidden
    assert "7.50" in exact


def test_single_values_and_rates_have_their_own_columns(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = table(folder / "days.csv", "when,value", [f"{m},{14 + at % 2}" for at, m in
                                                     enumerate(MONTHS)])  # fmt: skip
    found = asked(capsys, "chart", days, "--baseline", "12")
    assert (found["centre"], found["baseline"], found["signals"]) == (14.5, 12, [])
    assert found["answer"][0].startswith("No signal")
    rates = table(folder / "rates.csv", "when,events,exposure", ["a,4,2", "b,9,3", "c,30,10"])
    assert asked(capsys, "chart", rates, "--kind", "u")["centre"] == pytest.approx(43 / 15)


def test_a_series_finds_the_step_and_says_what_would_have_been(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{month},{count}" for month, count in zip(MONTHS, COUNTS, strict=True)]
    counted = table(folder / "counted.csv", "when,events", rows)
    found = asked(capsys, "series", counted, "--changed-at", MONTHS[24], "--out", "out")
    assert found["level"]["low"] < 0.7 < found["level"]["high"] < 1
    assert found["answer"][0].endswith("more than chance explains.")
    last = found["points"][-1]
    assert last["without_the_change"] > last["without_the_change"] * 0.8 > last["counted"]
    assert "From Jan\u00a02026 on the number was" in Path("out/report.html").read_text()


def test_a_table_that_carries_no_answer_ends_with_1_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = table(folder / "counted.csv", "when,events", [f"{m},9" for m in MONTHS])
    assert monitor("series", counted, "--changed-at", MONTHS[35], "--out", "out") == 1
    said = capsys.readouterr()
    assert "no answer: fewer than 3 points" in said.err
    assert not said.out
    assert not Path("out").exists()


def test_looks_are_planned_then_made_and_the_first_to_pass_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planned = asked(capsys, "looks", "--planned", "5")
    assert [row["z"] for row in planned["looks"]] == pytest.approx(
        [4.8769, 3.3569, 2.6803, 2.2898, 2.0310], abs=3e-4
    )
    assert planned["answer"][0] == "No look has been made yet."
    made = table(folder / "made.csv", "when,p", ["2026-01,0.02", "2026-06,0.004"])
    found = asked(capsys, "looks", made, "--planned", "0.3,0.6,1")
    assert [row["crossed"] for row in found["looks"]] == [False, True, False]
    assert found["answer"][0].startswith("Look 2 passed its bound")
    made = table(folder / "made.csv", "when,p", ["2026-01,0.02"])
    assert "go on as planned" in asked(capsys, "looks", made, "--planned", "3")["answer"][0]


def test_a_funnel_of_places_by_share_and_by_what_was_expected(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["North,35,100", "East,70,200", "South,105,300", "West,90,150"]
    found = asked(capsys, "funnel", table(folder / "a.csv", "place,events,people", rows))
    assert [row["beyond"] for row in found["places"]] == [0, 0, 0, 0.998]
    assert "West differs from the rest" in found["answer"][0]
    rows = ["North,35,36.5", "East,70,68", "South,105,104", "West,120,60"]
    wide = table(folder / "b.csv", "place,events,expected", rows)
    found = asked(capsys, "funnel", wide, "--kind", "ratio", "--target", "1", "--out", "out")
    assert found["places"][3]["value"] == 2
    assert "Of 100 expected" in Path("out/report.html").read_text()


WRONG = [
    ("chart", "when,value", ["2024-01,5", "2024-02,x"], [], "column value: row 3: [x]"),
    ("chart", "when,value", ["2024-01,5", "2024-02,"], [], "column value: row 3: is empty"),
    ("chart", "when,value", ["2024-01,5", ",6"], [], "column when: row 3: is empty"),
    ("chart", "when,value", ["2024-02,5", "2024-01,6"], [], "column when: row 3: [2024-01] comes"),
    ("chart", "when,value", ["a,5", "a,6"], [], "column when: row 3: [a] stands twice"),
    ("chart", "when,value", ["a,5"], [], "at least 2 values"),
    ("chart", "when,value", [], [], "has no rows"),
    ("chart", "month,value", ["a,5", "b,6"], [], "column when: is missing"),
    ("chart", "when,value", ["a,5", "b,6"], ["--shift", "2"], "rule [shift]"),
    ("chart", "when,value", ["a,5", "b,6"], ["--baseline", "9"], "baseline of [9]"),
    ("chart", "when,value", ["a,5", "b,6"], ["--per", "0"], "--per: must be above 0"),
    ("chart", "when,events,people", ["a,5,9", "b,6,5"], ["--kind", "p"], "events: row 3: [6]"),
    ("chart", "when,events,people", ["a,5,9", "b,6,0"], ["--kind", "p"], "people: row 3: [0]"),
    ("chart", "when,events,people", ["a,5,9", "b,1.5,9"], ["--kind", "p"], "[1.5] is no count"),
    ("chart", "when,events,exposure", ["a,5,9", "b,-1,9"], ["--kind", "u"], "[-1] is no count"),
    ("series", "when,events", ["a,5", "b,6"], ["--changed-at", "c"], "column when: has no [c]"),
    ("series", "when,events", ["a,5", "b,-6"], ["--changed-at", "b"], "column events: row 3"),
    ("series", "when,events", ["a,5"], ["--changed-at", "a", "--period", "0"], "--period"),
    ("looks", "when,p", ["a,1.5"], ["--planned", "3"], "column p: row 2: [1.5]"),
    ("looks", "when,p", ["a,.5", "b,.5"], ["--planned", "1"], "holds 2 looks; 1 are planned"),
    ("looks", "when,p", ["a,.5"], ["--planned", "0.5,0.4"], "must rise"),
    ("looks", "when,p", ["a,.5"], ["--planned", "often"], "[often] is neither"),
    ("looks", "when,p", ["a,.5"], ["--planned", "nan"], "must rise"),
    ("funnel", "place,events,people", ["North,5,4"], [], "column events: row 2: [5]"),
    ("funnel", "place,events,people", ["North,5,9"], ["--target", "100"], "target of [1]"),
]  # fmt: skip


@pytest.mark.parametrize(("way", "heading", "rows", "words", "said"), WRONG)
def test_what_cannot_be_used_is_named_and_nothing_is_written(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    way: str,
    heading: str,
    rows: list[str],
    words: list[str],
    said: str,
) -> None:
    given = table(folder / "given.csv", heading, rows)
    assert monitor(way, given, *words, "--out", "out") == 2
    caught = capsys.readouterr()
    assert said in caught.err
    assert not caught.out
    assert [path.name for path in folder.iterdir()] == ["given.csv"]


def test_a_folder_of_somebody_elses_is_not_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = table(folder / "given.csv", "when,value", ["a,5", "b,6", "c,4"])
    (folder / "letters").mkdir()
    (folder / "letters" / "keep.txt").write_text("keep")
    assert monitor("chart", given, "--out", "letters") == 2
    assert "holds other files" in capsys.readouterr().err
    assert [path.name for path in (folder / "letters").iterdir()] == ["keep.txt"]
    assert monitor("chart", "absent.csv") == 2
    assert "absent.csv: is not there" in capsys.readouterr().err


def test_every_way_explains_itself_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for way in ("chart", "series", "looks", "funnel"):
        with pytest.raises(SystemExit) as ended:
            monitor(way, "--help")
        assert ended.value.code == 0
        assert f"evidence monitor {way}" in capsys.readouterr().out
