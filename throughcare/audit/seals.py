"""Seals: every minute a signed root over the entries that can no longer change (security.md §3).

Ids commit out of order, so the newest id is not enough. Once every transaction that was writing
to the log when the newest id was read has ended, all entries up to that id are there or never
will be (``database/log.sql`` says why). This is finer than PostgreSQL's oldest running
transaction, which a long import, or another database of the same server, would hold back.
The entries not yet sealed become the leaves of a tree; its root is chained to the seal before
and signed with Ed25519. The key is not in the database: who can write there cannot sign.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction

from throughcare.audit.tree import Tree
from throughcare.core import clock
from throughcare.core.errors import ThroughcareError

KEY_VARIABLE = "THROUGHCARE_SEAL_KEY"
OLD_KEYS_VARIABLE = "THROUGHCARE_SEAL_OLD_PUBLIC_KEYS"
GENESIS = bytes(32)
MOST_ROWS = 500_000
WAIT_SECONDS = 20.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SealKeyMissing(ThroughcareError):
    """There is no key to sign with, or to check against, and none may be made here."""


class SealHeldUp(ThroughcareError):
    """A transaction that may still add an entry has not ended yet: try again later."""


@dataclass(frozen=True)
class Seal:
    """One seal, as it stands in the database and in a proof."""

    number: int
    sealed_at: datetime
    first_id: int
    last_id: int
    rows: int
    root: bytes
    previous: bytes
    head: bytes
    signature: bytes
    public_key: bytes

    def expected_head(self) -> bytes:
        """sha256(previous ‖ root ‖ range ‖ count); numbers as 8 bytes, the highest first."""
        numbers = (self.first_id, self.last_id, self.rows)
        text = b"".join(number.to_bytes(8, "big") for number in numbers)
        return hashlib.sha256(self.previous + self.root + text).digest()

    def signed_text(self) -> bytes:
        """What the key signs: which seal, when, and its head."""
        return signed_text(self.number, self.sealed_at, self.head)

    def is_signed_by(self, keys: Iterable[bytes]) -> bool:
        return self.public_key in set(keys) and verifies(
            self.public_key, self.signature, self.signed_text()
        )


def signed_text(number: int, sealed_at: datetime, head: bytes) -> bytes:
    moment = microseconds(sealed_at)
    return b"throughcare audit seal|%d|%d|" % (number, moment) + head


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def verifies(public_key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


# -- Keys -----------------------------------------------------------------------------------------


def seal_key() -> Ed25519PrivateKey:
    """The key that signs: THROUGHCARE_SEAL_KEY (32 bytes in hex), else the file of this home.

    The file is made on first use, except in production. Raises SealKeyMissing.
    """
    if given := os.environ.get(KEY_VARIABLE):
        return _read_key(given, KEY_VARIABLE)
    path = Path(settings.SEAL_KEY_FILE)
    if not path.exists():
        if settings.ENVIRONMENT == "production":
            raise SealKeyMissing(
                f"Production does not sign with a key that we made up: set {KEY_VARIABLE} "
                "(`openssl rand -hex 32` makes a good one), and keep it off the database's host."
            )
        _make_key_file(path)
    if path.stat().st_mode & 0o077:
        raise SealKeyMissing(f"Others can read [{path}]: run `chmod 600 {path}`.")
    return _read_key(path.read_text(), str(path))


def public_keys() -> list[bytes]:
    """The keys whose seals we believe: our own, and those of OLD_KEYS_VARIABLE (hex, commas).

    Never makes a key. Raises SealKeyMissing when none is known.
    """
    old = os.environ.get(OLD_KEYS_VARIABLE, "")
    keys = [read_public_key(each) for each in old.split(",") if each.strip()]
    if os.environ.get(KEY_VARIABLE) or Path(settings.SEAL_KEY_FILE).exists():
        keys.insert(0, seal_key().public_key().public_bytes_raw())
    if not keys:
        raise SealKeyMissing(
            f"No key to check the seals against: give --public-key, or set {KEY_VARIABLE}."
        )
    return keys


def read_public_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
        Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise SealKeyMissing("A public key is 32 bytes in hex (64 characters).") from error
    return key


def _read_key(text: str, where: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.strip()))
    except ValueError as error:
        raise SealKeyMissing(f"[{where}] does not hold 32 bytes in hex.") from error


def _make_key_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process was quicker
    with os.fdopen(descriptor, "w") as stream:
        stream.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")


# -- Sealing --------------------------------------------------------------------------------------


def seal(*, wait_seconds: float = WAIT_SECONDS, most_rows: int = MOST_ROWS) -> list[Seal]:
    """Seal every entry that can no longer change; the seals made, none when nothing is new.

    Needs the worker's login or the owner's. Raises SealHeldUp when a transaction that may still
    add an entry does not end in ``wait_seconds``.
    """
    key = seal_key()
    made: list[Seal] = []
    while (one := _seal_once(key, wait_seconds, most_rows)) is not None:
        made.append(one)
    return made


def _seal_once(key: Ed25519PrivateKey, wait_seconds: float, most_rows: int) -> Seal | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT last_id, writers FROM app.audit_mark()")
        newest, writers = cursor.fetchone()
        cursor.execute("SELECT number, last_id, head FROM app.audit_last_seal()")
        number, after, previous = cursor.fetchone() or (0, 0, GENESIS)
        if newest <= after:
            return None
        _wait_for(cursor, set(writers), wait_seconds)
        last = min(newest, after + most_rows)
        tree = Tree()
        cursor.execute("SELECT leaf FROM app.audit_leaves(%s, %s)", [after, last])
        for (leaf,) in cursor.fetchall():
            tree.add(bytes(leaf))
        made = _sign(key, number + 1, (after + 1, last), tree, bytes(previous))
        cursor.execute(
            "SELECT app.audit_add_seal(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                made.number,
                made.sealed_at,
                made.first_id,
                made.last_id,
                made.rows,
                made.root,
                made.previous,
                made.head,
                made.signature,
                made.public_key,
            ],
        )
    return made


def _wait_for(cursor: Any, writers: set[str], wait_seconds: float) -> None:
    """Wait until these transactions have ended, and what they wrote can be seen."""
    until = time.monotonic() + wait_seconds
    while writers:
        if time.monotonic() > until:
            raise SealHeldUp(f"{len(writers)} transactions that write to the log are still open")
        time.sleep(0.05)
        cursor.execute("SELECT app.audit_writers()")
        writers &= set(cursor.fetchone()[0])


def _sign(
    key: Ed25519PrivateKey, number: int, ids: tuple[int, int], tree: Tree, previous: bytes
) -> Seal:
    at, (first, last) = clock.now(), ids
    unsigned = Seal(
        number=number,
        sealed_at=at,
        first_id=first,
        last_id=last,
        rows=tree.size,
        root=tree.root(),
        previous=previous,
        head=b"",
        signature=b"",
        public_key=key.public_key().public_bytes_raw(),
    )
    head = unsigned.expected_head()
    signature = key.sign(signed_text(number, at, head))
    return Seal(**{**vars(unsigned), "head": head, "signature": signature})
