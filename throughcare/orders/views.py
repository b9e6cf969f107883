"""The person's orders, and the forms that keep one; its parts are in ``views_parts``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.court.models import HearingOutcome
from throughcare.design import words
from throughcare.design.conflicts import MergesConflicts
from throughcare.orders import actions, presenters, rules, selectors, terms
from throughcare.orders.forms import EndForm, OrderForm
from throughcare.orders.models import Order, Status
from throughcare.orders.parts import AboutOrders, Shown, parts_of
from throughcare.people.views import PersonSmallForm, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


class PersonOrder(PersonView):
    """What courts ordered of the person."""

    action = "read"
    category = "justice"
    tab = "order"
    template_name = "orders/order.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        known = selectors.orders_of(self.ctx, self.group)
        may_enter = self.standing.may("create", "justice") and rules.enters_orders(self.ctx)
        decided = None
        if may_enter:
            decided = selectors.decided_without_order(self.ctx, self.group, known)
        parts = parts_of(AboutOrders(self.ctx, self.person, self.group, known))
        return self.page(
            orders=[self.shown(each, may_enter, parts[each.order.pk]) for each in known],
            may_enter=may_enter,
            decided=decided and presenters.decided_words(decided),
            decided_url=decided and self.enter_url(decided),
        )

    def enter_url(self, decided: HearingOutcome) -> str:
        page = reverse("order_new", args=[self.person.reference])
        return f"{page}?hearing={decided.hearing_id}"

    def shown(self, each: selectors.Ordered, may_enter: bool, parts: list[Shown]) -> dict[str, Any]:
        """One order as the page shows it; amended only by the agency that keeps it."""
        order = each.order
        return {
            "order": order,
            "parts": parts,
            "title": presenters.order_title(order),
            "tag": presenters.order_tag(order),
            "terms": presenters.order_terms(order),
            "requirements": [presenters.requirement_row(row) for row in each.requirements],
            "reviews": [presenters.review_row(row) for row in each.reviews],
            "review_wanted": presenters.review_wanted(each),
            "early": presenters.early_end(each),
            "early_from": presenters.early_from(order),
            "may_change": may_enter
            and order.status == Status.ACTIVE
            and order.agency_id == self.ctx.agency_id,
        }


class OrderPage(PersonSmallForm):
    """A form about an order of the person, for those who keep orders."""

    action = "amend"
    category = "justice"
    back_words = gettext_lazy("Back to the order")

    def check_access(self) -> None:
        super().check_access()
        if not rules.enters_orders(self.ctx):
            raise NotAllowed("create", "orders are entered by health teams and probation")

    def back(self) -> str:
        return reverse("person_order", args=[self.person.reference])


class EnterOrder(OrderPage):
    """An order that somebody heard, or read on paper."""

    action = "create"
    form_class = OrderForm
    draft_name = "order"
    heading = gettext_lazy("Enter an order")
    button = gettext_lazy("Save and add what it requires")

    def lines(self) -> list[str]:
        return said_off("order", clock.today())

    @cached_property
    def outcome(self) -> HearingOutcome | None:
        wanted = self.request.GET.get("hearing", "")
        return selectors.outcome_to_enter(self.ctx, self.group, wanted) if wanted else None

    def form_kwargs(self) -> dict[str, Any]:
        if self.outcome is None:
            return {}
        hearing = self.outcome.hearing
        return {
            "initial": {
                "kind": rules.ORDER_OF_DISPOSAL[self.outcome.disposal],
                "made_on": hearing.on,
                "court": hearing.court,
                "case_number": hearing.case_number,
            }
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        order = actions.make_order(
            self.ctx,
            person_id=self.person.pk,
            facts=form.facts(),  # type: ignore[attr-defined]
            hearing_id=self.outcome.hearing_id if self.outcome else None,
        )
        following = reverse("order_requirement_new", args=[self.person.reference, order.pk])
        said = _("Order entered: %(order)s. Now say what it requires.")
        return self.done(said % {"order": presenters.order_title(order)}, following)


def said_off(kind: str, on: date) -> list[str]:
    """Said before somebody looks for what is not offered here."""
    if not (named := terms.off(kind, on)):
        return []
    said = _("Not offered here until your legal lead confirms it: %(named)s. Choose another kind.")
    return [said % {"named": words.and_list(named)}]


class AboutOrder(OrderPage):
    """A form about one order."""

    order: Order

    def fetch(self) -> None:
        super().fetch()
        self.order = self.find_row(Order, "order", action="amend", ours=True)

    def draft_subject(self) -> UUID | None:
        return self.order.pk

    def facts(self) -> tuple[tuple[str, str], ...]:
        return ((_("Order"), presenters.order_title(self.order)),)


class ChangeOrder(MergesConflicts, AboutOrder):
    """What is kept of the order is corrected, or the court moved its end."""

    form_class = OrderForm
    merge_fields = OrderForm.FIELDS
    heading = gettext_lazy("Change the order")

    def form_kwargs(self) -> dict[str, Any]:
        return {"kept": self.order.kind, "initial": self.current_values()}

    def current_version(self) -> int:
        return self.order.version

    def current_values(self) -> dict[str, Any]:
        return OrderForm.initial_of(self.order)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        order = actions.change_order(
            self.ctx,
            order_id=self.order.pk,
            version=self.seen_version(),
            facts=form.facts(),  # type: ignore[attr-defined]
        )
        said = _("Order changed: %(order)s.") % {"order": presenters.order_title(order)}
        return self.done(said, self.back())


class EndOrder(AboutOrder):
    """The order is over."""

    template_name = "orders/end.jinja"

    form_class = EndForm
    heading = gettext_lazy("End the order")
    button = gettext_lazy("End the order")
    button_variant = "warning"

    def lines(self) -> list[str]:
        return [_("What it requires and the reviews that are to come end with it.")]

    def form_kwargs(self) -> dict[str, Any]:
        return {"terms_of": "order_end", "made_on": self.order.made_on}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            actions.end_order(
                self.ctx,
                order_id=self.order.pk,
                version=self.order.version,
                reason=typed["reason"],
                on=typed["on"],
                officer_said=typed.get("officer_said", ()),
            )
        except actions.NotEarlyYet:
            said = _("End each treatment and other requirement first: one is still in force")
            form.add_error("reason", said)
            return self.page(form=form, status=422)
        except actions.TooSoon as refused:
            day = words.full_date(refused.first)
            said = _("An early end may be asked for from %(day)s") % {"day": day}
            form.add_error("on", said)
            return self.page(form=form, status=422)
        said = _("Order ended: %(order)s.") % {"order": presenters.order_title(self.order)}
        return self.done(said, self.back())
