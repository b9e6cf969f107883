"""Names and numbers brought to the one form that is matched on. Pure functions."""

from __future__ import annotations

import re
import unicodedata

from scoring import identifiers

# Letters that Unicode does not take apart into a base and an accent.
_WHOLE_LETTERS = str.maketrans(
    {
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "O",
        "Ł": "L",
        "Đ": "D",
        "Ð": "D",
        "Þ": "TH",
        "\u0131": "I",  # the dotless i of Turkish
        "Ħ": "H",
        "Ŋ": "N",
        "ẞ": "SS",
    }
)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
SEARCH_NAME_LENGTH = 210


def fold(text: str) -> str:
    """A name without accents, apostrophes or case, one space between its parts.

    ``O’Brien-Łuczak`` and ``OBRIEN LUCZAK`` are the same afterwards.
    """
    text = _APOSTROPHES.sub("", text).upper().translate(_WHOLE_LETTERS)
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    return " ".join(_NOT_A_LETTER.sub(" ", plain.upper()).split())


def search_name(given_name: str, family_name: str) -> str:
    """What is stored to be searched and sorted by: family name, then first names."""
    return f"{fold(family_name)} {fold(given_name)}".strip()[:SEARCH_NAME_LENGTH]


def phone_digits(text: str) -> str:
    """The digits of a phone number as it is dialled inside the country; "" if it has too few."""
    digits = re.sub(r"[^0-9+]", "", text)
    if digits.startswith("+44"):
        digits = "0" + digits[3:].removeprefix("0")
    elif digits.startswith("0044"):
        digits = "0" + digits[4:].removeprefix("0")
    digits = digits.replace("+", "")
    return digits if 9 <= len(digits) <= 15 else ""


def canonical_number(kind: str, given: str) -> tuple[str, str]:
    """The form of a number that is matched on, and a warning.

    A number that fails its check has no such form: it is kept, shown with the warning and
    never matched on. Kinds without a published rule are matched letter by letter.
    """
    if kind in identifiers.KINDS:
        check = identifiers.check(kind, given)
        return (check.canonical or "", "" if check.valid else check.reason)
    return re.sub(r"[\W_]", "", given.upper())[:60], ""


def clean_line(text: str) -> str:
    """What was typed in one line, without characters that cannot be seen."""
    kept = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    return " ".join(kept.split())
