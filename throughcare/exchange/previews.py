"""The list that somebody is about to take in: theirs alone, sealed, and gone within hours.

It is kept as a draft (core.posts), one for each membership: choosing another file replaces it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final
from uuid import UUID

from throughcare.core import clock, posts
from throughcare.court.listed import ListDocument
from throughcare.exchange import court_lists

if TYPE_CHECKING:
    from throughcare.core.context import Context

DRAFT: Final = "court_list_import"
#: A list of one court's month is under one megabyte; the command line takes larger files.
LARGEST: Final = 5 * 1024 * 1024
KEPT_FOR: Final = timedelta(hours=12)
_LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Preview:
    """The file as it was chosen. ``place_id`` is None where the list says which court it is.

    said    which of our courts is meant by a name and code of the list that nobody here uses.
    """

    file_name: str
    data: bytes
    added_at: datetime
    format: str = "auto"
    day: date | None = None
    place_id: UUID | None = None
    said: Mapping[tuple[str, str], UUID] = field(default_factory=dict)

    @property
    def checksum(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def read(self) -> ListDocument:
        """What the list says."""
        return court_lists.read(BytesIO(self.data), self.format, day=self.day)


def keep(
    ctx: Context,
    *,
    file_name: str,
    data: bytes,
    format: str,
    day: date | None,
    place_id: UUID | None,
    said: Mapping[tuple[str, str], UUID] | None = None,
) -> None:
    """Keep a file for its preview, in place of any before it."""
    fields = {
        "name": [plain_name(file_name)],
        "file": [base64.b64encode(zlib.compress(data)).decode()],
        "format": [format],
        "day": [day.isoformat()] if day else [],
        "place": [str(place_id)] if place_id else [],
        "said": [json.dumps([*court, str(pk)]) for court, pk in (said or {}).items()],
    }
    posts.save_draft(ctx, form=DRAFT, subject_id=None, fields=fields)


def say_courts(ctx: Context, preview: Preview, said: Mapping[tuple[str, str], UUID]) -> None:
    """Keep which of our courts the list means, beside what was said before."""
    keep(
        ctx,
        file_name=preview.file_name,
        data=preview.data,
        format=preview.format,
        day=preview.day,
        place_id=preview.place_id,
        said={**preview.said, **said},
    )


def plain_name(file_name: str) -> str:
    """A file's name as words: no folders, nothing that cannot be printed."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:_LONGEST_NAME]


def current(ctx: Context) -> Preview | None:
    """The file that waits to be checked; None if there is none, or it is too old."""
    try:
        draft = posts.open_draft(ctx, form=DRAFT, subject_id=None)
    except posts.DraftUnreadable:
        return None
    if draft is None or draft.saved_at < clock.now() - KEPT_FOR:
        return None
    fields = draft.fields
    return Preview(
        file_name=fields["name"][0],
        data=zlib.decompress(base64.b64decode(fields["file"][0])),
        added_at=draft.saved_at,
        format=fields["format"][0],
        day=date.fromisoformat(fields["day"][0]) if fields["day"] else None,
        place_id=UUID(fields["place"][0]) if fields["place"] else None,
        said={(name, code): UUID(pk) for name, code, pk in map(json.loads, fields["said"])},
    )


def drop(ctx: Context) -> None:
    """The list was taken in, or will not be."""
    posts.drop_draft(ctx, form=DRAFT, subject_id=None)
