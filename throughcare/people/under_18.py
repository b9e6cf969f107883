"""Who is a child: this service is for adults, and passes a child on to the youth service."""

from __future__ import annotations

from datetime import date

from throughcare.design import words

#: PACE 1984 s.37(15), as amended in 2015: an arrested juvenile appears to be under 18.
ADULT_AT = 18


def is_under_18(*, born_on: date | None, age_about: int | None = None, today: date) -> bool:
    """Whether this is a child by what is known. An unknown age is not one; staff are asked."""
    if born_on is not None:
        return words.age(born_on, today=today) < ADULT_AT
    return age_about is not None and age_about < ADULT_AT
