"""The Green Book's arithmetic, by hand; what is refused; what is uncertain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evidence.business_case import (
    Benefit,
    Case,
    Cost,
    Uncertain,
    break_even,
    discount_factors,
    evaluate,
)
from evidence.business_case_file import catalogue, read_case
from evidence.cli import main
from evidence.problems import BadInput
from evidence.tests.studies import CASE

SURE = Uncertain(0.5, 0.5, 0.5)
BY_HAND = Case(
    "Invented",
    2026,
    0.035,
    0.2,
    3,
    (Cost("Staff", (100.0, 100.0, 100.0), True, "invented", 0.0),),
    (
        Benefit("Fewer", SURE, (10, 10, 10), Uncertain(50, 50, 50), False, "invented"),
        Benefit("Cash", SURE, (2, 2, 2), Uncertain(50, 50, 50), True, "invented"),
    ),
)


def test_year_0_is_not_discounted_and_the_rest_by_three_and_a_half_per_cent() -> None:
    np.testing.assert_allclose(discount_factors(3, 0.035), [1, 1 / 1.035, 1 / 1.035**2])


def test_present_values_are_those_worked_out_by_hand() -> None:
    years = 1 + 1 / 1.035 + 1 / 1.035**2
    found = evaluate(BY_HAND)
    assert found.cost.value == pytest.approx(120 * years)
    assert found.benefit.value == pytest.approx(300 * years)
    assert found.cashable_benefit.value == pytest.approx(50 * years)
    assert found.ratio is not None
    assert found.ratio.value == pytest.approx(2.5)
    assert (found.ratio.low, found.ratio.high) == (pytest.approx(2.5), pytest.approx(2.5))
    assert break_even(BY_HAND) == pytest.approx(0.4)
    assert found.worth_it == 1


def test_at_the_break_even_effect_the_net_is_nothing() -> None:
    share = break_even(BY_HAND)
    assert share is not None
    smaller = [replace(row, effect=Uncertain(*[0.5 * share] * 3)) for row in BY_HAND.benefits]
    found = evaluate(replace(BY_HAND, benefits=tuple(smaller)))
    assert found.net.value == pytest.approx(0, abs=1e-9)


def test_an_effect_that_may_be_none_gives_a_range_that_may_lose_money() -> None:
    unsure = replace(BY_HAND.benefits[0], effect=Uncertain(0.3, -0.1, 0.7))
    found = evaluate(replace(BY_HAND, benefits=(unsure,)))
    assert found.net.low < 0 < found.net.high
    assert 0.5 < found.worth_it < 0.99
    assert evaluate(replace(BY_HAND, benefits=(unsure,))) == found  # drawn from one seed


def test_the_draws_have_the_range_that_was_given() -> None:
    unsure = replace(BY_HAND.benefits[0], effect=Uncertain(0.5, 0.3, 0.7))
    found = evaluate(replace(BY_HAND, benefits=(unsure,)), draws=40_000)
    middle = found.benefit.value
    assert found.benefit.low == pytest.approx(middle * 0.6, rel=0.02)
    assert found.benefit.high == pytest.approx(middle * 1.4, rel=0.02)


def test_the_tornado_has_the_widest_bar_on_top() -> None:
    rows = (
        replace(BY_HAND.benefits[0], effect=Uncertain(0.5, 0.1, 0.9)),
        replace(BY_HAND.benefits[1], unit_cost=Uncertain(50, 40, 60)),
    )
    bars = evaluate(replace(BY_HAND, benefits=rows)).tornado
    widths = [abs(bar.at_high - bar.at_low) for bar in bars]
    assert widths == sorted(widths, reverse=True)
    assert bars[0].name == "Fewer: effect"


def test_a_harm_never_breaks_even() -> None:
    worse = replace(BY_HAND.benefits[0], effect=Uncertain(-0.2, -0.4, 0.0))
    assert break_even(replace(BY_HAND, benefits=(worse,))) is None


def test_no_default_without_a_verified_source_holds_a_value() -> None:
    for name, entry in catalogue().items():
        assert ("value" in entry) == entry["verified"], name
        assert entry["source"]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.toml"
    path.write_text(text)
    return path


EFFECT = {"frequency": Uncertain(-0.16, -0.29, -0.04)}


def test_an_effect_of_an_evaluation_is_fewer_reoffences(tmp_path: Path) -> None:
    case = read_case(write(tmp_path, CASE), effects=EFFECT)
    assert case.benefits[0].effect == Uncertain(0.16, 0.04, 0.29)
    assert case.discount == 0.035


WRONG = {
    "unverified default": (
        'invented_reoffence"\nsource',
        'reoffence"\nsource',
        "no verified value",
    ),
    "own but unverified": ("verified = true", "verified = false", "no verified value"),
    "unknown cost": ('unit_cost = "invented_reoffence"', 'unit_cost = "gold"', "[gold]"),
    "other price year": ("price_year = 2026\nsource", "price_year = 2019\nsource", "GDP deflator"),
    "no source": ('source = "Invented budget"', 'source = " "', "source"),
    "short series": ("[180000, 185000, 190000]", "[1, 2]", "needs 3 numbers"),
    "negative cost": ("[180000, 185000, 190000]", "[1, 2, -3]", "no number from 0 up"),
    "unknown key": ("spread = 0.1", "spred = 0.1", "[spred] is not known"),
    "unknown outcome": ('outcome = "frequency"', 'outcome = "joy"', "[joy]"),
    "range inside out": ("low = 6000", "low = 9999", "not between"),
    "no bias": ("optimism_bias = 0.2\n", "", "optimism_bias"),
    "not TOML": ("[case]", "[case", "is not TOML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name: str, tmp_path: Path) -> None:
    old, new, words = WRONG[name]
    assert old in CASE
    with pytest.raises(BadInput, match="case.toml") as wrong:
        read_case(write(tmp_path, CASE.replace(old, new, 1)), effects=EFFECT)
    assert words in str(wrong.value)


def test_the_command_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["business-case", str(write(tmp_path, CASE))]) == 2
    assert "asks for outcome [frequency]" in capsys.readouterr().err
    assert main(["business-case", str(tmp_path / "absent.toml")]) == 2
