"""Seals short texts that the database alone must not give away: keys of the second factor."""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
PURPOSE = b"throughcare second factor 1"


def _cipher() -> AESGCM:
    # A key of its own, from the key of drafts: one secret to keep, two uses kept apart.
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return AESGCM(key.derive(bytes.fromhex(settings.DRAFT_KEY)))


def seal(text: str) -> str:
    """The sealed text, in characters that JSON keeps."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher().encrypt(nonce, text.encode(), PURPOSE)
    return base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str) -> str:
    """The text. Raises cryptography's InvalidTag when it was changed or the key is another."""
    raw = base64.b64decode(sealed)
    return _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], PURPOSE).decode()
