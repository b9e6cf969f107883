"""An address or phone number typed into a note is noticed (security.md §1.3 case 4)."""

from __future__ import annotations

import random
import string

import pytest

from throughcare.people.scanner import contact_details

_OUTWARD = ("M1", "B33", "CR2", "DN55", "W1A", "EC1A", "SW1A", "PL4", "L1", "N1C", "PL48", "MK9")
_SAYINGS = (
    "Said he is staying at {} for now",
    "New place: {}.",
    "letters to 12 Example Road, Northfield, {} please",
    "({})",
    "moved last week {} with his mother",
    "ring {} after six",
    "{}",
    "her number is {}; no voicemail",
)
_PLAIN = (
    "PHQ-9 fell from 16 to 13 and he slept 6 hours.",
    "Seen at 10:30am on 19 November 2026 in cell 11.",
    "NHS number 999 491 3581, PNC 2002/0073319Z.",
    "Took 50mg of sertraline at 9am; next due 20/11/2026.",
    "Order ends 10 September 2027, session 7 of 12.",
    "Room 2, level 3, table B12.",
    "Scored 012301201 on the first and 11 on the second.",
    "Section 136 of the Act, 24 hours.",
    "Reference TC-7K2M9QX4.",
)


def postcode(rng: random.Random) -> str:
    inward = rng.choice(string.digits) + "".join(rng.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    written = f"{rng.choice(_OUTWARD)}{rng.choice((' ', '', '  ', '.', '-'))}{inward}"
    return rng.choice((written, written.lower()))


def phone(rng: random.Random) -> str:
    start = rng.choice(
        ("07700 9", "01632 9", "020 7946 0", "+44 7700 9", "0044 1632 9", "(01632) 9")
    )
    missing = 11 - len(
        "".join(c for c in start.replace("+44", "0").replace("0044", "0") if c.isdigit())
    )
    digits = "".join(rng.choices(string.digits, k=missing))
    return start + digits[:3] + rng.choice((" ", "-", "")) + digits[3:]


def test_of_500_notes_at_least_95_in_100_are_noticed() -> None:
    rng = random.Random(136)  # the same 500 on each run
    notes = [
        (rng.choice(_SAYINGS).format(value), value)
        for value in (rng.choice((postcode, phone))(rng) for _ in range(500))
    ]
    missed = [note for note, value in notes if value.strip() not in contact_details(note)]
    assert len(missed) <= 25, missed[:10]


@pytest.mark.parametrize("note", _PLAIN)
def test_an_ordinary_note_asks_nothing(note: str) -> None:
    assert contact_details(note) == []


def test_each_is_named_once_in_its_order() -> None:
    text = "PL4 8AA or 07700 900461, then PL4 8AA again"
    assert contact_details(text) == ["PL4 8AA", "07700 900461"]


@pytest.mark.parametrize("text", ["", "0" * 100_000, "0 " * 50_000, "A1" * 50_000, "\x00"])
def test_a_hostile_text_is_read_quickly(text: str) -> None:
    assert isinstance(contact_details(text), list)
