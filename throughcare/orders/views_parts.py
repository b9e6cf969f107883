"""What an order requires, and when the court looks at it again: the forms that keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.conflicts import MergesConflicts
from throughcare.orders import actions, presenters, rules, terms
from throughcare.orders.actions.required import WillingnessMissing
from throughcare.orders.forms import (
    NOT_SAID,
    AmendForm,
    EndForm,
    EndReviewForm,
    RequirementForm,
    ReviewForm,
)
from throughcare.orders.models import Requirement, Review
from throughcare.orders.views import AboutOrder, OrderPage, said_off

if TYPE_CHECKING:
    from django.forms import BaseForm


class AddRequirement(AboutOrder):
    """One more thing that the order requires."""

    action = "create"
    template_name = "orders/requirement.jinja"
    form_class = RequirementForm
    draft_name = "order_requirement"
    heading = gettext_lazy("Add a requirement")

    def lines(self) -> list[str]:
        return said_off("requirement", self.order.made_on)

    def form_kwargs(self) -> dict[str, Any]:
        return {"order": self.order}

    def refused(self) -> str:
        return _("The order has this requirement already, or is no longer in force.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        row = actions.add_requirement(
            self.ctx,
            order_id=self.order.pk,
            kind=typed["kind"],
            label=typed["label"],
            facts=form.requires(),  # type: ignore[attr-defined]
        )
        said = _("Requirement added: %(what)s.")
        return self.done(said % {"what": _called(row)}, self.back())


def _called(row: Requirement) -> str:
    return rules.requirement_words(row.kind, row.label)


class AboutRequirement(OrderPage):
    """A form about one requirement."""

    requirement: Requirement

    def fetch(self) -> None:
        super().fetch()
        self.requirement = self.find_row(
            Requirement, "requirement", "order", action="amend", ours=True
        )

    def draft_subject(self) -> UUID | None:
        return self.requirement.pk

    def facts(self) -> tuple[tuple[str, str], ...]:
        return ((_("Requirement"), _called(self.requirement)),)


class ChangeRequirement(MergesConflicts, AboutRequirement):
    """The court changed it, or what is written here was not right."""

    template_name = "orders/requirement.jinja"
    form_class = AmendForm
    merge_fields = AmendForm.MERGED
    heading = gettext_lazy("Change a requirement")

    def lines(self) -> list[str]:
        if not terms.willingness_of(self.requirement.kind):
            return []
        return [
            _(
                "If the court changed it, the person must have said anew that they are willing"
                " to comply."
            )
        ]

    def form_kwargs(self) -> dict[str, Any]:
        return {"kept": self.requirement, "initial": self.current_values()}

    def current_version(self) -> int:
        return self.requirement.version

    def current_values(self) -> dict[str, Any]:
        return AmendForm.initial_of(self.requirement)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            actions.amend_requirement(
                self.ctx,
                requirement_id=self.requirement.pk,
                version=self.seen_version(),
                facts=form.requires(),  # type: ignore[attr-defined]
                why=typed["why"],
                changed_on=typed["changed_on"],
            )
        except WillingnessMissing:
            form.add_error(
                "why",
                _(
                    "We see no willingness recorded between the order and this change. Record it"
                    " under Sharing first, or ask the treatment team to make this change."
                ),
            )
            return self.page(form=form, status=422)
        said = _("Requirement changed: %(what)s.")
        return self.done(said % {"what": _called(self.requirement)}, self.back())


class EndRequirement(AboutRequirement):
    """The requirement is over; the order goes on."""

    form_class = EndForm
    heading = gettext_lazy("End a requirement")
    button = gettext_lazy("End the requirement")
    button_variant = "warning"

    def form_kwargs(self) -> dict[str, Any]:
        return {"terms_of": "requirement_end", "made_on": self.requirement.order.made_on}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        actions.end_requirement(
            self.ctx,
            requirement_id=self.requirement.pk,
            version=self.requirement.version,
            reason=typed["reason"],
            on=typed["on"],
        )
        said = _("Requirement ended: %(what)s.")
        return self.done(said % {"what": _called(self.requirement)}, self.back())


class AddReview(AboutOrder):
    """A hearing at which the court looks at the order again."""

    action = "create"
    form_class = ReviewForm
    heading = gettext_lazy("Add a review hearing")

    def form_kwargs(self) -> dict[str, Any]:
        return {"order": self.order, "initial": {"court": self.order.court, "attend": NOT_SAID}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        facts = form.facts()  # type: ignore[attr-defined]
        review = actions.add_review(self.ctx, order_id=self.order.pk, facts=facts)
        said = _("Review added: %(when)s.") % {"when": presenters.review_row(review).when}
        return self.done(said, self.back())


class EndReview(OrderPage):
    """What came of a review hearing."""

    form_class = EndReviewForm
    heading = gettext_lazy("Review of the order")
    review: Review

    def fetch(self) -> None:
        super().fetch()
        self.review = self.find_row(Review, "review", "order", action="amend", ours=True)

    def draft_subject(self) -> UUID | None:
        return self.review.pk

    def lines(self) -> list[str]:
        shown = presenters.review_row(self.review)
        return [f"{shown.when}. {shown.about}" if shown.about else shown.when]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.end_review(
            self.ctx,
            review_id=self.review.pk,
            version=self.review.version,
            how=form.cleaned_data["how"],
        )
        held = form.cleaned_data["how"] == Review.Status.HELD
        said = _("Recorded: the review was held.") if held else _("Recorded: it did not go ahead.")
        return self.done(said, self.back())
