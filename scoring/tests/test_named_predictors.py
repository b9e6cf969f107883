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


@pytest.mark.parametrize(
    ("name", "percent", "band"),
    [
        ("ogrs3", 49.4, "low"),
        ("ogrs3", 49.5, "medium"),
        ("ogrs3", 90, "very_high"),
        ("ogp", 33, "low"),
        ("ogp", 34, "medium"),
        ("ogp", 0, ""),
        ("ovp", 79.4, "high"),
        ("ovp", 80, "very_high"),
        ("vrp", 59.99, "medium"),
        ("vrp", 60, "high"),
        ("csrp", 0.99, "low"),
        ("csrp", 1, "medium"),
        ("csrp", 6.9, "very_high"),
        ("rsr", 50, ""),
    ],
)
def test_a_band_is_that_of_the_source_at_each_edge(name: str, percent: float, band: str) -> None:
    assert predictors()[name].band(percent) == band
