"""Screenings as they were saved, the list of them, and those that did not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.people.views import PersonFormView, PersonView
from throughcare.screening import actions, presenters, selectors
from throughcare.screening.forms.custody import NotSeenForm
from throughcare.screening.models import Screen
from throughcare.screening.views.about import ScreenPage, screen_or_404, told

if TYPE_CHECKING:
    from django.forms import BaseForm


class ShowScreen(ScreenPage, PersonView):
    """A screening as it was saved: answers, decision, who was told, what came of it."""

    action = "read"
    category = "clinical_detail"
    tab = "screens"
    template_name = "screening/screen.jinja"

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Where the person is now is not what an old screening is about."""
        return ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        screen = screen_or_404(self.ctx, self.screens, kwargs["screen"])
        mine = screen.agency_id == self.ctx.agency_id
        may_write = mine and self.standing.may("create", "clinical_detail")
        if screen.status == Screen.Status.STARTED and may_write:
            return HttpResponseRedirect(reverse("screening_new", args=[self.person.reference]))
        questions = presenters.questions_of(screen)
        return self.page(
            screen=screen,
            questions=questions,
            title=presenters.screen_title(screen),
            outcome=presenters.screen_outcome(screen),
            groups=presenters.answer_rows(questions, selectors.answers_of(self.ctx, screen)),
            advice=[
                (row, presenters.advice_words(row), presenters.acted_on_words(row))
                for row in selectors.advice_of(self.ctx, screen)
            ],
            done=selectors.actions_of(self.ctx, screen),
            adults=[
                (row, presenters.adult_words(row)) for row in selectors.adults_of(self.ctx, screen)
            ],
            may_correct=may_write and screen.status == Screen.Status.COMPLETED,
            may_follow=mine and self.standing.may("create", "health_summary"),
        )


class Screens(ScreenPage, PersonView):
    """All screenings of the person."""

    action = "read"
    category = "clinical_detail"
    tab = "screens"
    template_name = "screening/screens.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            screens=told(self.screens), may_screen=self.standing.may("create", "clinical_detail")
        )


class PersonNotSeen(ScreenPage, PersonFormView):
    """Declined or could not be seen: recorded on the person, and counted."""

    action = "create"
    category = "health_summary"
    template_name = "screening/person_small.jinja"
    form_class = NotSeenForm
    heading: ClassVar[object] = gettext_lazy("Declined or could not be seen")
    button: ClassVar[object] = gettext_lazy("Save")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.record_not_seen(
            self.ctx,
            person_id=self.person.pk,
            group=self.group,
            why=form.cleaned_data["why"],
            try_again_at=form.cleaned_data["again"],
        )
        return self.done(_("Recorded. It counts in who was offered screening."), reverse("today"))
