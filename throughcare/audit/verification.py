"""Is the log what it was when it was sealed? And the proof of one entry, for a court.

Reads the tables themselves and hashes in this process: nothing that lives in the database is
believed, neither its functions nor its triggers. Needs the backup login or the owner's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from throughcare.audit import leaves, tree
from throughcare.audit.seals import GENESIS, Seal, microseconds
from throughcare.core.errors import ThroughcareError

FETCH = 20_000
_COLUMNS = (
    "number, sealed_at, first_id, last_id, entry_count, root, previous, head, signature, public_key"
)


class NotProvable(ThroughcareError):
    """There is no such entry, or no seal covers it yet."""


class AnchorUnreadable(ThroughcareError):
    """The anchor file is not one that ``audit anchor`` printed."""


@dataclass
class Verification:
    """What was found. ``first_bad`` is the first id from which the log cannot be relied on."""

    rows: int = 0
    seals: int = 0
    unsealed: int = 0
    first_bad: int | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.first_bad is None

    def bad(self, row: int, words: str) -> None:
        self.first_bad = row if self.first_bad is None else min(self.first_bad, row)
        self.problems.append(words)


@dataclass(frozen=True)
class Anchor:
    """The newest seal as somebody else keeps it: a log that only its owner verifies is no proof."""

    seal: int
    last_id: int
    head: str


def verify(keys: Iterable[bytes], anchors: Iterable[Anchor] = ()) -> Verification:
    """Hash every entry again and hold it against seals, signatures and anchors."""
    found = Verification()
    with _one_moment():
        seals = _seals()
        found.seals = len(seals)
        _check_chain(seals, set(keys), found)
        _check_rows(seals, found)
    _check_anchors(seals, anchors, found)
    return found


def anchor() -> dict[str, Any] | None:
    """The head of the newest seal, to be given away; None before the first."""
    seals = _seals(newest=True)
    return seal_as_json(seals[0]) if seals else None


def read_anchors(text: str) -> list[Anchor]:
    """The anchors of a file: one JSON document a line. Raises AnchorUnreadable."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        try:
            read = json.loads(line)
            found.append(Anchor(int(read["number"]), int(read["last_id"]), str(read["head"])))
        except (ValueError, KeyError, TypeError) as error:
            raise AnchorUnreadable("a line of the anchor file is not an anchor") from error
    if not found:
        raise AnchorUnreadable("the anchor file is empty")
    return found


def proof(row: int) -> dict[str, Any]:
    """Everything that is needed to check one entry without the database. Raises NotProvable."""
    with _one_moment(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_auditseal WHERE %s BETWEEN first_id AND last_id", [row]
        )
        sealed = cursor.fetchone()
        if sealed is None:
            raise NotProvable(f"no seal covers entry [{row}] yet")
        seal = _seal(sealed)
        cursor.execute(
            f"SELECT e.id, {leaves.bytes_sql('e')} FROM audit_auditentry e"
            " WHERE e.id BETWEEN %s AND %s ORDER BY e.id",
            [seal.first_id, seal.last_id],
        )
        rows = [(number, bytes(entry)) for number, entry in cursor.fetchall()]
    index = next((place for place, (number, _entry) in enumerate(rows) if number == row), None)
    if index is None:
        raise NotProvable(f"there is no entry [{row}]")
    hashes = [leaves.leaf(entry) for _number, entry in rows]
    path = tree.audit_path(index, hashes)
    if tree.root_from_path(hashes[index], index, len(hashes), path) != seal.root:
        raise NotProvable(f"the entries of seal [{seal.number}] were changed: run audit verify")
    return {
        "row": row,
        "entry": rows[index][1].hex(),
        "fields": leaves.readable(rows[index][1]),
        "index": index,
        "path": [step.hex() for step in path],
        "seal": seal_as_json(seal),
    }


def seal_as_json(seal: Seal) -> dict[str, Any]:
    return {
        "number": seal.number,
        "sealed_at": seal.sealed_at.isoformat(),
        "sealed_at_microseconds": microseconds(seal.sealed_at),
        "first_id": seal.first_id,
        "last_id": seal.last_id,
        "rows": seal.rows,
        "root": seal.root.hex(),
        "previous": seal.previous.hex(),
        "head": seal.head.hex(),
        "signature": seal.signature.hex(),
        "public_key": seal.public_key.hex(),
    }


@contextmanager
def _one_moment() -> Iterator[None]:
    """One view of the tables throughout, where the caller has not begun a transaction already."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _seals(*, newest: bool = False) -> list[Seal]:
    with connection.cursor() as cursor:
        order = "DESC LIMIT 1" if newest else ""
        cursor.execute(f"SELECT {_COLUMNS} FROM audit_auditseal ORDER BY number {order}")
        return [_seal(row) for row in cursor.fetchall()]


def _seal(row: Any) -> Seal:
    number, sealed_at, first_id, last_id, rows, *hashes = row
    return Seal(number, sealed_at, first_id, last_id, rows, *(bytes(each) for each in hashes))


def _check_chain(seals: list[Seal], keys: set[bytes], found: Verification) -> None:
    number, last, head = 0, 0, GENESIS
    for seal in seals:
        wrong = ""
        if seal.number != number + 1 or seal.first_id != last + 1:
            wrong = "does not follow the one before: seals are missing"
        elif seal.previous != head:
            wrong = "is chained to another seal than the one before"
        elif seal.head != seal.expected_head():
            wrong = "was changed"
        elif not seal.is_signed_by(keys):
            wrong = "is not signed with a key that we believe"
        if wrong:
            found.bad(last + 1, f"seal {seal.number} {wrong}")
        number, last, head = seal.number, seal.last_id, seal.head


def _check_rows(seals: list[Seal], found: Verification) -> None:
    """Walk entries and seals together, both by id."""
    waiting = iter(seals)
    seal, grown = next(waiting, None), tree.Tree()
    for number, entry, kept in _entries():
        while seal is not None and number > seal.last_id:
            _check_root(seal, grown, found)
            seal, grown = next(waiting, None), tree.Tree()
        found.rows += 1
        expected = leaves.leaf(entry)
        if expected != kept:
            found.bad(number, f"entry {number} does not fit its hash")
        if seal is None:
            found.unsealed += 1
        elif number < seal.first_id:
            found.bad(number, f"entry {number} has an id that was never given")
        else:
            grown.add(expected)
    while seal is not None:
        _check_root(seal, grown, found)
        seal, grown = next(waiting, None), tree.Tree()


def _check_root(seal: Seal, grown: tree.Tree, found: Verification) -> None:
    if grown.size == seal.rows and grown.root() == seal.root:
        return
    if grown.size != seal.rows:
        words = f"holds {grown.size} entries and had {seal.rows}"
    else:
        words = "holds an entry that was changed"
    # An entry that gives itself away by its own hash says it more exactly.
    first = found.first_bad
    within = first is not None and seal.first_id <= first <= seal.last_id
    found.bad(
        first if within and first is not None else seal.first_id,
        f"seal {seal.number} over entries {seal.first_id} to {seal.last_id} {words}",
    )


def _check_anchors(seals: list[Seal], anchors: Iterable[Anchor], found: Verification) -> None:
    heads = {seal.number: seal.head.hex() for seal in seals}
    last = seals[-1].last_id if seals else 0
    for each in anchors:
        if each.seal not in heads:
            found.bad(last + 1, f"seal {each.seal} is in the anchor and no longer in the log")
        elif heads[each.seal] != each.head:
            first = next(seal.first_id for seal in seals if seal.number == each.seal)
            found.bad(first, f"seal {each.seal} is not the one in the anchor")


def _entries() -> Iterator[tuple[int, bytes, bytes]]:
    """Each entry's id, bytes and kept hash, by id; never more than FETCH in memory."""
    statement = (
        f"SELECT e.id, {leaves.bytes_sql('e')}, e.leaf FROM audit_auditentry e ORDER BY e.id"
    )
    connection.ensure_connection()
    with connection.connection.cursor(name="audit_entries", binary=True) as cursor:
        cursor.itersize = FETCH
        cursor.execute(statement)
        yield from cursor
