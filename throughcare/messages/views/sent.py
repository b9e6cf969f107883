"""The texts of one person as they went, and one that did not: how they were told instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.views import get_or_404
from throughcare.messages import actions, presenters, rules, selectors
from throughcare.messages.forms import TOOK_BACK, ToldForm
from throughcare.messages.models import Message
from throughcare.messages.providers.chosen import is_set_up
from throughcare.messages.views.about import CareOnly, MessageForm, page_number
from throughcare.people.views import PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


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
