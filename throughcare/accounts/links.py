"""One-time links that set a password. Nobody's e-mail is needed: they are given by hand."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection

from throughcare.core.references import ALPHABET

#: 16 characters of 5 bits: 80 random bits, in groups that can be read out.
CODE_LENGTH = 16
GROUP = 4
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True)
class LinkOwner:
    """Who a link is for."""

    user_id: UUID
    email: str
    name: str


def new_code() -> str:
    """A fresh code, such as ``7QK2-M9XT-4RBD-0HZW``."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(signs[i : i + GROUP] for i in range(0, CODE_LENGTH, GROUP))


def read_code(typed: str) -> str:
    """The code in what somebody typed: case, spaces and dashes do not matter; "" if none."""
    signs = typed.upper().replace("-", "").translate(_MISREAD)
    signs = "".join(signs.split())
    if len(signs) != CODE_LENGTH or any(sign not in ALPHABET for sign in signs):
        return ""
    return signs


def hash_of(code: str) -> str:
    """What the database keeps of a code."""
    return hashlib.sha256(read_code(code).encode()).hexdigest()


def owner_of(code: str) -> LinkOwner | None:
    """Who may use this code now; None when it is unknown, used or too old."""
    if not read_code(code):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.sign_in_link(%s)::text", [hash_of(code)])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    import json

    found = json.loads(row[0])
    return LinkOwner(UUID(found["user_id"]), found["email"], found["name"])


def use(code: str, *, password: str) -> UUID | None:
    """Set the password and use the code up; None when somebody was quicker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app.use_sign_in_link(%s, %s)", [hash_of(code), make_password(password)]
        )
        found: UUID | None = cursor.fetchone()[0]
    return found
