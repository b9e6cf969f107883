"""All that is known of attendance under one order."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.appointments import selectors as appointments
from throughcare.design.shell import NavItem
from throughcare.enforcement import presenters, rules
from throughcare.enforcement.page import lines_of_order
from throughcare.enforcement.papers import count_words
from throughcare.enforcement.selectors import told_of
from throughcare.enforcement.statements import counts_of
from throughcare.orders import presenters as orders
from throughcare.orders.models import Order
from throughcare.people.views import PersonView

#: Appointments on one page, the latest first.
A_PAGE = 50


class Attendance(PersonView):
    """Every appointment of an order, newest first, and what each counts as: ``?show=probation``."""

    action = "read"
    category = "justice"
    tab = "order"
    template_name = "enforcement/attendance.jinja"

    order: Order

    def fetch(self) -> None:
        super().fetch()
        self.order = self.find_row(Order, "order")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        order = self.order
        told = told_of(self.ctx, self.group).of(order.pk)
        show = request.GET.get("show", "")
        kinds = presenters.FILTERS.get(show, presenters.FILTERS[""])
        mine = appointments.of_person(self.ctx, list(self.group))
        lines = [line for line in lines_of_order(told, mine, order.pk) if line.kind in kinds]
        rows = presenters.attendance_rows(
            lines,
            told.absences,
            reference=self.person.reference,
            order_id=order.pk,
            decides=rules.decides(self.ctx),
        )
        paged = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        page = reverse("order_attendance", args=[self.person.reference, order.pk])
        return self.page(
            title=orders.order_title(order),
            chips=[
                NavItem(words, f"{page}?show={key}" if key else page, key == show)
                for key, words in chip_words()
            ],
            sums=count_words(counts_of(lines)),
            rows=list(paged.object_list),
            paged=paged,
            address=f"?show={quote(show)}&page=",
            back=reverse("person_order", args=[self.person.reference]),
        )


def chip_words() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("treatment", _("Treatment")),
        ("probation", _("Probation")),
        ("activity", _("Activity and support")),
    ]
