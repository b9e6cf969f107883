"""A site adds licensed wording and signed rules; nothing else, and never in silence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scoring import catalogue, change
from scoring.instruments import NotUsable
from scoring.score import score

RULE = """
[[rule]]
instrument = "PHQ-9"
version = "1"
name = "missing"
source = "An invented manual, page 3"
signed_by = "Dr Invented Example"
signed_on = 2026-11-02
allowed = 1
"""
WORDING = """
[wording]
instrument = "AUDIT-C"
version = "1"
licence = "Invented licence of 2026"
items = ["One?", "Two?", "Three?"]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "ours.toml").write_text(text)
    return folder


def test_a_signed_rule_is_used_and_names_who_signed_it(tmp_path: Path) -> None:
    phq = catalogue.find("PHQ-9", written(tmp_path, RULE))
    found = score(phq, ["1", "1", "1", "1", "1", "1", "1", "1", ""])
    assert (found.score, found.complete, found.missing) == (9, False, (9,))
    assert "signed by Dr Invented Example, 2026-11-02" in phq.rules["missing"].source
    assert score(phq, ["1", "1", "1", "1", "1", "1", "1", "", ""]).score is None


def test_wording_of_the_site_is_shown_with_its_licence(tmp_path: Path) -> None:
    audit = catalogue.find("audit-c", written(tmp_path, WORDING))
    assert [item.text for item in audit.items] == ["One?", "Two?", "Three?"]
    assert (audit.wording, audit.licence.notice) == ("site", "Invented licence of 2026")


def rule(of: str, name: str, says: str) -> str:
    """A signed rule of one instrument, whatever it says."""
    return RULE.replace("PHQ-9", of).replace('"missing"', f'"{name}"').replace("allowed = 1", says)


TABLE = [round(7 + step * 0.97, 2) for step in range(29)]
CONVERSION = rule("SWEMWBS", "conversion", f"first = 7\nmetric = {TABLE}")


def test_a_signed_conversion_gives_the_score_and_a_version_of_its_own(tmp_path: Path) -> None:
    """What is read of a converted score is read on its own scale, and never beside a raw one."""
    raw = catalogue.find("SWEMWBS")
    assert (score(raw, ["3"] * 7).score, raw.version) == (21, "1")
    low = rule("SWEMWBS", "caseness", "at_most = 20.6")
    found = catalogue.find("SWEMWBS", written(tmp_path, CONVERSION + low))
    assert found.version == "1-converted"
    for answers, wanted in ((["1"] * 7, 7), (["5"] * 7, TABLE[-1]), (["3"] * 7, TABLE[14])):
        assert score(found, answers).score == wanted
    assert score(found, ["3"] * 7).caseness is True, "20.58, though the sum of the answers is 21"
    assert change.score_range(found) == (Decimal(7), Decimal(str(TABLE[-1])))
    assert found.as_shipped == replace(raw, rules=found.as_shipped.rules)
    assert score(found.as_shipped, ["3"] * 7).score == 21


def test_bands_and_cut_offs_of_the_site_are_used_as_they_stand(tmp_path: Path) -> None:
    text = rule("GAD-7", "bands", 'of = [{from = 0, name = "low"}, {from = 5, name = "mild"}]')
    gad = catalogue.find("GAD-7", written(tmp_path, text))
    assert [score(gad, [n, "1", "1", "1", "0", "0", "0"]).band for n in "12"] == ["low", "mild"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither"),
        ("[wording", "ours.toml"),
        (WORDING.replace("AUDIT-C", "NOPE"), "as the library has them"),
        (WORDING.replace('version = "1"', 'version = "2"'), "as the library has them"),
        (WORDING.replace("Invented licence of 2026", " "), "licence"),
        (WORDING.replace(', "Three?"', ""), "3 texts"),
        (WORDING.replace("Three?", " "), "must have a text"),
        (WORDING + '[options]\n0 = "No"\n', "label for each"),
        (RULE.replace('"missing"', '"colour"'), "name must be one of"),
        (RULE.replace("An invented manual, page 3", ""), "source"),
        (RULE.replace("Dr Invented Example", ""), "signed_by"),
        (RULE.replace("2026-11-02", '"soon"'), "signed_on"),
        (RULE.replace("allowed = 1", "perhaps = 1"), "the rule .missing. says allowed"),
        (rule("PHQ-9", "missing", "allowed = 9"), "whole number under 9"),
        (rule("PHQ-9", "missing", "allowed = true"), "whole number under 9"),
        (rule("ITQ", "missing", "allowed = 1"), "needs every answer"),
        (rule("SAPAS", "caseness", "at_least = 3"), "only the total is typed"),
        (rule("PHQ-9", "caseness", 'at_least = "ten"'), "a cut-off is a number"),
        (rule("DUDIT", "caseness", "by_sex = {man = 6}"), "knows male and female"),
        (rule("DUDIT", "caseness", "by_sex = 6"), "has a number for male"),
        (rule("PHQ-9", "change", "reliable = 0"), "more than 0"),
        (rule("PHQ-9", "change", "reliable = nan"), "are numbers"),
        (rule("GAD-7", "bands", "of = []"), "list of bands"),
        (rule("GAD-7", "bands", 'of = [{from = 0, name = " "}]'), "from and name"),
        (
            rule("GAD-7", "bands", 'of = [{from = 5, name = "mild"}, {from = 0, name = "low"}]'),
            "numbers that rise",
        ),
        (rule("SWEMWBS", "conversion", "first = 0\nmetric = [1.0]"), "lowest total, 7"),
        (rule("SWEMWBS", "conversion", "first = 7\nmetric = [1.0]"), "has 29 numbers"),
        (rule("CORE-10", "conversion", "first = 0\nmetric = [1.0]"), "only a total that is a sum"),
    ],
)
def test_a_fault_in_a_file_of_the_site_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(NotUsable, match=words) as error:
        catalogue.library(written(tmp_path, text))
    assert "ours.toml" in str(error.value)
