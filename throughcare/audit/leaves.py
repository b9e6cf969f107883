"""The bytes of one audit entry that its hash is made over: one place, for trigger and verifier.

Each field becomes ``LENGTH:TEXT`` with the length in bytes, and ``-`` when it is NULL, in the
order below. No two different entries give the same bytes: a length prefix cannot be borrowed
from a neighbour, and NULL is not the empty text.
"""

from __future__ import annotations

import hashlib

#: (column, how it is written as text). Never change an entry of a log that has been sealed:
#: add at the end, and only with a new version of LAYOUT.
LAYOUT = "1"
FIELDS = (
    ("id", "{0}.id::text"),
    ("at", "(extract(epoch FROM {0}.at) * 1000000)::bigint::text"),
    ("xact", "{0}.xact::text"),
    ("user_id", "{0}.user_id::text"),
    ("membership_id", "{0}.membership_id::text"),
    ("agency_id", "{0}.agency_id::text"),
    ("team_id", "{0}.team_id::text"),
    ("role", "{0}.role"),
    ("purpose", "{0}.purpose"),
    ("session_ref", "{0}.session_ref"),
    ("request_id", "{0}.request_id"),
    ("action", "{0}.action"),
    ("outcome", "{0}.outcome"),
    ("reason", "{0}.reason"),
    ("tried", "{0}.tried"),
    ("person_ids", "{0}.person_ids::text"),
    ("object_ids", "{0}.object_ids::text"),
    ("field_set", "{0}.field_set"),
    ("relationship", "{0}.relationship::text"),
    ("basis_id", "{0}.basis_id::text"),
    ("policy_sha256", "{0}.policy_sha256"),
)


def bytes_sql(row: str) -> str:
    """The SQL expression of an entry's bytes; ``row`` is NEW or the alias of a table."""
    parts = [f"'{LAYOUT};'"]
    for _name, template in FIELDS:
        text = template.format(row)
        parts.append(f"coalesce(octet_length({text})::text || ':' || {text}, '-')")
    return "convert_to(" + "\n    || ".join(parts) + ", 'UTF8')"


def leaf_sql(row: str) -> str:
    """The SQL expression of an entry's leaf hash (RFC 6962 §2.1: a zero byte comes first)."""
    return f"sha256('\\x00'::bytea || {bytes_sql(row)})"


def leaf(entry: bytes) -> bytes:
    """The leaf hash of an entry's bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def readable(entry: bytes) -> dict[str, str | None]:
    """An entry's bytes taken apart again, for people who check a proof."""
    rest = entry.removeprefix(f"{LAYOUT};".encode())
    found: dict[str, str | None] = {}
    for name, _template in FIELDS:
        if rest.startswith(b"-"):
            found[name], rest = None, rest[1:]
            continue
        length, _colon, rest = rest.partition(b":")
        found[name], rest = rest[: int(length)].decode(), rest[int(length) :]
    return found
