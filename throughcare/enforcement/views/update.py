"""The court asks the officer; the officer answers; who asked closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.appointments import selectors as appointments
from throughcare.core import clock
from throughcare.enforcement import actions, reading, rules
from throughcare.enforcement.forms import AskForm, ReplyForm
from throughcare.enforcement.models import UpdateReply, UpdateRequest
from throughcare.enforcement.papers import count_words
from throughcare.enforcement.statements import Counts, counts_of, lines_of
from throughcare.enforcement.views.about import OrderForm
from throughcare.orders.models import Order, Status
from throughcare.screening.forms.custody import EmptyForm

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

ASKED = UpdateRequest.Status.ASKED


class Ask(OrderForm):
    """What the court needs to know from the officer, and by when."""

    form_class = AskForm
    draft_name = "update_new"
    heading = gettext_lazy("Ask the officer for an update")
    button = gettext_lazy("Send")
    refused_because = gettext_lazy("the court and the health team ask the officer")

    def may(self) -> bool:
        return rules.asks_officer(self.ctx)

    def lines(self) -> list[str]:
        return [_("One request at a time about a person: everybody who may ask sees this one.")]

    def refused(self) -> str:
        return _(
            "A request about this person is out already. Its answer will be on the order page."
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        orders = Order.visible_to(self.ctx).filter(person_id__in=self.group, status=Status.ACTIVE)
        order = orders.order_by("-made_on").first()
        made = actions.ask_update(
            self.ctx,
            person_id=self.person.pk,
            group=self.group,
            wants=typed["wants"],
            needed_by=form.needed_by(),  # type: ignore[attr-defined]
            words=typed["words"],
            order_id=order.pk if order else None,
        )
        to = reverse("update", args=[self.person.reference, made.pk])
        return self.done(_("Sent. You can see here what becomes of it."), to)


class AboutUpdate(OrderForm):
    """A page about one request."""

    asked: UpdateRequest

    def fetch(self) -> None:
        super().fetch()
        self.asked = self.find_row(UpdateRequest, "update")

    def draft_subject(self) -> UUID:
        return self.asked.pk

    @cached_property
    def reply(self) -> UpdateReply | None:
        return self.told.reply_to(self.asked)

    @property
    def mine(self) -> bool:
        return self.asked.agency_id == self.ctx.agency_id and rules.asks_officer(self.ctx)

    @property
    def is_open(self) -> bool:
        return self.asked.status == ASKED


class OneUpdate(AboutUpdate):
    """One request: the officer answers it, who asked sees what became of it."""

    action = "read"
    template_name = "enforcement/update.jinja"
    form_class = ReplyForm
    draft_name = "update_reply"
    heading = gettext_lazy("Update for the court")
    button = gettext_lazy("Send the answer")

    @property
    def may_answer(self) -> bool:
        return self.is_open and self.reply is None and rules.decides(self.ctx)

    @cached_property
    def counts(self) -> Counts:
        """Attendance as it stands, in counts: probation's own and what statements told."""
        seen = lines_of(appointments.of_person(self.ctx, list(self.group)))
        found = {line.appointment: line for line in self.told.lines()}
        return counts_of((found | {line.appointment: line for line in seen}).values())

    def page_context(self) -> dict[str, Any]:
        open_ = self.is_open and self.mine
        return {
            **super().page_context(),
            "row": reading.request_row(self.asked, self.told, clock.now()),
            "may_answer": self.may_answer,
            "sums": count_words(self.counts) if self.may_answer else [],
            "may_remind": open_ and self.reply is None,
            "may_close": open_,
            "close_words": close_words(self.asked, self.reply),
        }

    def answer_post(self) -> HttpResponse:
        if self.may_answer:
            return super().answer_post()
        form = self.make_form(self.request.POST)
        form.add_error(None, _("The officer answers a request, once."))
        return self.page(form=form, status=422)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.reply_update(
            self.ctx,
            group=self.group,
            request_id=self.asked.pk,
            kind=form.cleaned_data["kind"],
            words=form.cleaned_data["words"],
            counts=self.counts,
        )
        return self.done(_("Sent. Who asked can read it."), self.back())


class UpdateButton(AboutUpdate):
    """A button of who asked."""

    action = "amend"
    form_class = EmptyForm
    refused_because = gettext_lazy("only the agency that asked does this")

    def may(self) -> bool:
        return self.mine

    def lines(self) -> list[str]:
        row = reading.request_row(self.asked, self.told, clock.now())
        return [row.asked, _("Due %(when)s") % {"when": row.due}]

    def back(self) -> str:
        return reverse("update", args=[self.person.reference, self.asked.pk])


class Remind(UpdateButton):
    """The officer's Today says that the court is waiting."""

    heading = gettext_lazy("Remind the officer")
    button = gettext_lazy("Remind the officer")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.remind_officer(self.ctx, request_id=self.asked.pk, version=self.asked.version)
        return self.done(_("The officer’s Today says that you are waiting."), self.back())


class Close(UpdateButton):
    """The answer was read, none came in time, or the request is taken back."""

    def fetch(self) -> None:
        super().fetch()
        self.heading = self.button = close_words(self.asked, self.reply)

    @property
    def button_variant(self) -> str:  # type: ignore[override]
        taken_back = close_how(self.asked, self.reply) == UpdateRequest.Status.TAKEN_BACK
        return "warning" if taken_back else ""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        how = close_how(self.asked, self.reply)
        actions.end_update(self.ctx, request_id=self.asked.pk, version=self.asked.version, how=how)
        return self.done(closed_words(how), self.back())


def close_how(asked: UpdateRequest, reply: UpdateReply | None) -> str:
    """How a request is closed now: there is one way at a time."""
    if reply is not None:
        return UpdateRequest.Status.ANSWERED
    late = asked.needed_by <= clock.now()
    return UpdateRequest.Status.NO_REPLY if late else UpdateRequest.Status.TAKEN_BACK


def closed_words(how: str) -> str:
    """What the banner says once it is closed."""
    words = {
        UpdateRequest.Status.ANSWERED: _("Recorded: you have read the answer."),
        UpdateRequest.Status.NO_REPLY: _("Recorded: no reply came."),
        UpdateRequest.Status.TAKEN_BACK: _("The request is taken back."),
    }
    return words[UpdateRequest.Status(how)]


def close_words(asked: UpdateRequest, reply: UpdateReply | None) -> str:
    words = {
        UpdateRequest.Status.ANSWERED: _("I have read the answer"),
        UpdateRequest.Status.NO_REPLY: _("Record that no reply came"),
        UpdateRequest.Status.TAKEN_BACK: _("Take the request back"),
    }
    return words[UpdateRequest.Status(close_how(asked, reply))]
