"""Requests of the court: asked in a minute, answered by the health team, the asker told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.court import actions, presenters, rules, selectors
from throughcare.court.forms.lines import AnswerForm, RequestForm
from throughcare.court.models import CourtRequest
from throughcare.court.panels import SEEN_FOR, asks_health, sees_requests
from throughcare.people.standing import person_by_reference
from throughcare.people.views import PersonView
from throughcare.screening.forms.custody import EmptyForm
from throughcare.screening.panels import works_with_health

if TYPE_CHECKING:
    from django.forms import BaseForm

OPEN = selectors.OPEN_REQUESTS
#: Who asks, where the account says so already.
ASKER = {"court": "legal_adviser", "probation": "probation"}


class RequestView(StaffView):
    """A page about requests, for both sides of the court."""

    action = "read"
    category = "justice"

    def check_access(self) -> None:
        super().check_access()
        if not sees_requests(self.ctx):
            raise NotAllowed(self.action, "requests are between the court and the health team")


class Requests(RequestView):
    """Open requests of the courts that the asker's team covers, and those answered lately.

    With ``?ask`` the way to ask about somebody: straight to the form where there is one court.
    """

    template_name = "court/requests.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = selectors.court_places(self.ctx)
        if "ask" in request.GET and len(places) == 1 and self.ctx.allows("create", "justice"):
            return HttpResponseRedirect(reverse("court_request_new", args=[places[0].slug]))
        rows = selectors.requests_at(
            self.ctx, [place.pk for place in places], since=clock.now() - SEEN_FOR
        )
        return self.page(
            places=places,
            waiting=[presenters.request_row(row) for row in rows if row.status in OPEN],
            answered=[presenters.request_row(row) for row in rows if row.status not in OPEN],
            may_ask=self.ctx.allows("create", "justice"),
            at=clock.now(),
        )


class PlaceRequestView(RequestView):
    """A page about requests of one court."""

    place: Place

    def fetch(self) -> None:
        self.place = selectors.court_place(self.ctx, self.kwargs["slug"])

    def page_context(self) -> dict[str, Any]:
        return {"place": self.place, "list_url": reverse("court_requests")}


class AskToSee(PlaceRequestView, FormView):
    """Ask the health team to see somebody; or note that they were asked by word of mouth."""

    action = "create"
    template_name = "court/request_new.jinja"
    form_class = RequestForm
    draft_name = "court_request"

    def draft_subject(self) -> UUID | None:
        return self.place.pk

    def later_url(self) -> str:
        return reverse("court_requests")

    def form_kwargs(self) -> dict[str, Any]:
        mine = asks_health(self.ctx)
        return {
            "initial": {
                **self.about(),
                "asked_by": ASKER.get(self.ctx.agency_type, "legal_adviser"),
                "asker_name": self.ctx.user_name if mine else "",
            }
        }

    def about(self) -> dict[str, Any]:
        """Who is asked about, where the page was opened from a record (``?about=TC-…``)."""
        reference = self.request.GET.get("about", "")
        if not reference:
            return {}
        person, standing = person_by_reference(self.ctx, reference)
        self.ctx.shown.people(person.pk, *standing.group)
        on = None if person.born_about else person.born_on
        born = f"{on.day}/{on.month}/{on.year}" if on else ""
        names = {"given_name": person.given_name, "family_name": person.family_name}
        return {**names, "born": born, **self.hearing_of(standing.group)}

    def hearing_of(self, group: Sequence[UUID]) -> dict[str, Any]:
        """What the list of today says of their hearing here, where the asker may read it."""
        found = selectors.heard_here_today(self.ctx, self.place, group)
        if found is None:
            return {}
        return {"case_number": found.case_number, "room": found.room, "custody": found.custody}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        made = actions.ask_to_see(
            self.ctx,
            place_id=self.place.pk,
            facts=form.facts(),  # type: ignore[attr-defined]
        )
        to = reverse("court_request", args=[self.place.slug, made.pk])
        if works_with_health(self.ctx):
            return self.done(_("Recorded. Answer it here."), to)
        return self.done(_("Sent to the health team. You can see here what becomes of it."), to)


class AskAboutPerson(PersonView):
    """From the record of somebody whom the officer supervises: at which court the team is asked.

    The request is the one of a minute, with their name filled in: it opens no record to anybody.
    """

    action = "create"
    category = "justice"
    template_name = "court/request_where.jinja"

    def check_access(self) -> None:
        super().check_access()
        if not asks_health(self.ctx):
            raise NotAllowed(self.action, "requests are between the court and the health team")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = selectors.court_places(self.ctx)
        asked = f"?about={self.person.reference}"
        found = [
            (place.name, reverse("court_request_new", args=[place.slug]) + asked)
            for place in places
        ]
        if len(found) == 1:
            return HttpResponseRedirect(found[0][1])
        return self.page(places=found)


class OneRequest(PlaceRequestView, FormView):
    """One request: the health team answers it, who asked sees what became of it."""

    action = "read"
    template_name = "court/request.jinja"
    form_class: ClassVar[type[Any]] = AnswerForm
    asked: CourtRequest

    def fetch(self) -> None:
        super().fetch()
        rows = CourtRequest.visible_to(self.ctx).filter(place_id=self.place.pk)
        self.asked = get_or_404(rows.select_related("place"), pk=self.kwargs["asked"])
        self.ctx.shown.objects(self.asked.pk)

    @property
    def may_answer(self) -> bool:
        open_ = self.asked.status in OPEN
        return open_ and works_with_health(self.ctx) and self.ctx.allows("amend", "justice")

    def page_context(self) -> dict[str, Any]:
        asked = self.asked
        mine = asked.agency_id == self.ctx.agency_id
        waiting = asked.status == CourtRequest.Status.SENT
        return {
            **super().page_context(),
            "asked": asked,
            "row": presenters.request_row(asked),
            "where": rules.room_words(asked.room) if asked.room else "",
            "may_answer": self.may_answer,
            "may_acknowledge": self.may_answer and waiting,
            "may_withdraw": mine and waiting and self.ctx.allows("amend", "justice"),
            "list_day": self.list_day(),
        }

    def list_day(self) -> str:
        """Where the line stands that was made of it, for the health team."""
        if self.asked.entry_id is None or not works_with_health(self.ctx):
            return ""
        return reverse("court_entry", args=[self.place.slug, self.asked.entry_id])

    def answer_post(self) -> HttpResponse:
        if self.may_answer:
            return super().answer_post()
        form = self.make_form(self.request.POST)
        form.add_error(None, _("The health team answers a request, once."))
        return self.page(form=form, status=422)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        said = form.cleaned_data
        try:
            if said["will"] == "accept":
                entry = actions.accept_request(
                    self.ctx, request_id=self.asked.pk, answer=said["answer"]
                )
                page = "court_entry_youth" if entry.under_18 else "court_entry_match"
                to = reverse(page, args=[self.place.slug, entry.pk])
                return self.done(_("Accepted. They are on the court list."), to)
            actions.decline_request(self.ctx, request_id=self.asked.pk, answer=said["answer"])
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has already answered this."))
            return self.page(form=form, status=409)
        return self.done(_("Answered. Who asked can see it."), reverse("court_requests"))


class RequestButton(OneRequest):
    """A button about a request, without a form to fill in."""

    action = "amend"
    form_class = EmptyForm
    template_name = "court/request_button.jinja"
    heading: object = ""
    button: object = ""

    def press(self) -> str:
        """Do it, and say what was done."""
        raise NotImplementedError

    def answer_post(self) -> HttpResponse:
        return FormView.answer_post(self)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            said = self.press()
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has already dealt with this."))
            return self.page(form=form, status=409)
        to = reverse("court_request", args=[self.place.slug, self.asked.pk])
        return HttpResponseRedirect(to) if not said else self.done(said, to)


class Acknowledge(RequestButton):
    """The health team has seen it, and will answer."""

    heading = gettext_lazy("Seen: I will answer this")
    button = gettext_lazy("I have seen this")

    def check_access(self) -> None:
        super().check_access()
        if not works_with_health(self.ctx):
            raise NotAllowed("amend", "the health team answers a request")

    def press(self) -> str:
        actions.acknowledge_request(self.ctx, request_id=self.asked.pk)
        return _("It is on your list. Who asked can see that you have it.")


class Withdraw(RequestButton):
    """Who asked takes it back."""

    heading = gettext_lazy("Take this request back")
    button = gettext_lazy("Take it back")
    button_variant = "warning"

    def check_access(self) -> None:
        super().check_access()
        if self.asked.agency_id != self.ctx.agency_id:
            raise NotAllowed("amend", "only the agency that asked takes a request back")

    def press(self) -> str:
        actions.withdraw_request(self.ctx, request_id=self.asked.pk)
        return _("Taken back.")
