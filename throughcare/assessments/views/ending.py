"""How an open assessment ends: completed, ended early, or moved to the right record."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments import actions, selectors
from throughcare.assessments.forms.assessing import EmptyForm, MoveForm, StopForm
from throughcare.assessments.models import Assessment
from throughcare.assessments.views.about import SmallForm, WritesAssessment
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.design import words
from throughcare.people import presenters as people_presenters
from throughcare.people.standing import person_by_reference

if TYPE_CHECKING:
    from django.forms import BaseForm

STARTED = (Assessment.Status.STARTED,)


class EndView(WritesAssessment, SmallForm):
    """A form that ends an open assessment."""

    action = "create"
    category = "clinical_detail"
    statuses: ClassVar[tuple[str, ...]] = STARTED

    def back_url(self) -> str:
        return self.url("assessment")

    def seen_version(self) -> int:
        return self.assessment.version


class CompleteAssessment(EndView):
    """End the assessment: what was not asked is kept as not asked."""

    form_class = EmptyForm
    heading = gettext_lazy("End the assessment")
    button = gettext_lazy("End assessment")

    def lines(self) -> list[str]:
        kept = selectors.areas_of(self.ctx, self.assessment)
        left = [area.title for area in self.areas.areas if area.id not in kept]
        if not left:
            return [_("Every area has been looked at.")]
        titles = words.and_list(left)
        return [_("These will be kept as “Not asked”: %(areas)s.") % {"areas": titles}]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        minutes = int((clock.now() - self.assessment.started_at).total_seconds() // 60)
        try:
            actions.complete_assessment(
                self.ctx,
                assessment_id=self.assessment.pk,
                version=self.seen_version(),
                minutes=max(0, minutes),
            )
        except ReasonMissing:
            form.add_error(None, _("Save the section “Safety now” first"))
            return self.form_invalid(form)
        name = people_presenters.full_name(self.person)
        said = _("Assessment completed: %(name)s.") % {"name": name}
        return self.done(said, self.url("assessment"))


class StopAssessment(EndView):
    """End the assessment early, and say why."""

    form_class = StopForm
    heading = gettext_lazy("End the assessment early")
    button = gettext_lazy("End early")
    button_variant = "warning"
    intro = gettext_lazy("What was said stays. Safety prompts stay until somebody answers them.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.stop_assessment(
            self.ctx,
            assessment_id=self.assessment.pk,
            version=self.seen_version(),
            why=form.cleaned_data["why"],
        )
        return self.done(_("Assessment ended early."), self.url("assessment"))


class MoveAssessment(EndView):
    """Not the right person? The assessment goes to the right record, with a reason."""

    form_class = MoveForm
    heading = gettext_lazy("Not the right person?")
    button = gettext_lazy("Move the assessment")
    intro = gettext_lazy(
        "Everything that you saved goes to the right record, and nothing that was said stays on "
        "this one. Drafts that were not saved stay here."
    )

    def fetch(self) -> None:
        super().fetch()
        if self.assessment.recorded_by_id != self.ctx.membership_id:
            raise Http404

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            to, standing = person_by_reference(self.ctx, form.cleaned_data["to"].strip().upper())
        except Http404:
            form.add_error("to", _("No record that you may see has this reference"))
            return self.form_invalid(form)
        if to.pk in self.group or not standing.may("create", "clinical_detail"):
            form.add_error("to", _("Enter the reference of another person of your team"))
            return self.form_invalid(form)
        self.ctx.shown.people(to.pk)
        try:
            moved = actions.move_assessment(
                self.ctx,
                assessment_id=self.assessment.pk,
                version=self.assessment.version,
                to_person_id=to.pk,
                reason=form.cleaned_data["reason"],
            )
        except MoveNotAllowed:
            form.add_error("to", _("That person has an open assessment already"))
            return self.form_invalid(form)
        said = _("Assessment moved to %(name)s.") % {"name": people_presenters.full_name(to)}
        return self.done(said, reverse("assessment", args=[to.reference, moved.pk]))
