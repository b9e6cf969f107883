"""A person's own pages: prepared, opened with what proves who they are, closed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.my import marks
from throughcare.my.models import OwnAccess

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = OwnAccess.Status


def prepare(ctx: Context, person_id: UUID) -> OwnAccess:
    """The access of this person in the asker's agency; made when there is none. Opens no page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.open_own_pages(%s)", [person_id])
        answer = cursor.fetchone()[0]
    found = json.loads(answer) if isinstance(answer, str) else answer
    row: OwnAccess = OwnAccess.visible_to(ctx).get(pk=found["id"])
    if found["made"]:
        record(ctx, "own_pages.prepared", subject=row, person_id=person_id, payload={})
    return row


def open_pages(
    ctx: Context, person_id: UUID, *, phone: str, question: str, fact: str, language: str = "en-gb"
) -> OwnAccess:
    """Let the person sign in with a text code and a fact that was agreed in person.

    Raises ReasonMissing when phone, question or fact cannot be used. What was agreed before no
    longer opens anything.
    """
    phone_mark, fact_mark = marks.phone_mark(phone), marks.fact_mark(fact)
    if not (phone_mark and fact_mark and question.strip()):
        raise ReasonMissing("a phone, a question and its answer are agreed in person")
    row = _locked(ctx, prepare(ctx, person_id).pk)
    _set_key(row.pk, phone_mark, fact_mark)
    before, row.status = row.status, Status.OPEN
    row.question, row.language, row.ended_at = question.strip(), language, None
    _save(row)
    payload = {"language": language}
    record(
        ctx, "own_pages.opened", subject=row, person_id=row.person_id, payload=payload,
        status_from=before,
    )  # fmt: skip
    return row


def close_pages(ctx: Context, *, access_id: UUID) -> OwnAccess:
    """Nobody signs in any more and who is signed in is out at the next page; nothing is lost."""
    row = _locked(ctx, access_id)
    if row.status != Status.OPEN:
        raise MoveNotAllowed(f"pages that are [{row.status}] are not closed")
    _set_key(row.pk, "", "")
    row.status, row.ended_at = Status.ENDED, clock.now()
    _save(row)
    record(
        ctx, "own_pages.closed", subject=row, person_id=row.person_id, payload={},
        status_from=Status.OPEN,
    )  # fmt: skip
    return row


def give_code(ctx: Context, *, access_id: UUID) -> str:
    """A code to read out to the person, who has no phone with them. MoveNotAllowed when closed."""
    row = _locked(ctx, access_id)
    code = marks.new_spoken_code()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app.give_own_code(%s, %s, %s)",
            [row.pk, marks.code_mark(code), settings.OWN_CODE_BY_HAND_MINUTES],
        )
        if not cursor.fetchone()[0]:
            raise MoveNotAllowed("a code is given for pages that are open")
    record(ctx, "own_pages.code_given", subject=row, person_id=row.person_id, payload={})
    return code


def _locked(ctx: Context, access_id: UUID) -> OwnAccess:
    row: OwnAccess = OwnAccess.visible_to(ctx).lock().get(pk=access_id)
    ctx.require("amend", row)
    return row


def _save(row: OwnAccess) -> None:
    row.version += 1
    row.save(update_fields=["status", "question", "language", "ended_at", "version"])


def _set_key(access_id: UUID, phone_mark: str, fact_mark: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.set_own_key(%s, %s, %s)", [access_id, phone_mark, fact_mark])
        if not cursor.fetchone()[0]:
            raise NotAllowed("amend", "only the agency that gave the pages changes them")
