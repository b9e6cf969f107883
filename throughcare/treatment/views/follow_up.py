"""Follow-up after treatment: tried again, or what came of it, with questionnaires."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.instruments import actions as answering
from throughcare.instruments import selectors as used
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import Answer
from throughcare.instruments.offered import OffersQuestionnaires
from throughcare.people import presenters as people_presenters
from throughcare.treatment import actions, rules
from throughcare.treatment.forms.around import FollowUpForm
from throughcare.treatment.forms.boxes import typed_so_far
from throughcare.treatment.models import FollowUp, Measured, Programme
from throughcare.treatment.presenters import programme as presenters
from throughcare.treatment.views.programme import TreatmentForm

if TYPE_CHECKING:
    from django.forms import BaseForm


class DoFollowUp(OffersQuestionnaires, TreatmentForm):
    """Follow up after treatment, or say how it was tried."""

    template_name = "treatment/follow_up.jinja"
    form_class = FollowUpForm
    draft_name = "treatment_follow_up"
    heading = gettext_lazy("Follow up after treatment")
    follow_up: FollowUp

    def fetch(self) -> None:
        super().fetch()
        self.follow_up = self.find_row(
            FollowUp, "follow_up", "programme", action="amend", ours=True
        )

    def draft_subject(self) -> UUID | None:
        return self.follow_up.pk

    def lines(self) -> list[str]:
        row = self.follow_up
        return [
            _("%(title)s, due %(on)s.") % {"title": row.title, "on": presenters.short(row.due_on)}
        ]

    def asked_here(self) -> list[Questionnaire]:
        programme: Programme = self.follow_up.programme
        set_here = rules.settings_of(programme.agency_id, programme.pathway)
        return rules.asked_after(self.ctx, rules.says(programme), set_here)

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "questionnaires": self.questionnaires,
            "changed": self.offered.changed,
            "called": people_presenters.called(self.person),
            "initial": {"version": self.follow_up.version},
        }

    def save_draft(self) -> datetime:
        """Also after a save that could not be: a safety answer acts, whatever is in the way."""
        at = super().save_draft()
        for questionnaire, given in typed_so_far(self.questionnaires, self.request.POST):
            with transaction.atomic():
                answering.save_safety_answers(
                    self.ctx,
                    person_id=self.follow_up.person_id,
                    questionnaire=questionnaire,
                    answers=given,
                    checked=self.was_offered(questionnaire),
                )
        return at

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, FollowUpForm)  # noqa: S101 - form_class
        typed = form.cleaned_data
        about = {"follow_up_id": self.follow_up.pk, "version": typed["version"]}
        if typed["result"] == FollowUpForm.AGAIN:
            tried = actions.try_again(
                self.ctx, **about, how=typed["how"], again_on=typed["again_on"]
            )
            said = _("Kept. It comes back on %(on)s.") % {"on": presenters.short(tried.again_on)}
            return self.done(said, self.back())
        row = actions.end_follow_up(
            self.ctx,
            **about,
            result=typed["result"],
            said=typed["said"],
            answers=form.answers,
            offered=[each.id for each in self.offered.same],
        )
        return self.after(row, self.unsigned_words(each for each, _g in form.answers.values()))

    def after(self, row: FollowUp, unsigned: str) -> HttpResponse:
        """A safety answer is asked about before anything else."""
        uses = Measured.visible_to(self.ctx).filter(follow_up_id=row.pk)
        answers = Answer.visible_to(self.ctx).filter(
            administration_id__in=uses.values_list("administration_id", flat=True)
        )
        prompts = used.open_prompts(self.ctx, answers.values_list("pk", flat=True))
        if prompts:
            ref = self.person.reference
            page = reverse("questionnaire_prompt", args=[ref, prompts[0].pk])
            said = _("Follow-up saved. Now say what was done about safety.")
            return self.done(f"{said} {unsigned}".strip(), page)
        return self.done(f"{_('Follow-up saved.')} {unsigned}".strip(), self.back())
