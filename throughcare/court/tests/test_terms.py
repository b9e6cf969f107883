"""The words of outcomes and reasons: dated, sourced, checked as a whole."""

from __future__ import annotations

from datetime import date

import pytest

from throughcare.court import terms

ROW = """
[[term]]
kind = "disposal"
code = "fine"
label = "Fine"
source = "Invented Act 2020"
status = "P"
starts_on = 2024-01-01
"""


def test_every_row_has_a_source_and_each_kind_has_words() -> None:
    assert all(term.source for term in terms.all_terms())
    assert {term.kind for term in terms.all_terms()} == set(terms.KINDS)


def test_general_knowledge_is_off() -> None:
    general = [term for term in terms.all_terms() if term.status == "G"]
    assert general
    assert not any(term.is_offered(date(2026, 11, 19)) for term in general)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("disposal", "sentence"), "kind [sentence] is not known"),
        (('status = "P"', 'status = "X"'), "status [X] is not known"),
        (('source = "Invented Act 2020"', 'source = ""'), "[source] is missing"),
        (("starts_on = 2024-01-01", 'starts_on = "soon"'), "[starts_on] is missing"),
        (('label = "Fine"', 'label = "Fine"\nweight = 3'), "[weight] is not known here"),
        (('code = "fine"', f'code = "{"f" * 31}"'), "is too long"),
        (("[[term]]", "[[term]"), "correct the TOML there"),
        (("[[term]]", "[[other]]"), "no rows"),
    ],
)
def test_a_fault_says_where_and_what_to_do(change: tuple[str, str], fault: str) -> None:
    with pytest.raises(terms.TermsFault) as told:
        terms.read(ROW.replace(*change))
    assert fault in str(told.value)
    assert "terms.toml" in str(told.value)


def test_a_row_twice_is_a_fault() -> None:
    with pytest.raises(terms.TermsFault, match="is twice"):
        terms.read(ROW + ROW)


def test_a_row_that_has_ended_is_offered_no_longer() -> None:
    (term,) = terms.read(ROW + "ends_on = 2025-12-31\n")
    assert term.is_offered(date(2025, 12, 31))
    assert not term.is_offered(date(2026, 1, 1))
    assert not term.is_offered(date(2023, 12, 31))
