"""The report of a real folder: what it says, what it hides, and that it can be read by all."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from evidence.cli import main
from evidence.tests.studies import write_case, write_places, write_scores, write_study
from evidence.words import about

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:altair.*")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inconclusive study, with questionnaires, places and costs in its report."""
    home = tmp_path_factory.mktemp("study")
    protocol, out = write_study(home, looks=3), home / "out"
    assert main(["evaluate", str(protocol), "--out", str(out), "--no-report"]) == 0
    more = [str(write(home / name)) for write, name in EXTRAS]
    arguments = ["report", str(out), "--scores", more[0], "--places", more[1], "--case", more[2]]
    assert main(arguments) == 0
    return out


EXTRAS = ((write_scores, "scores.csv"), (write_places, "places.csv"), (write_case, "case.toml"))


def page_of(out: Path) -> str:
    return (out / "report.html").read_text(encoding="utf-8")


def words_of(page: str) -> str:
    plain = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def evaluated(home: Path, **settings: object) -> Path:
    protocol = write_study(home, **settings)  # type: ignore[arg-type]
    assert main(["evaluate", str(protocol), "--out", str(home / "out")]) == 0
    return home / "out"


def test_an_unclear_result_says_how_many_more_and_never_no_effect(folder: Path) -> None:
    said = words_of(page_of(folder))
    results = json.loads((folder / "results.json").read_text())
    assert results["status"] == "inconclusive"
    assert "Inconclusive: it is not known yet" in said
    assert f"About {about(results['outcomes'][0]['needed']):,} more people would be needed" in said
    for forbidden in ("no effect on", "has no effect", "does not work", "proves", "recovered"):
        assert forbidden not in said


def test_the_answer_stands_first_and_is_per_100_people(folder: Path) -> None:
    said = words_of(page_of(folder))
    row = json.loads((folder / "results.json").read_text())["outcomes"][0]
    assert f"Of 100 who took part {100 * row['treated']:.0f}" in said
    assert said.index("What can we say?") < said.index("Who was compared?")


def test_a_clear_result_is_a_range(tmp_path: Path) -> None:
    out = evaluated(tmp_path, treated=900, pool=4000, effect=-1.0)
    assert json.loads((out / "results.json").read_text())["status"] == "headline"
    said = words_of(page_of(out))
    assert "could be lower by as many as" in said
    assert "cannot prove what caused it" in said


def test_a_refused_study_says_why_and_shows_no_figures_of_outcomes(tmp_path: Path) -> None:
    out = evaluated(tmp_path, treated=12, pool=300)
    said = words_of(page_of(out))
    assert "This study cannot give a headline" in said
    assert "Fewer than 30 people were matched" in said
    assert "What can still be said" in said
    assert "Of 100 who took part" not in said
    assert "How do the two groups differ?" not in said
    assert (out / "report.pdf").is_file()


def test_a_study_with_nobody_to_compare_still_has_its_report(tmp_path: Path) -> None:
    write_study(tmp_path)
    pool = tmp_path / "pool.csv"
    pool.write_text(pool.read_text().splitlines()[0] + "\n")
    out = tmp_path / "out"
    assert main(["evaluate", str(tmp_path / "evaluation.toml"), "--out", str(out)]) == 0
    assert "This study cannot give a headline" in words_of(page_of(out))


def test_every_section_is_there(folder: Path) -> None:
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page_of(folder))
    assert headings == [
        "What can we say?",
        "Who was compared?",
        "Like with like",
        "What happened afterwards?",
        "How soon, and how often?",
        "Is it fair?",
        "Could something else explain it?",
        "Did people&#39;s health change?",
        "Is it alike everywhere?",
        "Is it worth what it costs?",
        "What this study cannot say",
        "How it was worked out",
        "Where the figures come from",
    ]


def test_the_caveat_of_change_without_comparison_is_always_printed(folder: Path) -> None:
    said = words_of(page_of(folder))
    assert said.count("regression to the mean") == 2  # one for each questionnaire
    assert "18 of 66 have no last score" in said
    assert "how severe were people at the start?" in said


def test_the_protocols_hash_and_every_tables_are_printed(folder: Path) -> None:
    said = words_of(page_of(folder))
    results = json.loads((folder / "results.json").read_text())
    runs = json.loads((folder / "provenance.json").read_text())["runs"]
    assert results["protocol_sha256"] in said
    for table in runs[-1]["tables"].values():
        assert table["sha256"] in said
    assert "3 looks were planned" in said


def test_the_page_needs_nothing_else_and_runs_nothing(folder: Path) -> None:
    page = page_of(folder)
    assert "<script" not in page
    assert not re.search(r'\s(src|srcset|href)="(?!#)', page)
    assert not re.search(r"url\((?!['\"]?#)|@import", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert len(page) < 2_000_000


class Outline(HTMLParser):
    """Headings, tables and ids in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.tables = self.captions = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.tables += tag == "table"
        self.captions += tag == "caption"


def test_headings_are_in_order_ids_are_single_and_tables_are_named(folder: Path) -> None:
    outline = Outline()
    outline.feed(page_of(folder))
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(set(outline.ids)) == len(outline.ids)
    assert outline.tables == outline.captions > 10


def test_the_pdf_is_tagged_with_title_language_and_words_for_each_picture(folder: Path) -> None:
    with pikepdf.open(folder / "report.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Invented treatment requirement service"
            assert metadata["pdfuaid:part"] == "1"
        alts = [str(one.Alt) for one in pdf.objects if _is_figure(one)]
    assert len(alts) >= 8
    assert all(len(words) > 40 for words in alts)


def _is_figure(one: object) -> bool:
    return (
        isinstance(one, pikepdf.Dictionary)
        and one.get("/S") == pikepdf.Name("/Figure")
        and "/Alt" in one
    )


def test_words_of_the_data_are_never_markup(tmp_path: Path) -> None:
    protocol = write_study(tmp_path)
    title = "<script>alert(1)</script> #panic() *bold* $x$ [link]"
    text = protocol.read_text().replace(
        'title = "Invented treatment requirement service"', f"title = '{title}'"
    )
    protocol.write_text(text)
    out = tmp_path / "out"
    assert main(["evaluate", str(protocol), "--out", str(out)]) == 0
    assert "<script" not in page_of(out)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; #panic() *bold* $x$ [link]" in page_of(out)
    with pikepdf.open(out / "report.pdf") as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == title


def test_small_counts_do_not_reach_the_page(tmp_path: Path) -> None:
    protocol = write_study(tmp_path, treated=200, pool=1500, seed=21)
    cohort = tmp_path / "cohort.csv"
    lines = cohort.read_text().splitlines()
    # Three of one sex alone: her figures, and with two levels the others', stay hidden.
    lines[1:] = [
        line.replace(",female,", ",male,") if i > 2 else line.replace(",male,", ",female,")
        for i, line in enumerate(lines[1:])
    ]
    cohort.write_text("\n".join(lines) + "\n")
    out = tmp_path / "out"
    assert main(["evaluate", str(protocol), "--out", str(out)]) == 0
    page = page_of(out)
    found = re.search(r'<section aria-labelledby="groups">.*?</section>', page, re.S)
    assert found is not None
    assert found.group(0).count("[c]") >= 4
    assert "<figure>" not in found.group(0)


WRONG = {
    "results.json": ("{", "is not JSON"),
    "attrition.csv": ("a,b\n", "column side"),
    "protocol.toml": ("[", "is not TOML"),
    "steps/people.parquet": ("x", "cannot be read"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_broken_folder_is_named_and_nothing_is_written(
    name: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    for made in ("report.html", "report.pdf", "beside.json"):
        (broken / made).unlink()
    text, words = WRONG[name]
    (broken / name).write_text(text)
    assert main(["report", str(broken)]) == 2
    assert words in capsys.readouterr().err
    assert not list(broken.glob("*report*"))


@pytest.mark.parametrize(
    ("table", "text", "words"),
    [
        ("--scores", "person_id,instrument,version,first,last\na,phq-9,v1,99,3\n", "outside PHQ-9"),
        ("--scores", "person_id,instrument,version,first,last\na,phq-9,v7,9,3\n", "no rule"),
        ("--scores", "person_id,instrument,version,first,last\na,phq-9,v1,x,3\n", "first"),
        ("--scores", "person_id\na\n", "instrument"),
        ("--places", "place,events,people\nVale,9,4\n", "[Vale]"),
        ("--places", "place,events,people\nVale,,4\n", "row 2"),
        ("--case", "nonsense", "is not TOML"),
    ],
)
def test_a_bad_table_is_named_and_the_old_report_stays(
    table: str,
    text: str,
    words: str,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = page_of(folder)
    given = tmp_path / "given.csv"
    given.write_text(text)
    assert main(["report", str(folder), table, str(given)]) == 2
    said = capsys.readouterr().err
    assert "given.csv" in said
    assert words in said
    assert page_of(folder) == before


def test_no_folder_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "absent")]) == 2
    assert "is no folder" in capsys.readouterr().err
