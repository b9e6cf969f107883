"""Predictors are recorded with what they are, and a trend never mixes two of them."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.predictors.named import NotComparable, Recorded, predictors, trend


def test_every_predictor_has_a_source_and_only_ogrs3_is_worked_out() -> None:
    found = predictors()
    assert all(p.source and p.status == "V" for p in found.values())
    assert [p.id for p in found.values() if p.computed] == ["ogrs3"]


def test_the_violence_predictor_says_that_treatment_raises_it() -> None:
    assert "treatment raises this score" in predictors()["ovp"].warning


@pytest.mark.parametrize("other", [("arp", "1", "static"), ("ogrs3", "4", "static")])
def test_a_trend_never_crosses_predictors_versions_or_kinds(other: tuple[str, str, str]) -> None:
    first = Recorded("ogrs3", "3", "static", date(2026, 2, 1), 40)
    assert trend([first, Recorded("ogrs3", "3", "static", date(2026, 1, 1), 50)])[0].percent == 50
    with pytest.raises(NotComparable, match="no trend"):
        trend([first, Recorded(*other, date(2026, 3, 1), 30)])
