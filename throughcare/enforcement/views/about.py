"""The ground of the pages of this folder."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.views import get_or_404
from throughcare.enforcement.selectors import Told, told_of
from throughcare.orders import presenters as orders
from throughcare.orders.models import Order
from throughcare.people.views import PersonFormView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse


class OrderForm(PersonFormView):
    """A form about an order of the person; ``may`` says who it is for beyond the policy's cell."""

    action = "create"
    category = "justice"
    template_name = "enforcement/form.jinja"
    heading: object = ""
    button: object = gettext_lazy("Save")
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

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "tabs": (), "lines": self.lines(), "back": self.back()}

    def lines(self) -> list[str]:
        """What to know before filling it in."""
        return []

    def back(self) -> str:
        return reverse("person_order", args=[self.person.reference])

    def later_url(self) -> str:
        return self.back()

    def save_form(self, form: BaseForm) -> HttpResponse:
        try:
            return super().save_form(form)
        except MoveNotAllowed:
            form.add_error(None, self.refused())
            return self.page(form=form, status=409)

    def refused(self) -> str:
        return _("A colleague has already dealt with this.")


class AboutOrder(OrderForm):
    """A form about one order that the asker can see, whoever keeps it."""

    order: Order

    def fetch(self) -> None:
        super().fetch()
        rows = Order.visible_to(self.ctx).filter(person_id__in=self.group)
        self.order = get_or_404(rows, pk=self.kwargs["order"])
        self.ctx.shown.objects(self.order.pk)

    def draft_subject(self) -> Any:
        return self.order.pk

    def facts(self) -> tuple[tuple[str, str], ...]:
        return ((_("Order"), orders.order_title(self.order)),)
