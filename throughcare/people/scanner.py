"""Finds postcodes and phone numbers in what was typed as a note (security.md §1.3 case 4).

An address typed into a note is hidden from the letter that needs it and shown to people who
may not know where somebody lives. Pure functions.
"""

from __future__ import annotations

import re

# Shape of a UK postcode (Royal Mail's outward and inward codes); a space may be left out, and
# people type a dot or a dash there too. GIR 0AA is the one that fits no rule.
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:GIR[ .\-]?0AA|[A-PR-UWYZ][A-HK-Y]?[0-9][A-HJKMNPR-Y0-9]?[ .\-]{0,2}"
    r"[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# 10 or 11 digits from 0, or from +44 or 0044, with the signs people put between them.
_PHONE = re.compile(
    r"(?<![0-9A-Za-z+])(?:(?:\+44|0044)[ .\-]?(?:\(0\)[ .\-]?)?|\(?0)(?:[ .\-()]{0,2}[0-9]){9,10}"
    r"(?![0-9A-Za-z])"
)
LONGEST = 100_000


def contact_details(text: str) -> list[str]:
    """The postcodes and phone numbers in a text, as typed, each once, in their order."""
    text = text[:LONGEST]
    found = sorted(
        [*_POSTCODE.finditer(text), *_PHONE.finditer(text)], key=lambda match: match.start()
    )
    return list(dict.fromkeys(_as_typed(match.group()) for match in found))


def _as_typed(found: str) -> str:
    """Without a bracket that was opened before the number and not for its area code."""
    return found.strip() if ")" in found else found.strip(" (")
