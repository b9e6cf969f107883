"""What follows a screening: prompts answered, custody told, an adult asked after, steps taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import MoveNotAllowed
from throughcare.core.models import Due
from throughcare.core.views import get_or_404
from throughcare.people.views import PersonFormView
from throughcare.screening import actions, presenters
from throughcare.screening.forms.screening import (
    ActedOnForm,
    AdultForm,
    AdviceForm,
    SafetyForm,
    StepForm,
)
from throughcare.screening.models import (
    AppropriateAdult,
    CustodyAdvice,
    Screen,
    ScreenAnswer,
    StepTaken,
)
from throughcare.screening.views.about import ScreenPage

if TYPE_CHECKING:
    from django.forms import BaseForm


class FollowUp(ScreenPage, PersonFormView):
    """A small form about one thing that a screening left to do."""

    action = "create"
    category = "health_summary"
    template_name = "screening/person_small.jinja"
    heading: ClassVar[object] = ""
    button: ClassVar[object] = gettext_lazy("Save")

    def lines(self) -> list[str]:
        """What to know before filling it in."""
        return []

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "lines": self.lines(), "tabs": ()}

    def already_dealt_with(self, form: BaseForm) -> HttpResponse:
        form.add_error(None, _("A colleague has already dealt with this."))
        return self.page(form=form, status=409)

    def to_today(self, said: str) -> HttpResponse:
        return self.done(said, reverse("today"))


class AnswerPrompt(FollowUp):
    """A safety answer: what was done, and who was told. There is no other way to close it."""

    form_class = SafetyForm
    draft_name = "safety"
    heading = gettext_lazy("Act now: a safety answer")
    button = gettext_lazy("Save what was done")
    due: Due
    answer: ScreenAnswer | None
    screen: Screen

    def fetch(self) -> None:
        super().fetch()
        rows = Due.visible_to(self.ctx, "amend").filter(
            kind="safety_prompt", person_id__in=self.group
        )
        self.due = get_or_404(rows, pk=self.kwargs["due"])
        # Somebody of the team who may not read the answer still closes the prompt.
        self.answer = ScreenAnswer.visible_to(self.ctx).filter(pk=self.due.subject_id).first()
        self.screen = self.find_screen()

    def draft_subject(self) -> Any:
        return self.due.pk

    def find_screen(self) -> Screen:
        if self.answer is not None:
            found = next((s for s in self.screens if s.pk == self.answer.screen_id), None)
        else:
            mine = [s for s in self.screens if s.agency_id == self.due.agency_id and s.safety]
            opened = self.due.opened_at
            found = next((s for s in mine if s.started_at <= opened), None)
        if found is None:
            raise Http404
        return found

    def lines(self) -> list[str]:
        question = presenters.questions_of(self.screen).question(self.due.detail["question"])
        if self.answer is None:
            return [_("Somebody answered a safety question. Ask the person who screened them.")]
        return [
            _("“%(question)s” Answer: %(answer)s.")
            % {"question": question.text, "answer": self.answer.get_answer_display()},
            *([self.answer.text] if self.answer.text else []),
        ]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.acknowledge_safety(
                self.ctx, due_id=self.due.pk, screen_id=self.screen.pk, **form.cleaned_data
            )
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.to_today(_("Recorded what was done about the safety answer."))


class ScreenFollowUp(FollowUp):
    """A form about one screening of the asker's own agency."""

    screen: Screen

    def fetch(self) -> None:
        super().fetch()
        mine = [s for s in self.screens if s.agency_id == self.ctx.agency_id]
        found = next((s for s in mine if s.pk == self.kwargs["screen"]), None)
        if found is None:
            raise Http404
        self.screen = found

    def draft_subject(self) -> Any:
        return self.screen.pk


class GiveAdvice(ScreenFollowUp):
    """Tell custody staff, and record what, whom and when."""

    form_class = AdviceForm
    draft_name = "advice"
    heading = gettext_lazy("Tell custody staff")
    button = gettext_lazy("Save what you told them")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.give_advice(
            self.ctx, person_id=self.screen.person_id, screen=self.screen, **form.cleaned_data
        )
        return self.to_today(_("Recorded what custody was told."))


class TakeStep(ScreenFollowUp):
    """What came of "assess" or "refer"."""

    form_class = StepForm

    def fetch(self) -> None:
        super().fetch()
        if self.kwargs["step"] not in StepTaken.Step.values:
            raise Http404

    @property
    def heading(self) -> str:  # type: ignore[override]
        if self.kwargs["step"] == StepTaken.Step.ASSESS:
            return _("Assess after screening")
        return _("Refer or give information")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.take_step(
            self.ctx, screen_id=self.screen.pk, step=self.kwargs["step"], **form.cleaned_data
        )
        return self.to_today(_("Recorded."))


class AnswerAdvice(FollowUp):
    """Did custody act on what they were told?"""

    form_class = ActedOnForm
    heading = gettext_lazy("Did custody act on it?")
    advice: CustodyAdvice

    def fetch(self) -> None:
        super().fetch()
        rows = CustodyAdvice.visible_to(self.ctx, "amend").filter(person_id__in=self.group)
        self.advice = get_or_404(rows, pk=self.kwargs["advice"])

    def lines(self) -> list[str]:
        return [presenters.advice_words(self.advice)]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.advice.acted_on is not None:
            return self.already_dealt_with(form)
        actions.answer_advice(
            self.ctx,
            advice_id=self.advice.pk,
            version=self.advice.version,
            acted_on=form.cleaned_data["acted_on"] == "yes",
            by=form.cleaned_data["by"],
        )
        return self.to_today(_("Recorded."))


class AnswerAdult(FollowUp):
    """Did the appropriate adult come?"""

    form_class = AdultForm
    heading = gettext_lazy("Appropriate adult")
    adult: AppropriateAdult

    def fetch(self) -> None:
        super().fetch()
        rows = AppropriateAdult.visible_to(self.ctx, "amend").filter(person_id__in=self.group)
        self.adult = get_or_404(rows, pk=self.kwargs["adult"])

    def lines(self) -> list[str]:
        return [presenters.adult_words(self.adult)]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.adult.came is not None:
            return self.already_dealt_with(form)
        actions.answer_appropriate_adult(
            self.ctx,
            adult_id=self.adult.pk,
            version=self.adult.version,
            came=form.cleaned_data["came"] == "yes",
            who=form.cleaned_data["who"],
        )
        return self.to_today(_("Recorded."))
