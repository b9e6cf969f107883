"""Keyed hashes of what proves who signs in, and the codes themselves. Nothing is kept as given."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings

from throughcare.people.folding import phone_digits

#: Letters and digits that are not taken for one another when read aloud.
CLEAR = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_LETTERS = 8


def _mark(use: str, text: str) -> str:
    """HMAC-SHA256 under a key of its own for each use; "" stays ""."""
    if not text:
        return ""
    key = hmac.new(bytes.fromhex(settings.CONTEXT_KEY), use.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def phone_mark(number: str) -> str:
    """The same for every way of writing one number; "" for what is no number."""
    return _mark("own-phone", phone_digits(number))


def fact_mark(fact: str) -> str:
    """The same whatever the case, the spaces and the accents."""
    plain = unicodedata.normalize("NFKD", fact).casefold()
    return _mark("own-fact", "".join(each for each in plain if each.isalnum()))


def code_mark(code: str) -> str:
    """The same whatever the case, the spaces and the dashes."""
    return _mark("own-code", "".join(each for each in code.upper() if each.isalnum()))


def tablet_mark(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def new_text_code() -> str:
    """Six digits, for a text message."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_spoken_code() -> str:
    """Eight clear letters and digits, to be read aloud."""
    return "".join(secrets.choice(CLEAR) for _ in range(CODE_LETTERS))


def new_tablet_code() -> str:
    """What stands in the address of a tablet: 80 random bits."""
    return "".join(secrets.choice(CLEAR.lower()) for _ in range(18))
