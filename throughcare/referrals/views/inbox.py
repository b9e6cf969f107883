"""The receiving team's inbox: its own view of what was sent, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import NotAllowed
from throughcare.core.small_forms import SmallForm
from throughcare.core.views import StaffView, get_or_404, new_key
from throughcare.people.models import Person
from throughcare.referrals import access, actions, presenters, selectors, states
from throughcare.referrals.forms import AssignForm, CodedForm, EmptyForm, FirstForm, ReplyForm
from throughcare.referrals.models import Referral

if TYPE_CHECKING:
    from django.forms import BaseForm


class Inbox(StaffView):
    """What other teams sent to ours, by what is to be done with it."""

    action: ClassVar[str] = "list"
    category: ClassVar[str] = "disclosed"
    template_name = "referrals/inbox.jinja"

    def check_access(self) -> None:
        super().check_access()
        if not access.receives(self.ctx):
            raise NotAllowed("list", "referrals are for teams that give care")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(**inbox_context(self.ctx, request.GET.get("list", "")), row=None)

    def hidden(self) -> SafeString:
        return mini_key()


def mini_key() -> SafeString:
    """The key of each small form on the list: a second press of the same button is harmless."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', new_key())


def inbox_context(ctx: Any, asked: str) -> dict[str, Any]:
    """The list beside the referral: which one, and how many stand on each."""
    current = asked if asked in selectors.LISTS else selectors.TO_DO
    rows = selectors.inbox(ctx, current)
    lines = [presenters.line(row) for row in rows]
    groups = presenters.inbox_groups(rows) if current == selectors.TO_DO else [("", lines)]
    return {
        "lists": presenters.inbox_lists(current, selectors.counts(ctx)),
        "groups": groups if lines else [],
        "none_words": presenters.none_on(current),
        "team_name": ctx.team_name,
        "may_answer": access.answers(ctx),
    }


class SentToUs(StaffView):
    """A page about one referral that was sent to the asker's team."""

    action: ClassVar[str] = "read"
    category: ClassVar[str] = "disclosed"
    referral: Referral

    def fetch(self) -> None:
        self.referral = selectors.referral_or_404(self.ctx, self.kwargs["referral"])

    def check_access(self) -> None:
        super().check_access()
        if not access.receives(self.ctx):
            raise NotAllowed("read", "referrals are for teams that give care")

    def is_ours(self) -> bool:
        return bool(set(self.referral.readers) & set(self.ctx.principals))

    def page_context(self) -> dict[str, Any]:
        row = self.referral
        return {
            **super().page_context(),
            "row": row,
            "line": presenters.line(row),
            "back": self.back(),
        }

    def back(self) -> str:
        return reverse("referral_of", args=[self.referral.pk])


class OneSent(SentToUs, SmallForm):
    """A form about one referral, for those who answer for the team."""

    form_class: ClassVar[type[BaseForm]] = EmptyForm
    template_name = "referrals/inbox_form.jinja"
    back_words = gettext_lazy("Back to the referral")

    def check_access(self) -> None:
        super().check_access()
        if not (access.answers(self.ctx) and self.is_ours()):
            raise NotAllowed("amend", "the team that it was sent to answers")

    def draft_subject(self) -> UUID | None:
        return self.referral.pk

    def draft_person(self) -> UUID | None:
        return self.referral.person_id

    def refused(self) -> str:
        return _("It has moved on in the meantime: answered by a colleague, or taken back.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        return self.done(self.do(form.cleaned_data, form), self.back())

    def do(self, typed: dict[str, Any], form: BaseForm) -> str:
        """Do it, and say what was done."""
        raise NotImplementedError


class BesideTheList(SentToUs):
    """The list of the inbox with one referral open beside it."""

    template_name = "referrals/inbox.jinja"

    def page_context(self) -> dict[str, Any]:
        row = self.referral
        may = access.answers(self.ctx) and self.is_ours()
        accepted = row.status == states.ACCEPTED
        return {
            **super().page_context(),
            **inbox_context(self.ctx, self.request.GET.get("list", "")),
            "copy_terms": presenters.copy_terms(row),
            "tag": presenters.state_tag(row),
            "kind": str(row.get_kind_display()),
            "may_acknowledge": may and row.status == states.SENT,
            "may_assign": may and row.status in states.MOVES["assign"].sources,
            "may_book": may and accepted,
            "reply": may and row.status in states.WAITING,
            "record_url": self.record_url(),
        }

    def hidden(self) -> SafeString:
        return mini_key()

    def record_url(self) -> str:
        """The person's record, where the team works with them."""
        if self.referral.status not in (states.ACCEPTED, states.KEPT):
            return ""
        person = Person.visible_to(self.ctx).filter(pk=self.referral.person_id).first()
        return reverse("person", args=[person.reference]) if person else ""


class Opened(BesideTheList):
    """One referral as it was sent to us. Its sender is led to their own page of it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_ours():
            return HttpResponseRedirect(self.sender_page())
        if access.answers(self.ctx) and self.referral.status in states.WAITING:
            return HttpResponseRedirect(reverse("referral_reply", args=[self.referral.pk]))
        return self.page(form=None)

    def sender_page(self) -> str:
        rows = Person.visible_to(self.ctx)
        person = get_or_404(rows, pk=self.referral.person_id)
        return reverse("referral", args=[person.reference, self.referral.pk])


class Reply(BesideTheList, OneSent):
    """The reply to one referral, beside it as it was sent."""

    form_class: ClassVar[type[BaseForm]] = ReplyForm
    draft_name: ClassVar[str] = "referral_reply"
    template_name = "referrals/inbox.jinja"

    def form_kwargs(self) -> dict[str, Any]:
        sender = self.referral.recorded_by.user.name
        return {"sender": sender, "initial": {"place": self.ctx.user_name}}

    def do(self, typed: dict[str, Any], form: BaseForm) -> str:
        pk, answer = self.referral.pk, typed["answer"]
        if answer == ReplyForm.ASK:
            actions.ask_sender(self.ctx, referral_id=pk, question=typed["question"])
            return _("Asked. It stays on your list.")
        if answer == ReplyForm.DECLINE:
            actions.decline_referral(
                self.ctx, referral_id=pk, reason=typed["reason"], words=typed["words"]
            )
            return _("Not accepted. Whoever sent it is told why.")
        accepted = actions.accept_referral(self.ctx, referral_id=pk)
        if answer == ReplyForm.ACCEPT:
            at = form.moment()  # type: ignore[attr-defined]
            actions.book_first(self.ctx, referral=accepted, at=at, place=typed["place"])
            return _("Accepted, with a first appointment. Whoever sent it is told.")
        return _("Accepted. Whoever sent it is told. Book a first appointment when you can.")


class Acknowledge(OneSent):
    """We have it, and will answer."""

    heading = gettext_lazy("We have it")
    button = gettext_lazy("Say that we have it")

    def do(self, typed: dict[str, Any], form: BaseForm) -> str:
        actions.acknowledge_referral(self.ctx, referral_id=self.referral.pk)
        return _("Whoever sent it can see that you have it. An answer is still due.")


class Came(OneSent):
    """Came, did not come, or moved: one press, and whoever sent it is told."""

    template_name = "referrals/came.jinja"
    heading = gettext_lazy("Did they come?")
    back_words = gettext_lazy("Back to referrals")
    CAME, MISSED, MOVED = "came", "did_not_come", "moved"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        pressed = self.request.POST.get("k", "")
        if pressed == self.MOVED:
            return HttpResponseRedirect(reverse("referral_first", args=[self.referral.pk]))
        if pressed not in (self.CAME, self.MISSED):
            form.add_error(None, _("Press Came, Did not come, or Moved"))
            return self.page(form=form, status=422)
        return super().form_valid(form)

    def do(self, typed: dict[str, Any], form: BaseForm) -> str:
        came = self.request.POST["k"]
        actions.record_first(self.ctx, referral=self.referral, came=came)
        if came == self.CAME:
            return _("Came. Whoever sent it is told.")
        return _("Did not come. Whoever sent it is told. You can book another one.")

    def back(self) -> str:
        return reverse("referrals")


class FirstAppointment(OneSent):
    """Book the first appointment, or move it."""

    form_class = FirstForm
    template_name = "referrals/inbox_form.jinja"
    heading = gettext_lazy("First appointment")
    button = gettext_lazy("Book it")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"place": self.referral.first_place or self.ctx.user_name}}

    def do(self, typed: dict[str, Any], form: BaseForm) -> str:
        at = form.moment()  # type: ignore[attr-defined]
        actions.book_first(self.ctx, referral=self.referral, at=at, place=typed["place"])
        return _("Booked. Whoever sent it is told.")


class Assign(OneSent):
    """Give it to a colleague of the team. Nothing is sent."""

    form_class = AssignForm
    heading = gettext_lazy("Who deals with it?")
    button = gettext_lazy("Assign")

    def form_kwargs(self) -> dict[str, Any]:
        self.members = {str(row.pk): row for row in selectors.colleagues(self.ctx)}
        names = [(pk, row.user.name) for pk, row in self.members.items()]
        return {"members": names, "initial": {"member": str(self.referral.assigned_to_id or "")}}

    def do(self, typed: dict[str, Any], form: BaseForm) -> str:
        member = self.members[typed["member"]]
        actions.assign_referral(self.ctx, referral_id=self.referral.pk, member=member)
        return _("Assigned to %(name)s. Nobody outside the team is told.") % {
            "name": member.user.name
        }


class End(OneSent):
    """It was accepted and comes to nothing: say why."""

    form_class = CodedForm
    heading = gettext_lazy("End without a first appointment")
    button = gettext_lazy("End it")
    button_variant = "warning"

    def form_kwargs(self) -> dict[str, Any]:
        return {"of": "ended"}

    def do(self, typed: dict[str, Any], form: BaseForm) -> str:
        actions.end_referral(
            self.ctx, referral_id=self.referral.pk, reason=typed["reason"], words=typed["words"]
        )
        return _("Ended. Whoever sent it is told why.")
