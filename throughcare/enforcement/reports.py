"""What the record of an order puts into a report to the court after sentence: counts and dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from throughcare.appointments import selectors as appointments
from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.court_reports.kinds import Key, offer_filler
from throughcare.design import words
from throughcare.enforcement.page import lines_of_order
from throughcare.enforcement.papers import count_words
from throughcare.enforcement.selectors import Told, told_of
from throughcare.enforcement.statements import counts_of
from throughcare.orders import presenters as orders
from throughcare.orders.models import Order, Status

if TYPE_CHECKING:
    from throughcare.core.context import Context


def fill(ctx: Context, group: Sequence[UUID], _kind: str) -> dict[str, str]:
    """Attendance under the order in force, and what its last review said: three statements."""
    rows = Order.visible_to(ctx).filter(person_id__in=list(group), status=Status.ACTIVE)
    order: Order | None = rows.order_by("-made_on").first()
    if order is None:
        return {}
    told = told_of(ctx, group).of(order.pk)
    mine = appointments.of_person(ctx, list(group))
    counts = counts_of(lines_of_order(told, mine, order.pk))
    said = [f"{orders.order_title(order)}."]
    said += [f"- {each}" for each in count_words(counts)]
    now = clock.now()
    coming = [
        row.starts_at
        for row in mine
        if row.order_id == order.pk and row.status == Came.PLANNED and row.starts_at > now
    ]
    if coming:
        day = words.full_date(words.local(min(coming)).date())
        said.append(_("- Next appointment: %(day)s") % {"day": day})
    return {Key.ATTENDANCE: "\n".join(said), Key.PROGRESS: _progress(told)}


def _progress(told: Told) -> str:
    """The lines of the last review; empty where none was held."""
    if not told.reviews:
        return ""
    last = told.reviews[0]
    found = [_("Reviewed on %(day)s.") % {"day": words.full_date(last.held_on)}]
    found += [_("- Working: %(line)s") % {"line": line} for line in last.working]
    found += [_("- Not working: %(line)s") % {"line": line} for line in last.not_working]
    found += [_("- Agreed to change: %(line)s") % {"line": line} for line in last.changes]
    return "\n".join(found)


def register() -> None:
    offer_filler("enforcement", fill)
