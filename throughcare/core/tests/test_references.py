"""The reference of a person: misread characters are forgiven, mistyped ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.core.references import ALPHABET, check_character, new_reference, read_reference

bodies = st.text(st.sampled_from(ALPHABET), min_size=7, max_size=7)


def test_a_new_reference_reads_back() -> None:
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    for reference in made:
        assert len(reference) == 11
        assert read_reference(reference) == reference


@given(body=bodies, place=st.integers(0, 7), sign=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(body: str, place: int, sign: str) -> None:
    right = body + check_character(body)
    wrong = right[:place] + sign + right[place + 1 :]
    assert read_reference(f"TC-{right}") == f"TC-{right}"
    if wrong != right:
        assert read_reference(f"TC-{wrong}") is None


@given(body=bodies, place=st.integers(0, 5))
def test_two_neighbours_swapped_are_nearly_always_noticed(body: str, place: int) -> None:
    right = body + check_character(body)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    apart = abs(ALPHABET.index(right[place]) - ALPHABET.index(right[place + 1]))
    if swapped != right and apart != 16:  # the one distance that the weights cannot tell
        assert read_reference(swapped) is None


@pytest.mark.parametrize(
    "typed", ["{0}", "tc-{0}", "TC {0}", " t c - {0} ", "TC{0}", "{0[0]}{0[1]} {0[2]}-" + "{1}"]
)
def test_how_people_type_it(typed: str) -> None:
    body = "7K2M9QX" + check_character("7K2M9QX")
    given_as = typed.format(body, body[3:])
    assert read_reference(given_as.lower()) == f"TC-{body}"


def test_letters_that_are_misread_are_taken_for_the_figures() -> None:
    body = "1010101" + check_character("1010101")
    assert read_reference("TC-IOLOIOl" + body[7]) == f"TC-{body}"


@pytest.mark.parametrize(
    "typed", ["", "TC-", "U" * 8, "\x00" * 8, "٣" * 8, "0" * 10_000, "TC-0000001"]
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert read_reference(typed) is None
