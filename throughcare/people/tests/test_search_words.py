"""What people type to find somebody is read as they meant it."""

from __future__ import annotations

from datetime import date

import pytest

from throughcare.core.references import new_reference
from throughcare.people.folding import fold, phone_digits
from throughcare.people.search_words import read_search

TODAY = date(2026, 11, 19)

# typed | words | birth date | numbers | phone
READ = """
zielinski 3/11/81          | zielinski        | 1981-11-03 |                         |
Tomasz Zieliński           | Tomasz Zieliński |            |                         |
okafor 19 November 1991    | okafor           | 1991-11-19 |                         |
okafor 19 Nov 91           | okafor           | 1991-11-19 |                         |
okafor 1st March 1991      | okafor           | 1991-03-01 |                         |
19.11.1991                 |                  | 1991-11-19 |                         |
1991-11-19                 |                  | 1991-11-19 |                         |
bright 8/7/09              | bright           | 2009-07-08 |                         |
bright 8/7/20              | bright           | 1920-07-08 |                         |
bright 31/2/81             | bright           |            | custody-record:31281    |
999 491 3581               |                  |            | nhs-number:9994913581   |
9994913581                 |                  |            | nhs-number:9994913581   |
999-491-3581               |                  |            | nhs-number:9994913581   |
Whitlock 999 491 3581      | Whitlock         |            | nhs-number:9994913581   |
2002/73319z                |                  |            | pnc:2002/0073319Z       |
SF05/482703J               |                  |            | cro:SF05/482703J        |
x123456                    |                  |            | crn:X123456             |
a1234bc                    |                  |            | prison-number:A1234BC   |
01632 960114               |                  |            |                         | 01632960114
+44 1632 960 114           |                  |            |                         | 01632960114
O’Brien, Sean              | O’Brien Sean     |            |                         |
%%% ___                    |                  |            |                         |
1/1/2030                   |                  |            | custody-record:112030   |
"""


@pytest.mark.parametrize("line", READ.strip().split("\n"))
def test_what_was_typed_is_read_as_it_was_meant(line: str) -> None:
    typed, words, born, number, phone = (part.strip() for part in (line + "|" * 4).split("|")[:5])
    search = read_search(typed, today=TODAY)
    assert " ".join(search.words) == words
    assert (search.born_on.isoformat() if search.born_on else "") == born
    assert phone == search.phone
    if number:
        kind, canonical = number.split(":")
        assert (kind, canonical) in search.numbers
    else:
        assert not search.numbers


def test_a_reference_is_read_however_it_is_spaced() -> None:
    reference = new_reference()
    body = reference[3:]
    for typed in (reference, reference.lower(), f"tc {body[:4]} {body[4:]}", f"see {reference}"):
        assert read_search(typed, today=TODAY).reference == reference, typed


def test_a_number_alone_is_exact_and_a_number_with_a_name_is_not() -> None:
    assert read_search("999 491 3581", today=TODAY).by_number
    assert not read_search("Whitlock 999 491 3581", today=TODAY).by_number


def test_an_nhs_number_with_a_wrong_check_digit_is_not_searched_for() -> None:
    search = read_search("999 491 3582", today=TODAY)
    assert all(kind != "nhs-number" for kind, _number in search.numbers)


@pytest.mark.parametrize(
    "typed",
    ["\x00", "a" * 1_000_000, "\u202e" * 50, "(" * 5000, "1" * 5000, "١٢/٣/٨١", "' OR 1=1 --"],
)
def test_nothing_that_is_typed_breaks_the_reading(typed: str) -> None:
    search = read_search(typed, today=TODAY)
    assert len(search.text) <= 200


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Zieliński", "ZIELINSKI"),
        ("O’Brien", "OBRIEN"),
        ("O'Brien-Smith", "OBRIEN SMITH"),
        ("Łuczak", "LUCZAK"),
        ("Søren Ærø", "SOREN AERO"),
        ("Straße", "STRASSE"),
        ("  Anna   Maria ", "ANNA MARIA"),
        ("", ""),
    ],
)
def test_accents_case_and_apostrophes_do_not_matter(given: str, folded: str) -> None:
    assert fold(given) == folded
    assert fold(fold(given)) == folded


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("07700 900 461", "07700900461"),
        ("+44 (0)7700 900461", "07700900461"),
        ("0044 7700 900461", "07700900461"),
        ("12345", ""),
    ],
)
def test_a_phone_number_is_kept_as_it_is_dialled(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits
