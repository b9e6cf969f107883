"""The orders of the people whom the reader works with or supervises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from throughcare.core import registry
from throughcare.core.errors import NotAllowed
from throughcare.core.views import StaffView
from throughcare.design.forms import Form
from throughcare.design.parts import Group
from throughcare.orders import presenters, rules, selectors

SHOWN = {
    selectors.ALL: gettext_lazy("All orders in force"),
    selectors.TREATMENT: gettext_lazy("With treatment"),
    selectors.REVIEW_SOON: gettext_lazy("Review soon"),
    selectors.ENDS_SOON: gettext_lazy("Ends soon"),
}


class ShowForm(Form):
    """Which orders; anything else shows all."""

    show = forms.ChoiceField(label=gettext_lazy("Show"), choices=list(SHOWN.items()))


class Caseload(StaffView):
    """Orders in force, the next to end first, each with its next review."""

    action = "list"
    category = "justice"
    template_name = "orders/caseload.jinja"

    def check_access(self) -> None:
        super().check_access()
        if not rules.enters_orders(self.ctx):
            raise NotAllowed("list", "the caseload is for health teams and probation")

    @cached_property
    def show(self) -> str:
        wanted = self.request.GET.get("show", selectors.ALL)
        return wanted if wanted in SHOWN else selectors.ALL

    def also(self) -> list[dict[str, str]]:
        """What higher folders offer those who enter orders: words and address by name."""
        if not self.ctx.allows("create", "justice"):
            return []
        offered = registry.offered("orders_action").items()
        return [{"text": str(words), "url": reverse(name)} for name, words in offered]

    def page_context(self) -> dict[str, Any]:
        found = selectors.on_caseload(self.ctx, self.show)
        page = Paginator(found, selectors.A_PAGE).get_page(self.request.GET.get("page"))
        orders = selectors.with_what_hangs_on_them(self.ctx, list(page.object_list))
        rows = [presenters.caseload_row(each) for each in orders]
        return {
            "also": self.also(),
            "filters": ShowForm(initial={"show": self.show}),
            "is_all": self.show == selectors.ALL,
            "count": page.paginator.count,
            "groups": [Group("", rows)] if rows else [],
            "paged": page,
            "address": f"?show={self.show}&page=",
        }
