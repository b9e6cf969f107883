"""An attendance statement is made, frozen and sent to the officer. Never undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Max

from throughcare.appointments.models import Appointment
from throughcare.appointments.rules import span_of
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.documents import actions as documents
from throughcare.documents.actions import Issue, To
from throughcare.documents.carrying import Carried, others_who_had_it
from throughcare.documents.models import Document
from throughcare.documents.pdf import make_pdf, pages_in
from throughcare.documents.presenters import render_paper
from throughcare.enforcement import papers, rules
from throughcare.enforcement.actions.rows import create, own, recorded, save
from throughcare.enforcement.models import AttendanceStatement
from throughcare.enforcement.statements import Line, counts_of, lines_of
from throughcare.orders.models import Order, Requirement

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = AttendanceStatement.Status


@dataclass(frozen=True)
class Period:
    """From one day to another, of one order, or of one requirement of it."""

    order_id: UUID
    first_on: date
    last_on: date
    requirement_id: UUID | None = None


def lines_for(ctx: Context, group: Sequence[UUID], period: Period) -> list[Line]:
    """The asker's agency's own appointments of the order in the period, as lines."""
    start, end = span_of(period.first_on, period.last_on)
    rows = Appointment.visible_to(ctx).filter(
        person_id__in=list(group),
        agency_id=ctx.agency_id,
        order_id=period.order_id,
        starts_at__gte=start,
        starts_at__lt=end,
    )
    if period.requirement_id is not None:
        rows = rows.filter(requirement_id=period.requirement_id)
    return lines_of(list(rows))


def issue_statement(
    ctx: Context,
    *,
    group: Sequence[UUID],
    period: Period,
    to: Sequence[To],
    replaces_id: UUID | None = None,
    what_changed: str = "",
) -> AttendanceStatement:
    """Say who came in a period, freeze it as a document, and send it to those who are named.

    A correction goes to everybody who had what it corrects (``carried_to``). Raises
    ReasonMissing for a period without an appointment, nobody to send it to, or a correction
    that does not say what changed.
    """
    order: Order = Order.visible_to(ctx).get(pk=period.order_id, person_id__in=list(group))
    if not rules.tells_attendance(ctx, order.person_id):
        raise NotAllowed("sign", "those who treat tell the officer who came")
    lines = lines_for(ctx, group, period)
    if not lines or not to or period.last_on < period.first_on:
        raise ReasonMissing("a statement is of appointments, in a period, to somebody")
    _one_at_a_time(order.person_id)
    old = _replaced(ctx, replaces_id, what_changed)
    made = AttendanceStatement(
        **recorded(ctx, order.person_id),
        id=uuid4(),
        order_id=order.pk,
        requirement_id=period.requirement_id,
        first_on=period.first_on,
        last_on=period.last_on,
        number=_next_number(ctx, order.person_id),
        lines=[line.as_data() for line in lines],
        replaces=old,
        what_changed=what_changed.strip(),
    )
    told = [*to, *carried_to(ctx, old, to).to]
    made.document_id = _freeze(ctx, made, order, told, old).pk
    create(ctx, made)
    _tell(ctx, made)
    if old is not None:
        save(ctx, old, old.version, status=Status.REPLACED)
        record(
            ctx, "statement.replaced", subject=old, person_id=old.person_id,
            status_from=Status.ISSUED, payload={"number": old.number},
        )  # fmt: skip
    return made


def carried_to(ctx: Context, old: AttendanceStatement | None, to: Sequence[To]) -> Carried:
    """Who else had the statement that is corrected, named when it was issued or later."""
    if old is None:
        return Carried()
    document: Document = Document.visible_to(ctx).get(pk=old.document_id)
    return others_who_had_it(ctx, document, to)


def _replaced(ctx: Context, replaces_id: UUID | None, why: str) -> AttendanceStatement | None:
    if replaces_id is None:
        if why.strip():
            raise ReasonMissing("what changed belongs to a statement that is replaced")
        return None
    old: AttendanceStatement = own(ctx, AttendanceStatement, replaces_id)
    if old.status != Status.ISSUED:
        raise MoveNotAllowed("a statement is replaced once")
    if not why.strip():
        raise ReasonMissing("a corrected statement says what changed")
    return old


def _freeze(
    ctx: Context,
    made: AttendanceStatement,
    order: Order,
    to: Sequence[To],
    old: AttendanceStatement | None,
) -> Document:
    at = clock.now()
    requirement = None
    if made.requirement_id is not None:
        requirement = Requirement.visible_to(ctx).get(pk=made.requirement_id, order_id=order.pk)
    paper = papers.statement_paper(ctx, made, order, requirement, at)
    signed_by, signed_as = papers.signature_of(ctx)
    issue = Issue(
        kind=Document.Kind.ATTENDANCE,
        source_id=made.pk,
        number=made.number,
        title=paper.title,
        reference=paper.reference,
        paper=paper.as_data(),
        html=render_paper(paper),
        pdf=make_pdf(paper, at=at),
        pages=pages_in(paper),
        signed_by=signed_by,
        signed_as=signed_as,
        issued_at=at,
        replaces=Document.visible_to(ctx).get(pk=old.document_id) if old else None,
        what_changed=made.what_changed,
    )
    return documents.issue_document(ctx, person_id=made.person_id, issue=issue, recipients=to)


def _tell(ctx: Context, made: AttendanceStatement) -> None:
    counts = counts_of(map(Line.read, made.lines))
    record(
        ctx,
        "statement.issued",
        subject=made,
        person_id=made.person_id,
        payload={
            "number": made.number,
            "order": str(made.order_id),
            "first_on": made.first_on.isoformat(),
            "last_on": made.last_on.isoformat(),
            "expected": counts.expected,
            "came": counts.came,
            "minutes": counts.minutes,
        },
    )


def _next_number(ctx: Context, person_id: UUID) -> int:
    rows = AttendanceStatement.visible_to(ctx).filter(person_id=person_id, agency_id=ctx.agency_id)
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _one_at_a_time(person_id: UUID) -> None:
    """Two statements of one person at the same moment wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"statement {person_id}"])
