"""A site adds licensed wording and signed rules; nothing else, and never in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring import instruments
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
    phq = instruments.find("PHQ-9", written(tmp_path, RULE))
    found = score(phq, ["1", "1", "1", "1", "1", "1", "1", "1", ""])
    assert (found.score, found.complete, found.missing) == (9, False, (9,))
    assert "signed by Dr Invented Example, 2026-11-02" in phq.rules["missing"].source
    assert score(phq, ["1", "1", "1", "1", "1", "1", "1", "", ""]).score is None


def test_wording_of_the_site_is_shown_with_its_licence(tmp_path: Path) -> None:
    audit = instruments.find("audit-c", written(tmp_path, WORDING))
    assert [item.text for item in audit.items] == ["One?", "Two?", "Three?"]
    assert (audit.wording, audit.licence.notice) == ("site", "Invented licence of 2026")


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
    ],
)
def test_a_fault_in_a_file_of_the_site_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(NotUsable, match=words) as error:
        instruments.library(written(tmp_path, text))
    assert "ours.toml" in str(error.value)
