"""The ground of the pages of this folder."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import NotAllowed
from throughcare.enforcement.selectors import Told, told_of
from throughcare.orders import presenters as orders
from throughcare.orders.models import Order
from throughcare.people.views import PersonSmallForm


class OrderForm(PersonSmallForm):
    """A form about an order of the person; ``may`` says who it is for beyond the policy's cell."""

    action = "create"
    category = "justice"
    back_words = gettext_lazy("Back to the order")
    #: Why those are refused whom the cell lets through.
    refused_because: object = gettext_lazy("this is for another agency to do")

    def may(self) -> bool:
        return True

    def check_access(self) -> None:
        super().check_access()
        if not self.may():
            raise NotAllowed(self.action, str(self.refused_because))

    @cached_property
    def told(self) -> Told:
        """Everything told about the person's orders: one statement."""
        return told_of(self.ctx, self.group)

    def back(self) -> str:
        return reverse("person_order", args=[self.person.reference])


class AboutOrder(OrderForm):
    """A form about one order that the asker can see, whoever keeps it."""

    order: Order

    def fetch(self) -> None:
        super().fetch()
        self.order = self.find_row(Order, "order")

    def draft_subject(self) -> Any:
        return self.order.pk

    def facts(self) -> tuple[tuple[str, str], ...]:
        return ((_("Order"), orders.order_title(self.order)),)
