"""What this folder adds to the page of an order: two statements, whatever the order holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from throughcare.appointments import selectors as appointments
from throughcare.appointments.models import Appointment
from throughcare.core import clock
from throughcare.enforcement import presenters, reading, rules
from throughcare.enforcement.models import UpdateRequest
from throughcare.enforcement.selectors import Told, told_of
from throughcare.enforcement.statements import Line, lines_of
from throughcare.orders.models import Review, Status
from throughcare.orders.parts import AboutOrders, OrderPart, offer_order_part
from throughcare.orders.selectors import Ordered

#: Lines of attendance on the page of an order; the rest has a page of its own.
LATEST = 8


def make(about: AboutOrders) -> Mapping[UUID, dict[str, Any]]:
    """Attendance, warning, reviews and updates, an order each."""
    told = told_of(about.ctx, about.group)
    rows = appointments.of_person(about.ctx, list(about.group))
    return {each.order.pk: _said(about, each, told.of(each.order.pk), rows) for each in about.known}


def lines_of_order(told: Told, rows: list[Appointment], order_id: UUID) -> list[Line]:
    """What is known of one order: the record as it is, and what was told in its statements."""
    seen = {
        line.appointment: line for line in lines_of([r for r in rows if r.order_id == order_id])
    }
    return list({**{line.appointment: line for line in told.lines()}, **seen}.values())


def _said(about: AboutOrders, each: Ordered, told: Told, rows: list[Appointment]) -> dict[str, Any]:
    ctx, reference, order = about.ctx, about.person.reference, each.order
    lines = lines_of_order(told, rows, order.pk)
    # Rights over the person were settled with the page: a person page asks no more statements.
    decides = rules.decides(ctx)
    shown = presenters.attendance_rows(
        lines, told.absences, reference=reference, order_id=order.pk, decides=decides
    )
    active = order.status == Status.ACTIVE
    request = told.open_request() if active else None
    return {
        "order": order,
        "reference": reference,
        "figures": presenters.figures(each.requirements, rows, lines, told) if lines else [],
        "rows": shown[:LATEST],
        "more": max(0, len(shown) - LATEST),
        "clock": presenters.clock_words(told.absences, order.pk, order.kind),
        "unclocked": presenters.unclocked_words(told.absences, order.pk),
        "is_officer": decides,
        "may_book": active and decides,
        "may_state": active and rules.tells_attendance(ctx),
        "report_for": report_for(each),
        "may_report": active and ctx.allows("create", "clinical_detail"),
        "may_review": active and rules.reviews_orders(ctx),
        "statements": [reading.statement_row(row, ctx, reference) for row in told.statements],
        "reviews": [reading.review_row(row, told) for row in told.reviews],
        "request": request and reading.request_row(request, told, clock.now()),
        "answered": [
            reading.request_row(row, told, clock.now())
            for row in told.requests
            if row is not request and _is_news(row, told)
        ],
        "may_ask": active and request is None and rules.asks_officer(ctx) and not _waits(told),
    }


def report_for(each: Ordered) -> str:
    """Which report is begun, and of the review that comes next its day and time."""
    coming = [
        (row.on, row.at)
        for row in each.reviews
        if row.status == Review.Status.PLANNED and row.on is not None
    ]
    if not coming:
        return urlencode({"kind": "progress"})
    on, at = min(coming, key=lambda day: (day[0], day[1] or time.max))
    known = {"kind": "review", "on": on.isoformat()}
    return urlencode({**known, "at": f"{at:%H:%M}"} if at else known)


def _is_news(row: UpdateRequest, told: Told) -> bool:
    """The last that was closed, and any that is answered and not read yet."""
    waits = row.status == UpdateRequest.Status.ASKED and told.reply_to(row) is not None
    return waits or row is told.requests[0]


def _waits(told: Told) -> bool:
    return any(row.status == UpdateRequest.Status.ASKED for row in told.requests)


def register() -> None:
    offer_order_part(
        OrderPart(
            "enforcement",
            10,
            make,
            above="enforcement/_figures.jinja",
            below="enforcement/_attendance.jinja",
            beside="enforcement/_beside.jinja",
            action="enforcement/_action.jinja",
        )
    )
