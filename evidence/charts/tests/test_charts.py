"""Charts: named for those who do not see them, escaped, drawn twice, and hiding small counts."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from evidence.business_case import evaluate
from evidence.business_case_file import read_case
from evidence.charts import (
    Figure,
    change_scatter,
    change_table,
    forest,
    funnel_plot,
    love_plot,
    score_overlap,
    survival,
    tornado_chart,
)
from evidence.charts.base import NARROW, WIDE, Table, number
from evidence.health_change import change, find_instrument
from evidence.monitoring.funnel import funnel
from evidence.survival import kaplan_meier
from evidence.tests.studies import write_case
from evidence.tests.test_business_case import EFFECT

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:altair.*")
NASTY = '<script>alert(1)</script> & "Vale"'
PHQ = find_instrument("phq-9", "v1")
MANY = [(20, 5)] * 20 + [(15, 14)] * 10 + [(10, 18)] * 8 + [(12, None)] * 7


def balance(after: float = 0.02) -> list[dict[str, object]]:
    rows = [{"name": NASTY, "level": None, "before": 0.8, "after": after}]
    rows += [
        {"name": "area", "level": f"Area {i}", "before": 0.01 * i, "after": 0.0} for i in range(5)
    ]
    return rows


def all_figures(tmp_path: object) -> dict[str, Figure | None]:
    curve = kaplan_meier([10, 50, 90, 200, 365, 365], [1, 1, 1, 0, 0, 0])
    rows = [{"name": NASTY, "difference": -7.0, "low": -16.0, "high": 1.3}]
    table = Table("A", ("B",), (("C",),), (False,))
    bins = [
        {"from": 0.0, "to": 0.1, "treated": 40, "pool": 400},
        {"from": 0.1, "to": 0.2, "treated": 3, "pool": 90},
        {"from": 0.2, "to": 0.3, "treated": 20, "pool": 30},
    ]
    case = write_case(tmp_path / "case.toml")  # type: ignore[operator]
    return {
        "love": love_plot(balance()),
        "overlap": score_overlap(bins),
        "survival": survival(
            curve, curve, horizon=365, at_risk=[(0, 6, 6), (365, 3, 3)], answer="An answer."
        ),
        "forest": forest("f", rows, title="A", answer="B", axis="C", table=table),
        "funnel": funnel_plot(
            funnel([NASTY, "b", "c"], [60, 30, 40], [90, 90, 120]), what="It", title="Where?"
        ),
        "change": change_scatter(change(PHQ, MANY)),
        "tornado": tornado_chart(evaluate(read_case(case, effects=EFFECT))),
    }


def test_every_chart_is_named_and_holds_nothing_that_runs_or_fetches(tmp_path: object) -> None:
    figures = all_figures(tmp_path)
    seen: set[str] = set()
    for name, figure in figures.items():
        assert figure is not None, name
        for svg in (figure.wide, figure.narrow):
            root = ElementTree.fromstring(svg)
            names = {child.tag.split("}")[1]: child for child in list(root)[:2]}
            assert names["title"].text == figure.title
            assert names["desc"].text == figure.description
            labelled = root.attrib["aria-labelledby"].split()
            assert [names["title"].attrib["id"], names["desc"].attrib["id"]] == labelled
            assert root.attrib["role"] == "img"
            assert "<script" not in svg
            assert not re.search(r'(href|src)="(?!#)', svg)
            assert not re.search(r"url\((?!['\"]?#)", svg)
            ids = set(re.findall(r'\bid="([^"]+)"', svg))
            assert not ids & seen
            seen |= ids
            roles = [one.attrib.get("role") for one in root.iter() if one is not root]
            assert not any(roles)


def test_the_narrow_drawing_fits_a_phone_with_words_of_one_size(tmp_path: object) -> None:
    for name, figure in all_figures(tmp_path).items():
        assert figure is not None, name
        wide, narrow = (
            float(ElementTree.fromstring(svg).attrib["width"])
            for svg in (figure.wide, figure.narrow)
        )
        assert wide <= WIDE + 40, name
        assert narrow <= NARROW + 45, name


def test_a_hostile_name_is_words_in_the_picture_and_in_the_table() -> None:
    figure = love_plot(balance())
    assert "&lt;script&gt;" in figure.wide
    assert figure.table.rows[0][0] == NASTY


def test_the_love_plot_says_how_many_still_differ() -> None:
    assert "all 6 characteristics differ by no more than 0.1" in love_plot(balance()).answer
    assert "1 of 6 characteristics still differ" in love_plot(balance(after=-0.2)).answer


def test_small_bins_are_hidden_and_not_drawn(tmp_path: object) -> None:
    figure = all_figures(tmp_path)["overlap"]
    assert figure is not None
    hidden = [row for row in figure.table.rows if row[2] is None]
    assert hidden
    assert all(row[2] is None or row[2] >= 5 for row in figure.table.rows)
    assert len(hidden) >= 2  # one alone would follow from the total


def test_survival_hides_how_few_are_left() -> None:
    curve = kaplan_meier([10, 50, 90, 200, 365, 365], [1, 1, 1, 0, 0, 0])
    figure = survival(curve, curve, horizon=365, at_risk=[(0, 6, 6), (365, 3, 9)], answer="A.")
    assert figure.table.rows[-1] == (365, None, None, 9, "50")


def test_a_scatter_that_would_show_single_people_is_not_drawn() -> None:
    assert change_scatter(change(PHQ, MANY)) is not None
    assert change_scatter(change(PHQ, MANY[:25])) is None
    assert change_scatter(change(PHQ, [*MANY[:30], *[(10, 18)] * 3])) is None


def test_a_hidden_direction_does_not_follow_from_the_others() -> None:
    scores = [(20, 5)] * 29 + [(15, 14)] * 16 + [(10, 18)] * 3 + [(12, None)] * 18
    table = change_table(change(PHQ, scores))
    shown = [row[1] for row in table.rows[:4]]
    assert shown[2] is None
    assert shown.count(None) == 2


def test_people_better_but_not_across_the_line_do_not_follow_either() -> None:
    scores = [(20, 5)] * 20 + [(20, 12)] * 2 + [(15, 14)] * 16
    assert change_table(change(PHQ, scores)).rows[-1][1] is None


def test_nothing_to_draw_is_no_chart() -> None:
    table = Table("A", ("B",), (("C",),), (False,))
    row = {"name": "a", "difference": None, "low": None, "high": None}
    assert forest("f", [row], title="A", answer="B", axis="C", table=table) is None
    assert score_overlap([]) is None


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (-7.36, 1, "−7.4"),
        (-0.01, 1, "0.0"),
        (1234.5, 0, "1,234"),
        (None, 1, ""),
        (float("nan"), 1, ""),
    ],
)
def test_numbers_are_written_with_commas_and_a_true_minus(
    value: float | None, digits: int, words: str
) -> None:
    assert number(value, digits) == words
