"""The person's own pages: what is next, who can see what, who has looked, have my say."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from throughcare.core import posts
from throughcare.core.context import Context
from throughcare.core.errors import StaleVersion
from throughcare.core.views import new_key, read_key
from throughcare.my import marks, own_forms, own_presenters, own_session
from throughcare.my import own_selectors as selectors
from throughcare.my.actions import saying
from throughcare.my.models import OwnAccess, Said
from throughcare.my.views.own import LANGUAGE, WELSH, OwnView
from throughcare.people.models import Person
from throughcare.plans import selectors as plans
from throughcare.plans.actions import say_how_it_goes


class MyView(OwnView):
    """A page for a person who has signed in. Without a sign-in it leads to it."""

    own: Context
    given: OwnAccess
    person: Person
    #: A part of the page that is not shown on a device that is not the person's own.
    own_device_only: ClassVar[bool] = False

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = selectors.open_access(self.ctx) if self.ctx is not None else None
        if self.ctx is None or given is None:
            others = own_session.close_shown(request)
            return HttpResponseRedirect(reverse("my_home" if others else "my_sign_in"))
        self.own, self.given = self.ctx, given
        self.person = selectors.me(self.own, given.person_id)
        self.own.shown.people(given.person_id)
        if self.own_device_only and not own_session.is_own_device(request):
            return HttpResponseRedirect(reverse("my_home"))
        return super().answer(request, *args, **kwargs)

    def page(self, status: int = 200, template: str = "", **context: Any) -> HttpResponse:
        return super().page(status, template, **self.frame(), **context)

    def frame(self) -> dict[str, Any]:
        """What stands round every page."""
        return {
            "called": own_presenters.called(self.person),
            "own_device": own_session.is_own_device(self.request),
            "pages_of": own_session.pages_of(self.request),
            "welsh": bool(settings.WELSH_CHECKED_BY),
        }


class Home(MyView):
    """Next appointment first; help one tap from the top."""

    template_name = "my/home.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        upcoming = selectors.upcoming(self.own, self.given.person_id)
        steps = plans.steps_of(self.own, [self.given.person_id])
        return self.page(
            next=own_presenters.appointment(upcoming[0]) if upcoming else None,
            after=[own_presenters.appointment(row) for row in upcoming[1:]],
            quote=selectors.own_words(self.own, self.given.person_id),
            steps=own_presenters.steps(steps),
            waiting=len(selectors.questions(self.own, self.given.person_id)),
            notes=selectors.said_back(self.own, self.given.person_id),
            sent=request.GET.get("sent") == "1",
        )


class Roadmap(MyView):
    """The person's steps, and one tap to say how each goes."""

    template_name = "my/roadmap.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, error: str = "") -> HttpResponse:
        steps = plans.steps_of(self.own, [self.given.person_id])
        return self.page(
            status=status,
            quote=selectors.own_words(self.own, self.given.person_id),
            steps=own_presenters.steps(steps),
            choices=own_presenters.progress_choices(),
            error=error,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        steps = plans.steps_of(self.own, [self.given.person_id])
        asked = [step for step in steps if str(step.pk) == request.POST.get("step")]
        how = request.POST.get("how", "")
        if not asked or how not in dict(own_presenters.progress_choices()):
            return self.show(422, _("Choose how one of your steps is going"))
        try:
            with transaction.atomic():
                say_how_it_goes(self.own, asked[0], how, alone=True)
        except StaleVersion:
            return self.show(409, _("This was changed just now. Look, and say it again"))
        return HttpResponseRedirect(reverse("my_roadmap"))


class Questions(MyView):
    """Questions that wait for the person, until somebody no longer answers for them."""

    template_name = "my/questions.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = selectors.questions(self.own, self.given.person_id)
        return self.page(waiting=[own_presenters.questions(row) for row in waiting])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST.get("questions", "")
        waiting = selectors.questions(self.own, self.given.person_id)
        row = next((row for row in waiting if str(row.pk) == asked), None)
        if row is None:
            return HttpResponseRedirect(reverse("my_questions"))
        code = marks.new_tablet_code()
        own_session.hold_tablet(request, handover_id=row.pk, member_id=row.member_id, code=code)
        return HttpResponseRedirect(reverse("tablet", args=[code]))


class Appointments(MyView):
    """Everything that is planned, soonest first."""

    template_name = "my/appointments.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        upcoming = selectors.upcoming(self.own, self.given.person_id, limit=20)
        return self.page(appointments=[own_presenters.appointment(row) for row in upcoming])


class Sharing(MyView):
    """Who can see what, worked out from the policy for those who work with the person now."""

    template_name = "my/sharing.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(lines=own_presenters.who_sees_what(selectors.who_helps(self.own)))


class Looked(MyView):
    """Who has looked: role, team, day and why. No names, and only on the person's own device."""

    template_name = "my/looked.jinja"
    own_device_only = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(days=own_presenters.looked(selectors.looked(self.own)))


class Say(MyView):
    """Say something to the team. It is not an alarm, and the page says so first."""

    template_name = "my/say.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(form=self._form(None), appointment=self._appointment_words())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.page(status=422, form=form, appointment=self._appointment_words())
        key = read_key(request.POST)
        fields = {name: request.POST.getlist(name) for name in request.POST}
        home = f"{reverse('my_home')}?sent=1"
        try:
            if key and posts.first_answer(self.own, key, path=request.path, fields=fields):
                return HttpResponseRedirect(home)
        except posts.KeyReused:
            # The browser's Back button led to a message that was sent, and it was changed.
            key = None
        self._say(form.cleaned_data)
        if key:
            posts.remember_answer(self.own, key, path=request.path, fields=fields, location=home)
        return HttpResponseRedirect(home)

    def _say(self, given: dict[str, Any]) -> None:
        saying.say(
            self.own,
            self.given.person_id,
            about=given["about"],
            words=given["words"],
            to=given["to"],
            appointment_id=self._appointment_id(),
        )

    def hidden(self) -> SafeString:
        """The key that makes a second post of the same page harmless."""
        return format_html('<input type="hidden" name="idempotency_key" value="{}">', new_key())

    def _form(self, data: Any) -> own_forms.SayForm:
        about = self.request.GET.get("about", Said.About.MESSAGE)
        known = about if about in Said.About.values else Said.About.MESSAGE
        return own_forms.SayForm(data, initial={"about": known, "to": "team"})

    def _appointment_id(self) -> UUID | None:
        try:
            asked = UUID(self.request.GET.get("appointment", ""))
        except ValueError:
            return None
        found = selectors.upcoming(self.own, self.given.person_id, limit=20)
        return asked if asked in {row.pk for row in found} else None

    def _appointment_words(self) -> str:
        asked = self._appointment_id()
        if asked is None:
            return ""
        found = selectors.upcoming(self.own, self.given.person_id, limit=20)
        return next(own_presenters.appointment(row).when for row in found if row.pk == asked)


class TurnTo(MyView):
    """The pages that another care agency opened for the same person."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own_session.turn_to(request, request.POST.get("pages", ""))
        return HttpResponseRedirect(reverse("my_home"))


class Language(OwnView):
    """Welsh or English, before and after signing in; Welsh only once it has been checked."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("language") == WELSH and not settings.WELSH_CHECKED_BY:
            raise Http404
        request.session[LANGUAGE] = request.POST.get("language", "")[:5]
        return HttpResponseRedirect(reverse("my_home"))


class Leave(OwnView):
    """Leave this page now: signed out, and off to a page that says nothing of us. A plain link."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own_session.leave(request)
        response = HttpResponseRedirect(settings.LEAVE_PAGE_TO)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class SignOut(OwnView):
    """Signed out; back at the sign-in page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own_session.leave(request)
        return HttpResponseRedirect(reverse("my_sign_in"))
