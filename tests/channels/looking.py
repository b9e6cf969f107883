"""What is looked for in an answer: planted words, names where none may stand, lines of the log."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.routes.expected import HEALTH, may_on_row
from tests.routes.stage import CANARIES, NAMES_AND_NUMBERS, ROLES
from throughcare.core.access import CARE_TYPES

TITLE = re.compile(rb"<title>(.*?)</title>", re.S)
#: The policy lets these read the row, and no page shows it to them: what custody was told is
#: shown where it is worked on, and third-party events have no page yet.
NO_PAGE = {
    # What a list said stands on the list and on its own agency's work, nowhere else.
    ("court_officer", "Wombatworry"),
    ("probation_practitioner", "Wombatworry"),
    ("admin", "Possumadvice"),
    ("probation_practitioner", "Possumadvice"),
    ("court_officer", "Possumadvice"),
    # An event of a third party has no page: what was told stands on a row of its own.
    ("panel_member", "Cassowarychild"),
    # What became of a referral is told on the record, which these have no page of.
    ("court_officer", "Potoroopost"),
    ("panel_member", "Potoroopost"),
    ("police_liaison", "Potoroopost"),
    ("probation_practitioner", "Potoroopost"),
    # What a person said to the health team is read by clinicians.
    ("link_worker", "Wombatsaid"),
}


def may_read(who: str, word: str) -> bool:
    """What the policy says of one planted word; "" has not signed in."""
    kind = CANARIES[word]
    if not who or kind == "restricted":
        return False
    if kind == "sealed":
        return who == "clinician"  # its author
    if kind in ("support", "plan"):
        # Within care; a shared line of a plan reaches probation too. No administrator, no police.
        readers = HEALTH - {"admin"} | ({"probation_practitioner"} if kind == "plan" else set())
        return who in readers and may_on_row(who, "read", "health_summary")
    if kind == "score":
        # Within care and probation; the stage's row is the trust's, so probation reads none.
        return ROLES[who][0] in CARE_TYPES and may_on_row(who, "read", "justice")
    if kind == "withheld":
        return ROLES[who][0] in CARE_TYPES and may_on_row(who, "read", "contact_address")
    return may_on_row(who, "read", kind)


def may_see(who: str, word: str) -> bool:
    """Does some page show this word to this role?"""
    return may_read(who, word) and (who, word) not in NO_PAGE


def planted(response: Any) -> set[str]:
    """The planted words in the body or the headers of an answer."""
    told = response.content + headers_of(response).encode()
    return {word for word in CANARIES if word.encode() in told}


def headers_of(response: Any) -> str:
    return "\n".join(f"{name}: {text}" for name, text in response.items())


def wrongly_told(who: str, response: Any) -> set[str]:
    """Planted words that this role may not be shown, and whoever a title or header names."""
    leaked = {word for word in planted(response) if not may_see(who, word)}
    title = b" ".join(TITLE.findall(response.content)).decode()
    outside = title + headers_of(response)
    named = {word for word in (*NAMES_AND_NUMBERS, *CANARIES) if word in outside}
    return leaked | {f"{word} in title or header" for word in named}


class _Heard(logging.Handler):
    """Everything that any part of the product or of its tools writes to the log."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def log_lines() -> Iterator[list[str]]:
    """What is written to the log inside, the product's finest lines among it."""
    lines: list[str] = []
    heard, root = _Heard(lines), logging.getLogger()
    product = logging.getLogger("throughcare")
    before, product.level = product.level, logging.DEBUG
    root.addHandler(heard)
    try:
        yield lines
    finally:
        root.removeHandler(heard)
        product.setLevel(before)


def said_in(lines: list[str]) -> list[str]:
    """The lines that say who somebody is or what a row says."""
    words = (*CANARIES, *NAMES_AND_NUMBERS)
    return [line for line in lines if any(word in line for word in words)]
