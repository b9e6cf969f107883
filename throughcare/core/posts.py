"""Posts that arrive twice, and drafts: nothing acknowledged or typed is lost (decision 14)."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from throughcare.core import clock
from throughcare.core.errors import ThroughcareError
from throughcare.core.models import Draft, Posted

if TYPE_CHECKING:
    from django.http import HttpRequest

    from throughcare.core.context import Context

Fields = Mapping[str, Sequence[str]]

#: First byte of a sealed draft: how the rest is laid out.
LAYOUT = b"\x01"
KEY_MARK_BYTES = 4
NONCE_BYTES = 12
#: Fields of a post that never belong in a draft.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "idempotency_key", "password", "code", "later"})
#: The button that keeps the draft and leaves the page.
LATER = "later"
#: In the address of a form: this post is an autosave of its draft.
DRAFT_PARAMETER = "draft"
#: What the little script says of a request that nobody made by hand (screens.md §5).
BACKGROUND = frozenset({"refresh"})


class KeyReused(ThroughcareError):
    """This key was already answered for another form, or for other words in the same form."""

    def __init__(self, *, location: str, posted_at: datetime) -> None:
        super().__init__("the key of this post was already answered for something else")
        self.location = location
        self.posted_at = posted_at


class DraftUnreadable(ThroughcareError):
    """The draft is there, but no key that we hold opens it in this place."""


# -- Posts that arrive twice --------------------------------------------------------------------


def first_answer(ctx: Context, key: UUID, *, path: str, fields: Fields) -> str | None:
    """Where the first post with this key was sent on to; None when this is the first.

    Holds a lock on the key until the transaction ends, so that of two posts that arrive at
    once the second waits for the answer of the first. Raises KeyReused when the first one went
    to another address or carried other words: a page that the browser kept was changed and
    sent again, and what was typed since must not be taken for a repetition.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{ctx.membership_id}{key}"]
        )
    posted = Posted.visible_to(ctx).filter(key=key).first()
    if posted is None:
        return None
    if posted.path != path[:300] or posted.digest != digest_of(fields):
        raise KeyReused(location=posted.location, posted_at=posted.posted_at)
    location: str = posted.location
    return location


def remember_answer(ctx: Context, key: UUID, *, path: str, fields: Fields, location: str) -> None:
    """Keep where this post was sent on to, in the same transaction as what it wrote."""
    Posted(
        membership_id=ctx.membership_id,
        key=key,
        path=path[:300],
        digest=digest_of(fields),
        location=location,
        posted_at=clock.now(),
    ).save(force_insert=True)


def digest_of(fields: Fields) -> str:
    """Tells two posts apart without keeping what they say: keyed, so it cannot be guessed at."""
    kept = {name: list(values) for name, values in fields.items() if name not in NOT_KEPT}
    text = json.dumps(kept, sort_keys=True).encode()
    return hmac.new(bytes.fromhex(settings.DRAFT_KEY), text, hashlib.sha256).hexdigest()


# -- Drafts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenDraft:
    """A draft as the form sees it: the fields as typed, each name with all its values."""

    id: UUID
    fields: dict[str, list[str]]
    started_at: datetime
    saved_at: datetime
    person_id: UUID | None = None


def is_draft_post(request: HttpRequest) -> bool:
    """Is this an autosave? It writes a draft and nothing else."""
    return request.method == "POST" and (
        DRAFT_PARAMETER in request.GET or "X-Draft" in request.headers
    )


def is_use(request: HttpRequest) -> bool:
    """Does this request show that somebody sits at the screen? Asked by the idle lock.

    An autosave may be a retry of the script after a lost connection, and a refresh comes by
    itself every minute: neither keeps an abandoned screen unlocked.
    """
    return not is_draft_post(request) and (
        request.headers.get("X-Requested-With", "") not in BACKGROUND
    )


def save_draft(
    ctx: Context,
    *,
    form: str,
    subject_id: UUID | None,
    fields: Fields,
    person_id: UUID | None = None,
) -> datetime:
    """Keep what was typed so far; returns the moment it was kept."""
    at = clock.now()
    kept = {name: list(values) for name, values in fields.items() if name not in NOT_KEPT}
    with connection.cursor() as cursor:
        # The unique key holds one draft a form; the row is the asker's own, so the
        # conflict can never be with a hidden row.
        cursor.execute(
            "INSERT INTO core_draft (id, membership_id, person_id, form, subject_id,"
            " sealed_fields, started_at, saved_at)"
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (membership_id, form, subject_id)"
            " DO UPDATE SET sealed_fields = excluded.sealed_fields, saved_at = excluded.saved_at,"
            " person_id = excluded.person_id",
            [
                ctx.membership_id,
                person_id,
                form,
                subject_id,
                _seal(kept, _bound_to(ctx.membership_id, form, subject_id, person_id)),
                at,
                at,
            ],
        )
    return at


def open_draft(ctx: Context, *, form: str, subject_id: UUID | None) -> OpenDraft | None:
    """The draft of this form, if there is one that is not too old.

    Raises DraftUnreadable when the text was sealed for another row, or with a key that is
    neither DRAFT_KEY nor one of DRAFT_KEY_FALLBACKS.
    """
    oldest = clock.now() - timedelta(days=settings.DRAFT_DAYS)
    row = (
        Draft.visible_to(ctx).filter(form=form, subject_id=subject_id, saved_at__gte=oldest).first()
    )
    if row is None:
        return None
    fields = _unseal(
        bytes(row.sealed_fields), _bound_to(row.membership_id, form, subject_id, row.person_id)
    )
    return OpenDraft(row.id, fields, row.started_at, row.saved_at, row.person_id)


def drop_draft(ctx: Context, *, form: str, subject_id: UUID | None) -> None:
    """The form was saved: its draft has done its work."""
    Draft.visible_to(ctx).filter(form=form, subject_id=subject_id).delete()


def move_draft(
    ctx: Context,
    *,
    form: str,
    subject_id: UUID | None,
    to_subject_id: UUID | None,
    to_person_id: UUID | None,
) -> bool:
    """Seal the draft anew for another record; False when there is none to move.

    A draft that the other record already has is replaced by it: the caller asks first.
    """
    draft = open_draft(ctx, form=form, subject_id=subject_id)
    if draft is None:
        return False
    drop_draft(ctx, form=form, subject_id=subject_id)
    save_draft(
        ctx, form=form, subject_id=to_subject_id, fields=draft.fields, person_id=to_person_id
    )
    return True


def _keys() -> list[bytes]:
    """The key that seals, then those that only open: two live at once while keys change."""
    given = [settings.DRAFT_KEY, *getattr(settings, "DRAFT_KEY_FALLBACKS", [])]
    return [bytes.fromhex(key)[:32] for key in given]


def _mark(key: bytes) -> bytes:
    """Which key sealed this, without telling anything of the key."""
    return hashlib.sha256(b"draft key" + key).digest()[:KEY_MARK_BYTES]


def _bound_to(
    membership_id: UUID, form: str, subject_id: UUID | None, person_id: UUID | None
) -> bytes:
    """What ties the sealed text to its row: moved to another row it does not open."""
    return json.dumps(["draft", str(membership_id), form, str(subject_id), str(person_id)]).encode()


def _seal(fields: Fields, bound_to: bytes) -> bytes:
    key, nonce = _keys()[0], os.urandom(NONCE_BYTES)
    text = AESGCM(key).encrypt(nonce, json.dumps(fields).encode(), bound_to)
    return LAYOUT + _mark(key) + nonce + text


def _unseal(sealed: bytes, bound_to: bytes) -> dict[str, list[str]]:
    start = len(LAYOUT) + KEY_MARK_BYTES
    mark, nonce = sealed[len(LAYOUT) : start], sealed[start : start + NONCE_BYTES]
    if sealed[: len(LAYOUT)] == LAYOUT and len(nonce) == NONCE_BYTES:
        for key in _keys():
            if _mark(key) != mark:
                continue
            try:
                text = AESGCM(key).decrypt(nonce, sealed[start + NONCE_BYTES :], bound_to)
            except InvalidTag:
                continue
            fields: dict[str, list[str]] = json.loads(text)
            return fields
    raise DraftUnreadable("no key opens this draft in this place")
