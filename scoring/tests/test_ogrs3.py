"""OGRS3 reproduces the worked examples and refuses what it was not made for."""

from __future__ import annotations

import pytest

from scoring.predictors import ogrs3

# Invented people: sex, ages at start, conviction and first sanction, sanctions, offence.
EXAMPLES = [
    (("F", 43, 37, 14, 5, "criminal damage"), 0.169818, 0.295717, "Low"),
    (("M", 20, 20, 20, 0, "violence"), 0.121616, 0.221305, "Low"),
]
IN_PER_CENT = [
    (("M", 30, 30, 21, 1, "OTHER"), 9, 17, "Low"),
    (("M", 61, 59, 47, 1, "Soliciting/prostitution"), 8, 16, "Low"),
    (("male", 44, 33, 17, 21, "Drug import/export/production"), 35, 52, "Medium"),
]
NAMES = (
    "sex",
    "age_at_start",
    "age_at_conviction",
    "age_at_first_sanction",
    "previous_sanctions",
    "offence_group",
)


def predicted(*values: object) -> ogrs3.Prediction:
    return ogrs3.predict(**dict(zip(NAMES, values, strict=True)))


@pytest.mark.parametrize(("row", "one", "two", "band"), EXAMPLES)
def test_worked_examples_to_six_decimals(
    row: tuple[object, ...], one: float, two: float, band: str
) -> None:
    found = predicted(*row)
    assert (round(found.one_year, 6), round(found.two_year, 6), found.band) == (one, two, band)


@pytest.mark.parametrize(("row", "one", "two", "band"), IN_PER_CENT)
def test_worked_examples_in_per_cent(
    row: tuple[object, ...], one: int, two: int, band: str
) -> None:
    found = predicted(*row)
    shown = ogrs3.percentage(found.one_year), ogrs3.percentage(found.two_year)
    assert (*shown, found.band) == (one, two, band)


def test_sanctions_count_up_to_fifty() -> None:
    fifty, more = (predicted("M", 40, 40, 15, n, "Handling") for n in (50, 90))
    fewer = predicted("M", 40, 40, 15, 49, "Handling")
    assert fifty == more
    assert fewer.two_year < fifty.two_year


@pytest.mark.parametrize(
    ("share", "percent", "band"),
    [
        (0.0001, 1, "Low"),
        (0.494, 49, "Low"),
        (0.495, 50, "Medium"),
        (0.745, 75, "High"),
        (0.894, 89, "High"),
        (0.895, 90, "Very high"),
        (0.9999, 99, "Very high"),
    ],
)
def test_bands_are_of_whole_per_cent(share: float, percent: int, band: str) -> None:
    assert (ogrs3.percentage(share), ogrs3.band(share)) == (percent, band)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("M", 17, 17, 15, 1, "Violence"), "under 18 at the start"),
        (("M", 19, 17, 15, 1, "Violence"), "under 18 at conviction"),
        (("M", 30, 31, 15, 1, "Violence"), "after the start"),
        (("M", 30, 30, 31, 1, "Violence"), "after conviction"),
        (("M", 30, 30, 9, 1, "Violence"), "under 10"),
        (("M", 130, 30, 15, 1, "Violence"), "cannot be 130"),
        (("M", 30, 30, 15, -1, "Violence"), "cannot be -1"),
        (("X", 30, 30, 15, 1, "Violence"), "sex must be"),
        (("M", 30, 30, 15, 1, "Piracy"), "no such offence group"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(row: tuple[object, ...], words: str) -> None:
    with pytest.raises(ogrs3.Refused, match=words):
        predicted(*row)


def test_age_groups_change_where_the_table_says() -> None:
    for edge in (21, 25, 30, 35, 40, 50):
        before, after = (predicted("F", age, 20, 18, 2, "Other") for age in (edge - 1, edge))
        assert before.two_year != after.two_year
    assert predicted("F", 50, 20, 18, 2, "Other") == predicted("F", 90, 20, 18, 2, "Other")
