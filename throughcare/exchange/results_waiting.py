"""The results that somebody is about to take in, and whose they were said to be: sealed, theirs.

Kept as a draft (core.posts), one for each membership, and gone within hours.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from throughcare.core import clock, posts
from throughcare.exchange import hearing_results
from throughcare.exchange.previews import KEPT_FOR, plain_name
from throughcare.orders.resulted import Results

if TYPE_CHECKING:
    from throughcare.core.context import Context

DRAFT: Final = "hearing_results_import"
#: A hearing's results are well under one megabyte; the command line takes larger files.
LARGEST: Final = 5 * 1024 * 1024


@dataclass(frozen=True)
class Waiting:
    """The file as it was chosen. ``said`` holds a record, or None for "leave out", by number."""

    file_name: str
    data: bytes
    added_at: datetime
    said: Mapping[str, UUID | None] = field(default_factory=dict)

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def read(self) -> Results:
        return hearing_results.read_bytes(self.data)


def keep(
    ctx: Context, *, file_name: str, data: bytes, said: Mapping[str, UUID | None] | None = None
) -> None:
    """Keep a file, in place of any before it, with what was said of it so far."""
    fields = {
        "name": [plain_name(file_name)],
        "file": [base64.b64encode(zlib.compress(data)).decode()],
        "said": [f"{who or ''} {number}" for number, who in (said or {}).items()],
    }
    posts.save_draft(ctx, form=DRAFT, subject_id=None, fields=fields)


def current(ctx: Context) -> Waiting | None:
    """The file that waits; None if there is none, or it is too old."""
    try:
        draft = posts.open_draft(ctx, form=DRAFT, subject_id=None)
    except posts.DraftUnreadable:
        return None
    if draft is None or draft.saved_at < clock.now() - KEPT_FOR:
        return None
    pairs = (each.partition(" ") for each in draft.fields["said"])
    return Waiting(
        file_name=draft.fields["name"][0],
        data=zlib.decompress(base64.b64decode(draft.fields["file"][0])),
        added_at=draft.saved_at,
        said={number: UUID(who) if who else None for who, _space, number in pairs},
    )


def drop(ctx: Context) -> None:
    posts.drop_draft(ctx, form=DRAFT, subject_id=None)
