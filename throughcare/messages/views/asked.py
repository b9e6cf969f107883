"""A text asked for by a worker, and what the person wants of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.messages import actions, presenters, rules, selectors
from throughcare.messages.actions.queueing import Number
from throughcare.messages.forms import TextForm, WishesForm
from throughcare.messages.models import TextWishes
from throughcare.messages.views.about import MessageForm
from throughcare.people.models import ContactMethod

if TYPE_CHECKING:
    from django.forms import BaseForm


class TextPerson(MessageForm):
    """Text the person: a wording of the catalogue, never words of one's own."""

    action: ClassVar[str] = "create"
    form_class = TextForm
    template_name: ClassVar[str] = "messages/text.jinja"
    heading = gettext_lazy("Text the person")
    button = gettext_lazy("Send the text")

    @cached_property
    def number(self) -> Number:
        return actions.can_text(self.ctx, self.person.pk)

    def form_kwargs(self) -> dict[str, Any]:
        return {"has_safe_times": self.number.has_safe_times}

    def page_context(self) -> dict[str, Any]:
        refused = self.number.refused
        return {
            **super().page_context(),
            "refused": str(rules.REASONS[refused]) if refused else "",
            "details_url": reverse("person_details", args=[self.person.reference]),
        }

    def lines(self) -> list[str]:
        said = [_("Whoever picks up the telephone may read it. It says nothing about why.")]
        if self.number.has_safe_times:
            said.append(self.safe_times())
        said.append(presenters.hours_words())
        return said

    def safe_times(self) -> str:
        """What the record says about times, for those who may read it."""
        row = None
        if self.standing.may("read", "contact_address"):
            rows = ContactMethod.visible_to(self.ctx).filter(person_id__in=self.group)
            row = rows.filter(pk=self.number.contact_id).first()
        if row is None:
            return _("The record says at which times it is safe. Ask a colleague who may read it.")
        self.ctx.shown.objects(row.pk)
        return _("Safe times: %(times)s.") % {"times": row.safe_times.rstrip(". ")}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, TextForm)  # noqa: S101
        try:
            message = actions.queue(
                self.ctx,
                self.person.pk,
                kind=form.cleaned_data["kind"],
                words=form.words(),
                times_seen=bool(form.cleaned_data.get("times_seen")),
            )
        except actions.CannotText as refused:
            form.add_error(None, refused.words)
            return self.page(form=form, status=422)
        when = presenters.when_words(message, message.recorded_at)
        return self.done(_("Text asked for. %(when)s.") % {"when": when}, self.back())


class Wishes(MessageForm):
    """What the person said about texts."""

    action: ClassVar[str] = "create"
    form_class = WishesForm
    template_name: ClassVar[str] = "messages/wishes.jinja"
    heading = gettext_lazy("What the person wants of texts")

    @cached_property
    def wishes(self) -> TextWishes | None:
        return selectors.wishes_of(self.ctx, self.group)

    def lines(self) -> list[str]:
        return [
            _(
                "Ask the person. Whether a number may be texted at all stands beside the number,"
                " under Details."
            ),
            presenters.hours_words(),
        ]

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": WishesForm.initial_of(self.wishes)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, WishesForm)  # noqa: S101
        actions.record_wishes(
            self.ctx,
            person_id=self.wishes.person_id if self.wishes else self.person.pk,
            facts=form.facts(),
            version=form.cleaned_data["version"] or 0,
        )
        return self.done(_("What the person wants of texts is saved."), self.back())
