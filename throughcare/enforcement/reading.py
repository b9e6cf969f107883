"""Statements, reviews and updates as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Tag
from throughcare.documents.models import Document
from throughcare.enforcement import rules
from throughcare.enforcement.models import (
    AttendanceStatement,
    OrderReview,
    UpdateReply,
    UpdateRequest,
)
from throughcare.enforcement.papers import count_words
from throughcare.enforcement.selectors import Told
from throughcare.enforcement.statements import Counts

if TYPE_CHECKING:
    from throughcare.core.context import Context

COLOURS = {"asked": "white", "answered": "green", "no_reply": "orange", "taken_back": "grey"}


@dataclass(frozen=True)
class StatementRow:
    """One statement: its number and period, who issued it, and where it is read."""

    row: AttendanceStatement
    title: str
    note: str
    url: str


@dataclass(frozen=True)
class ReviewRow:
    """One review, with who has read it."""

    row: OrderReview
    title: str
    held: str
    next: str
    read: tuple[str, ...]


@dataclass(frozen=True)
class RequestRow:
    """One request of the court and its answer."""

    row: UpdateRequest
    asked: str
    due: str
    until: str
    wants: tuple[str, ...]
    tag: Tag
    reminded: str
    reply: UpdateReply | None
    reply_words: tuple[str, ...]
    late: bool


def correction_url(ctx: Context, document: Document, reference: str) -> str:
    """Where the corrected version of a statement begins; "" for whoever may write none."""
    if not rules.tells_attendance(ctx):
        return ""
    rows = AttendanceStatement.visible_to(ctx).filter(document_id=document.pk)
    row = rows.filter(status=AttendanceStatement.Status.ISSUED).first()
    if row is None:
        return ""
    return f"{reverse('statement_new', args=[reference, row.order_id])}?corrects={row.pk}"


def statement_row(row: AttendanceStatement, ctx: Context, reference: str) -> StatementRow:
    """Its page is the document: as the team that issued it keeps it, or as a reader has it."""
    today = clock.today()
    period = words.date_range(row.first_on, row.last_on, today=today)
    issued = words.short_date(words.local(row.recorded_at).date(), today=today)
    note = _("%(name)s, %(day)s") % {"name": row.by_name, "day": issued}
    if row.status == AttendanceStatement.Status.REPLACED:
        note = f"{note}. {_('Replaced')}"
    # Whether this reader was named decides the page of the document itself.
    url = reverse("read_document", args=[row.document_id])
    if row.agency_id == ctx.agency_id:
        url = reverse("person_document", args=[reference, row.document_id])
    return StatementRow(
        row=row,
        title=_("A%(number)s: %(period)s") % {"number": row.number, "period": period},
        note=note,
        url=url if ctx.allows("read", "disclosed") else "",
    )


def review_row(row: OrderReview, told: Told) -> ReviewRow:
    today = clock.today()
    held = words.short_date(row.held_on, today=today)
    read = [each for each in told.readings if each.review_id == row.pk]
    return ReviewRow(
        row=row,
        title=_("%(day)s: with %(who)s") % {"day": held, "who": row.who},
        held=held,
        next=words.day_date(row.next_on, today=today) if row.next_on else "",
        read=tuple(f"{each.by_name}, {each.as_role}" for each in read),
    )


def request_row(row: UpdateRequest, told: Told, now: datetime) -> RequestRow:
    reply = told.reply_to(row)
    asked = words.short_date(words.local(row.recorded_at).date(), today=clock.today())
    reminded = ""
    if row.reminded_at:
        when = words.in_a_sentence(words.near_moment(row.reminded_at, now=now))
        reminded = _("Reminded %(when)s") % {"when": when}
    state = str(UpdateRequest.Status(row.status).label)
    tag = Tag(state, COLOURS[row.status])  # type: ignore[arg-type]
    if reply is not None and row.status == UpdateRequest.Status.ASKED:
        tag = Tag(_("Answered, not read yet"), "blue")
    return RequestRow(
        row=row,
        asked=_("Asked by %(name)s, %(agency)s, on %(day)s.")
        % {"name": row.by_name, "agency": row.by_agency, "day": asked},
        due=words.moment(row.needed_by, now=now),
        until=words.until(row.needed_by, now=now) if row.needed_by > now else _("time has passed"),
        wants=tuple(str(UpdateRequest.Wants(each).label) for each in row.wants),
        tag=tag,
        reminded=reminded,
        reply=reply,
        reply_words=tuple(count_words(Counts(**reply.counts))) if reply else (),
        late=row.needed_by <= now,
    )
