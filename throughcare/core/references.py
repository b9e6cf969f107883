"""The reference of a person: ``TC-`` and eight characters, the last a check character."""

from __future__ import annotations

import secrets

# Without I, L, O and U: they are misread or spell words. 32 characters, so 5 bits each.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "TC-"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


def check_character(body: str) -> str:
    """The eighth character for seven others.

    Weights are odd, so every single wrong character changes the sum; neighbouring weights
    differ, so most swaps of two neighbours do too.
    """
    total = sum((2 * place + 1) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def new_reference() -> str:
    """A random reference. 35 random bits: the caller retries on the rare clash."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"{PREFIX}{body}{check_character(body)}"


def read_reference(text: str) -> str | None:
    """The canonical reference in what somebody typed, or None if it is not one."""
    squeezed = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    body = squeezed.removeprefix("TC")
    if len(body) != 8 or any(sign not in ALPHABET for sign in body):
        return None
    if check_character(body[:7]) != body[7]:
        return None
    return f"{PREFIX}{body}"
