"""Texts of one person, the outbox of the agency, and how texts are set up here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.views import SettingsView
from throughcare.core import registry
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed
from throughcare.core.views import StaffView, get_or_404
from throughcare.design import words
from throughcare.messages import actions, presenters, rules, selectors
from throughcare.messages.actions.queueing import Number
from throughcare.messages.catalogue import catalogue
from throughcare.messages.forms import TOOK_BACK, TextForm, ToldForm, WishesForm
from throughcare.messages.models import Message, TextWishes
from throughcare.messages.providers.chosen import is_set_up
from throughcare.messages.settings import ring_number
from throughcare.people.models import ContactMethod
from throughcare.people.views import PersonSmallForm, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


def page_number(text: str) -> int:
    """The page asked for; the first for anything that is not a number."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1


class CareOnly:
    """Texts are the care agencies' own: others hear what concerns them in other ways."""

    ctx: Any

    def check_access(self) -> None:
        super().check_access()  # type: ignore[misc]
        if self.ctx.agency_type not in CARE_TYPES:
            raise NotAllowed("read", "texts to people are kept by the agencies that give care")


class PersonMessages(CareOnly, PersonView):
    """What was sent to the person, when, to which number, and how it went."""

    action: ClassVar[str] = "read"
    category: ClassVar[str] = "health_summary"
    tab: ClassVar[str] = "messages"
    template_name: ClassVar[str] = "messages/messages.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = page_number(request.GET.get("page", ""))
        rows, more = selectors.of_person(self.ctx, self.group, page=number)
        may_see = self.standing.may("read", "contact_address")
        endings = selectors.endings(self.ctx, self.group) if may_see else {}
        may_text = self.standing.may("create", "health_summary")
        return self.page(
            lines=presenters.lines(
                rows,
                endings,
                references=dict.fromkeys(self.group, self.person.reference),
                may_amend=self.standing.may("amend", "health_summary"),
            ),
            wishes=presenters.wishes_terms(selectors.wishes_of(self.ctx, self.group)),
            may_text=may_text,
            refused=self.refused() if may_text else "",
            set_up=is_set_up(),
            hours=presenters.hours_words(),
            number=number,
            more=more,
        )

    def refused(self) -> str:
        found = actions.can_text(self.ctx, self.person.pk)
        return str(rules.REASONS[found.refused]) if found.refused else ""


class MessageForm(CareOnly, PersonSmallForm):
    """A form about texts of the person."""

    category: ClassVar[str] = "health_summary"

    def back(self) -> str:
        """The part of the record that it was opened from (``?from=support``), else the texts."""
        tab = registry.offered("person_tab").get(self.request.GET.get("from", ""))
        page = tab.url_name if tab and tab.shown_to(self.ctx) else "person_messages"
        return reverse(page, args=[self.person.reference])


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


class Told(MessageForm):
    """One text that did not go or arrive: how the person was told instead."""

    action: ClassVar[str] = "amend"
    form_class = ToldForm
    template_name: ClassVar[str] = "messages/told.jinja"
    heading = gettext_lazy("Tell the person another way")
    message: Message

    def fetch(self) -> None:
        super().fetch()
        rows = Message.visible_to(self.ctx).filter(person_id__in=self.group)
        self.message = get_or_404(
            rows.select_related("recorded_by__user"), pk=self.kwargs["message"]
        )
        self.ctx.shown.objects(self.message.pk)

    def page_context(self) -> dict[str, Any]:
        may_see = self.standing.may("read", "contact_address")
        (line,) = presenters.lines(
            [self.message],
            selectors.endings(self.ctx, self.group) if may_see else {},
            references={},
            may_amend=False,
        )
        return {
            **super().page_context(),
            "line": line,
            "details_url": reverse("person_details", args=[self.person.reference]),
        }

    def form_kwargs(self) -> dict[str, Any]:
        status = self.message.status
        waits = status not in (Message.Status.SENT, Message.Status.WITHDRAWN)
        return {"may_withdraw": waits, "initial": {"version": self.message.version}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        how, version = form.cleaned_data["how"], form.cleaned_data["version"]
        about = {"message_id": self.message.pk, "version": version}
        if how == TOOK_BACK:
            actions.withdraw(self.ctx, **about)
        else:
            actions.mark_told(self.ctx, how=how, **about)
        return self.done(_("Recorded."), self.back())

    def refused(self) -> str:
        return _("This text has arrived, or a colleague has dealt with it.")


class ShowOutbox(CareOnly, StaffView):
    """The texts of this agency that should have gone and have not."""

    action: ClassVar[str] = "read"
    category: ClassVar[str] = "health_summary"
    template_name: ClassVar[str] = "messages/outbox.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = page_number(request.GET.get("page", ""))
        rows, more = selectors.to_deal_with(self.ctx, page=number)
        return self.page(
            lines=presenters.lines(
                rows,
                {},
                references={row.person_id: row.person.reference for row in rows},
                may_amend=self.ctx.allows("amend", "health_summary"),
                named=True,
            ),
            set_up=is_set_up(),
            hours=presenters.hours_words(),
            number=number,
            more=more,
        )


class SettingsTexts(SettingsView):
    """Who carries texts, when they go, how the outbox stands, and every wording."""

    template_name = "messages/settings.jinja"

    def page_context(self) -> dict[str, Any]:
        state = selectors.outbox_state()
        return super().page_context() | {
            "set_up": is_set_up(),
            "hours": presenters.hours_words(),
            "ring": ring_number(),
            "signed": settings.TEXTS_SIGNED,
            "welsh_checked_by": settings.TEXTS_WELSH_CHECKED_BY,
            "reminder_hours": settings.REMINDER_HOURS,
            "state": state,
            "last_sent": words.full_moment(state.last_sent) if state.last_sent else "",
            "oldest": words.full_moment(state.oldest) if state.oldest else "",
            "kinds": [(kind, presenters.sample(kind)) for kind in catalogue().kinds.values()],
        }
