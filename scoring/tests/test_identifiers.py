"""Identifiers follow their published rules, and no input ends in an exception."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.identifiers import CHECK_LETTERS, KINDS, LONGEST, Check, check

TODAY = date(2026, 11, 22)

# kind | given | canonical ("-" means not valid)
PUBLISHED = """
nhs-number    | 9434765919    | 9434765919
nhs-number    | 943 476 5919  | 9434765919
nhs-number    | 943-476-5919  | 9434765919
nhs-number    | 4010232137    | 4010232137
nhs-number    | 9434765918    | -
nhs-number    | 943476591     | -
nhs-number    | 94347659190   | -
nhs-number    | 943476591X    | -
nhs-number    | 999 123 4586  | 9991234586
nhs-number    | 9991234585    | -
pnc           | 2002/0073319Z | 2002/0073319Z
pnc           | 1979/0163001B | 1979/0163001B
pnc           | 1981/0000034U | 1981/0000034U
pnc           | 2000/0000223R | 2000/0000223R
pnc           | 81/34U        | 1981/0000034U
pnc           | 02/73319Z     | 2002/0073319Z
pnc           | 00/223R       | 2000/0000223R
pnc           | 79/163001B    | 1979/0163001B
pnc           | 79/0163001B   | 1979/0163001B
pnc           | 0273319Z      | 2002/0073319Z
pnc           | 79163001B     | 1979/0163001B
pnc           | 033Y          | 2003/0000003Y
pnc           | 20020073319Z  | 2002/0073319Z
pnc           | 2002/0073319z | 2002/0073319Z
pnc           | 2008/0056560Z | 2008/0056560Z
pnc           | 20030011985X  | 2003/0011985X
pnc           | 20120052494Q  | 2012/0052494Q
pnc           | 2011/0275516Q | 2011/0275516Q
pnc           | 2001/0171310S | -
pnc           | 2012/0052494O | -
pnc           | 20030011985Z  | -
pnc           | 790163001B    | -
pnc           | 1X23/1234567A | -
pnc           | 1923[1234567A | -
pnc           | 1923/1234567AA| -
pnc           | 0123456789    | -
pnc           | 2027/0000001Z | -
cro           | 65656/91H     | 065656/91H
cro           | 065656/91H    | 065656/91H
cro           | 265416/21G    | 265416/21G
cro           | SF05/482703J  | SF05/482703J
cro           | sf05/482703j  | SF05/482703J
cro           | SF83/50058Z   | SF83/50058Z
cro           | SF83/050058Z  | -
cro           | 85227/65G     | -
cro           | 65656/91O     | -
crn           | X123456       | X123456
crn           | x123456       | X123456
crn           | X12345        | -
crn           | 1234567       | -
prison-number | A1234BC       | A1234BC
prison-number | a1234bc       | A1234BC
prison-number | A1234B        | -
prison-number | A12345C       | -
"""


def _in_script(digits: str, zero: int) -> str:
    """The same digits in another script, whose digit zero has this code point."""
    return "".join(chr(zero + int(digit)) for digit in digits)


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.split("\n") if line]


@pytest.mark.parametrize(("kind", "value", "canonical"), rows(PUBLISHED))
def test_published_examples_are_answered_as_published(kind, value, canonical):
    found = check(kind, value, today=TODAY)

    assert (found.canonical or "-") == canonical
    assert found.valid is (canonical != "-")
    assert found.given == value
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("today", "canonical"), [(date(2026, 1, 1), "2026/"), (date(2025, 12, 31), "1926/")]
)
def test_a_two_digit_year_after_this_year_is_in_the_last_century(today, canonical):
    letter = CHECK_LETTERS[260000034 % 23]

    assert check("pnc", f"26/34{letter}", today=today).canonical == f"{canonical}0000034{letter}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "Nothing was given"),
        ("   ", "Nothing was given"),
        ("9434765919\n", "cannot be seen"),
        ("943\x00476", "cannot be seen"),
        ("943\u200b4765919", "cannot be seen"),
        ("\ud800", "cannot be seen"),
        ("1" * 100_000, "too long"),
    ],
)
def test_odd_input_is_refused_in_words(kind, value, says):
    found = check(kind, value)

    assert (found.valid, found.canonical) == (False, None)
    assert says in found.reason


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("nhs-number", _in_script("9434765919", 0x0660)),
        ("nhs-number", _in_script("9434765919", 0xFF10)),
        ("nhs-number", "943476591\N{SUPERSCRIPT TWO}"),
        ("pnc", _in_script("2002", 0xFF10) + "/0073319Z"),
        ("crn", "X\N{FULLWIDTH DIGIT ONE}23456"),
        ("crn", "\N{ROMAN NUMERAL TEN}123456"),
        ("prison-number", "\N{LATIN SMALL LETTER SHARP S}1234BC"),
    ],
)
def test_digits_and_letters_of_other_scripts_are_not_taken_for_ours(kind, value):
    assert not check(kind, value).valid


def test_an_unknown_kind_names_the_choices():
    with pytest.raises(ValueError, match="nhs-number, pnc, cro, crn, prison-number"):
        check("passport", "123")


def test_the_answer_has_the_fields_of_the_command():
    found = check("crn", "X123456")

    assert list(json.loads(json.dumps(found.as_dict()))) == [
        "kind",
        "given",
        "canonical",
        "valid",
        "reason",
    ]


@given(kind=st.sampled_from(KINDS), value=st.text(max_size=LONGEST + 5))
def test_no_text_raises_and_only_a_valid_number_has_a_canonical_form(kind, value):
    found = check(kind, value)

    assert isinstance(found, Check)
    assert found.valid is (found.canonical is not None)
    assert found.reason


@given(st.integers(0, 10**9 - 1))
def test_one_check_digit_at_most_suits_each_nine_digits(first_nine):
    valid = [d for d in range(10) if check("nhs-number", f"{first_nine:09d}{d}").valid]

    weights = sum(int(digit) * (10 - i) for i, digit in enumerate(f"{first_nine:09d}"))
    assert valid == [d for d in range(10) if (weights + d) % 11 == 0]


@given(st.integers(0, 10**9 - 1), st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_of_an_nhs_number_is_always_found(first_nine, place, change):
    for last in range(10):
        number = f"{first_nine:09d}{last}"
        if check("nhs-number", number).valid:
            wrong = str((int(number[place]) + change) % 10)
            assert not check("nhs-number", number[:place] + wrong + number[place + 1 :]).valid


@given(st.integers(1950, 2026), st.integers(0, 9_999_999))
def test_every_way_to_write_a_pnc_number_has_one_canonical_form(year, serial):
    letter = CHECK_LETTERS[int(f"{year % 100:02d}{serial:07d}") % 23]
    canonical = f"{year}/{serial:07d}{letter}"

    written = [canonical, f"{year}/{serial}{letter}", f"{year}{serial:07d}{letter}"]
    written += [f"{year % 100:02d}/{serial}{letter}", f" {canonical.lower()} "]
    assert {check("pnc", one, today=TODAY).canonical for one in written} == {canonical}


@given(st.integers(0, 99), st.integers(0, 999_999))
def test_exactly_one_letter_suits_a_cro_number(year, serial):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    valid = [c for c in letters if check("cro", f"{serial}/{year:02d}{c}").valid]

    assert valid == [CHECK_LETTERS[(year * 1_000_000 + serial) % 23]]


@pytest.mark.parametrize("kind", KINDS)
@given(value=st.from_regex(r"\A(SF)?[0-9A-Za-z]{1,4}[ /-]?[0-9]{1,8}[A-Za-z]{0,2}\Z"))
def test_a_canonical_form_is_its_own_canonical_form(kind, value):
    found = check(kind, value, today=TODAY)

    if found.canonical is not None:
        assert check(kind, found.canonical, today=TODAY).canonical == found.canonical
