"""Planted words reach exactly the roles that the policy lets read them, on no channel else.

Each role visits every address, searches, follows what the search found, prints and saves a
draft; every byte of every answer, every header and every line of the log is looked through.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.routes.addresses import routes
from tests.routes.expected import HEALTH, may_on_row
from tests.routes.stage import CANARIES, NAMES_AND_NUMBERS, ROLES, Stage, undone
from throughcare.core.access import CARE_TYPES

#: Planted words are searched for with a letter less: a page may say again what was typed.
SEARCHES = ("Thackerayson", "9994459120", "23/03/1987", "Platypushidde", "Quokkastree")
PRINTED = {
    "today_print",
    "person_sharing_print",
    "safety_plan_print",
    "plan_print",
    "roadmap_print",
}
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


@dataclass
class Walk:
    """What one role was answered: planted word → the routes that showed it."""

    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    named: list[tuple[str, str]] = field(default_factory=list)
    probes: int = 0
    log: list[str] = field(default_factory=list)

    def look(self, route: str, response: Any) -> None:
        headers = "\n".join(f"{name}: {text}" for name, text in response.items())
        told = response.content + headers.encode()
        for word in CANARIES:
            self.probes += 1
            if word.encode() in told:
                self.seen[word].add(route)
        title = b" ".join(TITLE.findall(response.content)).decode()
        for word in (*NAMES_AND_NUMBERS, *CANARIES):
            self.probes += 1
            if word in title or word in headers:
                self.named.append((route, word))


class Heard(logging.Handler):
    """Everything that any part of the product or of its tools writes to the log."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def walk(stage: Stage, who: str) -> Walk:
    found = Walk()
    heard, root = Heard(found.log), logging.getLogger()
    product = logging.getLogger("throughcare")
    before, product.level = product.level, logging.DEBUG
    root.addHandler(heard)
    try:
        _visit(stage, who, found)
    finally:
        root.removeHandler(heard)
        product.setLevel(before)
    return found


def _visit(stage: Stage, who: str, found: Walk) -> None:
    for route in routes():
        with undone():
            found.look(route.name, stage.client(who).get(route.url(stage)))
        if route.is_about_a_person:
            with undone():
                hidden = route.url(stage, stage.hidden.reference)
                found.look(f"{route.name} of hidden", stage.client(who).get(hidden))
    for listed in ("mine", "custody", "waiting", "not_picked_up", "done"):
        with undone():
            found.look(f"today {listed}", stage.client(who).get(f"/?list={listed}"))
    for typed in SEARCHES:
        with undone():
            client = stage.client(who)
            sent = client.post("/find/", {"q": typed})
            found.look("find", sent)
            if sent.status_code == 302:
                found.look("find_results", client.get(sent.headers["Location"]))
    with undone():
        sealed = stage.client(who).get(f"/notes/{stage.rows['sealed'].pk}/")
        found.look("sealed note", sealed)
    note = {"kind": "note", "text": "Something typed"}
    with undone():
        url = f"/people/{stage.known.reference}/notes/new/?draft=1"
        found.look("note draft", stage.client(who).post(url, note))


@pytest.fixture(scope="module")
def walks(stage: Stage) -> dict[str, Walk]:
    return {who: walk(stage, who) for who in ("", *ROLES)}


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


def test_no_planted_word_reaches_a_role_that_may_not_read_it(walks: dict[str, Walk]) -> None:
    leaks = {
        (who, word): sorted(where)
        for who, found in walks.items()
        for word, where in found.seen.items()
        if not may_read(who, word)
    }
    assert leaks == {}


def test_each_planted_word_reaches_the_roles_that_may_read_it(walks: dict[str, Walk]) -> None:
    """A page that shows nobody anything would pass the test above."""
    missing = {
        (who, word)
        for who, found in walks.items()
        for word in CANARIES
        if may_read(who, word) and not found.seen[word]
    }
    assert missing == NO_PAGE


def test_a_withheld_address_is_on_no_print_and_in_no_search(walks: dict[str, Walk]) -> None:
    for found in walks.values():
        assert not found.seen["Echidnawithheld"] & (PRINTED | {"find", "find_results"})
        assert not found.seen["Quokkastreet"] & PRINTED


def test_no_title_address_or_header_says_who_somebody_is(walks: dict[str, Walk]) -> None:
    assert {who: found.named for who, found in walks.items() if found.named} == {}


def test_no_line_of_the_log_says_who_somebody_is(walks: dict[str, Walk]) -> None:
    words = (*CANARIES, *NAMES_AND_NUMBERS)
    said = [line for found in walks.values() for line in found.log]
    assert [line for line in said if any(word in line for word in words)] == []


def test_thousands_of_probes_were_made(walks: dict[str, Walk]) -> None:
    probes = sum(found.probes for found in walks.values())
    print(f"{probes} probes over {len(walks)} kinds of reader")
    assert probes >= 5_000
