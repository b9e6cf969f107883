"""What is working, what is not: written together, read by those who work with the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.enforcement import actions, reading, rules
from throughcare.enforcement.forms import ReviewForm
from throughcare.enforcement.models import OrderReview
from throughcare.enforcement.views.about import AboutOrder, OrderForm
from throughcare.people.presenters import called
from throughcare.screening.forms.custody import EmptyForm

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse


class NewReview(AboutOrder):
    """What is working in the order and what is not."""

    template_name = "enforcement/review_new.jinja"
    form_class = ReviewForm
    draft_name = "order_working"
    heading = gettext_lazy("What is working, what is not")
    refused_because = gettext_lazy("those who treat and those who supervise review an order")

    def may(self) -> bool:
        return rules.reviews_orders(self.ctx)

    def lines(self) -> list[str]:
        return [
            _(
                "Everybody who works with the order reads it: no session content, no scores, no"
                " diagnosis."
            )
        ]

    def form_kwargs(self) -> dict[str, Any]:
        who = _("%(person)s and %(me)s") % {
            "person": called(self.person), "me": self.ctx.user_name,
        }  # fmt: skip
        return {"order": self.order, "initial": {"held_on": clock.today(), "who": who}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.hold_review(
            self.ctx,
            group=self.group,
            order_id=self.order.pk,
            facts=form.facts(),  # type: ignore[attr-defined]
        )
        return self.done(_("Saved. Those who work with the order can read it."), self.back())


class OneReview(OrderForm):
    """One review, and the button that says "I have read this"."""

    action = "read"
    template_name = "enforcement/review.jinja"
    form_class = EmptyForm
    heading = gettext_lazy("What is working, what is not")
    button = gettext_lazy("I have read this")
    review: OrderReview

    def fetch(self) -> None:
        super().fetch()
        self.review = self.find_row(OrderReview, "review")

    def draft_subject(self) -> UUID:
        return self.review.pk

    def page_context(self) -> dict[str, Any]:
        mine = self.review.recorded_by_id == self.ctx.membership_id
        readings = [row for row in self.told.readings if row.review_id == self.review.pk]
        done = any(row.recorded_by_id == self.ctx.membership_id for row in readings)
        return {
            **super().page_context(),
            "row": reading.review_row(self.review, self.told),
            "may_read": not mine and not done and self.may_say(),
        }

    def may_say(self) -> bool:
        return rules.reviews_orders(self.ctx)

    def answer_post(self) -> HttpResponse:
        if self.may_say() and self.review.recorded_by_id != self.ctx.membership_id:
            return super().answer_post()
        form = self.make_form(self.request.POST)
        form.add_error(None, _("Those who work with the order say that they have read it."))
        return self.page(form=form, status=422)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.say_read(self.ctx, group=self.group, review_id=self.review.pk)
        return self.done(_("Noted. Who wrote it can see that you have read it."), self.back())
