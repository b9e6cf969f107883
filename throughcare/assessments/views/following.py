"""What follows: safety prompts, looking again, needs, and the lead's list of open prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments import actions, presenters, selectors
from throughcare.assessments.actions.safety import PROMPT
from throughcare.assessments.forms.assessing import LookAgainForm, NeedForm, PromptForm
from throughcare.assessments.models import Assessment, Need, SafetyAnswer
from throughcare.assessments.views.about import SmallForm, WritesAssessment
from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed
from throughcare.core.models import Due
from throughcare.core.views import StaffView, get_or_404
from throughcare.design import words
from throughcare.design.conflicts import MergesConflicts
from throughcare.people import presenters as people_presenters

if TYPE_CHECKING:
    from django.forms import BaseForm


class AnswerPrompt(SmallForm):
    """A safety answer: what was done, and who was told. There is no other way to close it."""

    action = "create"
    category = "health_summary"
    form_class = PromptForm
    draft_name = "assessment_prompt"
    heading = gettext_lazy("Act now: a safety answer")
    button = gettext_lazy("Save what was done")
    due: Due
    answer: SafetyAnswer | None
    assessment: Assessment

    def fetch(self) -> None:
        super().fetch()
        rows = Due.visible_to(self.ctx, "amend").filter(kind=PROMPT, person_id__in=self.group)
        self.due = get_or_404(rows, pk=self.kwargs["due"])
        # Somebody of the team who may not read the answer still closes the prompt.
        self.answer = SafetyAnswer.visible_to(self.ctx).filter(pk=self.due.subject_id).first()
        self.assessment = self.find_assessment()

    def find_assessment(self) -> Assessment:
        rows = selectors.assessments_of(self.ctx, self.group)
        if self.answer is not None:
            found = next((a for a in rows if a.pk == self.answer.assessment_id), None)
        else:
            mine = [a for a in rows if a.agency_id == self.due.agency_id and a.safety]
            found = next((a for a in mine if a.started_at <= self.due.opened_at), None)
        if found is None:
            raise Http404
        return found

    def draft_subject(self) -> UUID:
        return self.due.pk

    def back_url(self) -> str:
        return reverse("today")

    def lines(self) -> list[str]:
        areas = presenters.areas_of(self.assessment)
        question = areas.safety_question(self.due.detail["question"])
        if self.answer is None:
            return [_("Somebody answered a safety question. Ask the person who assessed them.")]
        return [
            _("“%(question)s” Answer: %(answer)s.")
            % {"question": question.text, "answer": self.answer.get_answer_display()},
            *([self.answer.text] if self.answer.text else []),
        ]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.acknowledge_safety(
                self.ctx,
                due_id=self.due.pk,
                assessment_id=self.assessment.pk,
                **form.cleaned_data,
            )
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Recorded what was done about the safety answer."), reverse("today"))


class LookAgain(WritesAssessment, SmallForm):
    """Look again on the day that was named: how things are now, and when next."""

    action = "create"
    category = "clinical_detail"
    statuses = (
        Assessment.Status.STARTED,
        Assessment.Status.COMPLETED,
        Assessment.Status.STOPPED,
    )
    form_class = LookAgainForm
    draft_name = "look_again"
    heading = gettext_lazy("Look again how things are")
    button = gettext_lazy("Save how things are")

    def draft_subject(self) -> UUID:
        return self.assessment.pk

    def back_url(self) -> str:
        return self.url("assessment")

    def lines(self) -> list[str]:
        now = selectors.safety_of(self.ctx, self.assessment)
        if now is None:
            return []
        return [
            f"{title}: {getattr(now, name)}"
            for name, title in presenters.SAFETY_TITLES.items()
            if getattr(now, name)
        ]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.look_again(self.ctx, assessment_id=self.assessment.pk, **form.cleaned_data)
        return self.done(_("Recorded how things are."), self.url("assessment"))


class ChangeNeed(MergesConflicts, SmallForm):
    """Whether a need was met since."""

    action = "create"
    category = "clinical_detail"
    form_class = NeedForm
    heading = gettext_lazy("Has this need been met?")
    button = gettext_lazy("Save")
    merge_fields = ("status", "note")
    need: Need

    def fetch(self) -> None:
        super().fetch()
        rows = Need.visible_to(self.ctx, "amend").filter(person_id__in=self.group)
        rows = rows.exclude(status=Need.Status.TAKEN_BACK)
        self.need = get_or_404(rows, pk=self.kwargs["need"])
        self.ctx.shown.objects(self.need.pk)

    def draft_subject(self) -> UUID:
        return self.need.pk

    def current_version(self) -> int:
        return self.need.version

    def current_values(self) -> dict[str, Any]:
        return {"status": self.need.status, "note": self.need.note}

    def current_author(self) -> tuple[str, str]:
        return self.need.by_name.split(" ")[0], self.need.by_name

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def lines(self) -> list[str]:
        row = presenters.need_row(self.need)
        return [row.title, *(each for each in (row.text, row.flag) if each)]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.change_need(
            self.ctx, need_id=self.need.pk, version=self.seen_version(), **form.cleaned_data
        )
        return self.done(_("Need saved."), reverse("assessments", args=[self.person.reference]))


class SafetyPrompts(StaffView):
    """Safety answers of the team that nobody has acted on yet, the oldest first."""

    action = "amend"
    category = "health_summary"
    template_name = "assessments/prompts.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kinds = registry.offered("worklist_kind")
        now = clock.now()
        rows = [
            {
                "name": people_presenters.full_name(each.person) if each.person else _("Not known"),
                "task": kinds[each.due.kind].words(each.due),
                "url": kinds[each.due.kind].url(each.due, each.person.reference)
                if each.person
                else "",
                "asked": words.moment(each.due.opened_at, now=now),
                "open_for": words.duration((now - each.due.opened_at).total_seconds()),
                "late": each.due.due_at < now,
                "owner": each.owner or _("Nobody"),
            }
            for each in selectors.open_prompts(self.ctx)
        ]
        return self.page(rows=rows, late=[r for r in rows if r["late"]])
