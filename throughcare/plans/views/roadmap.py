"""The roadmap: written with the person, given to them on paper, and how they say it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.core.views import get_or_404
from throughcare.design.conflicts import MergesConflicts
from throughcare.design.forms import Form
from throughcare.documents.pdf import make_pdf
from throughcare.people.presenters import called
from throughcare.people.views import PersonView
from throughcare.plans import actions, forms, presenters, selectors
from throughcare.plans.models import Progress, RoadmapStep
from throughcare.plans.paper import roadmap_paper
from throughcare.plans.views.about import PlanForm
from throughcare.support.rules import reads_support

if TYPE_CHECKING:
    from django.forms import BaseForm


class ShowRoadmap(PersonView):
    """The person's steps, for those who give care."""

    action = "read"
    category = "health_summary"
    tab = "plan"
    template_name = "plans/roadmap.jinja"

    def check_access(self) -> None:
        super().check_access()
        if not reads_support(self.ctx):
            raise NotAllowed(self.action, "a roadmap is kept within care")

    def page_context(self) -> dict[str, Any]:
        found = self.roadmap()
        may_write = self.standing.may("create", self.category)
        return {
            **super().page_context(),
            "called": called(self.person),
            "steps": presenters.step_rows(self.ctx, self.person, found.steps, may_write=may_write),
            "given": presenters.given_words(found.given_on),
            "may_write": may_write,
            "may_print": bool(found.steps)
            and self.ctx.allows("print", self.category, self.person.pk),
        }

    def roadmap(self) -> selectors.Roadmap:
        return selectors.roadmap_for(self.ctx, *self.group)


class PrintRoadmap(ShowRoadmap):
    """In large type, for the person to keep."""

    action = "print"
    template_name = "plans/roadmap_print.jinja"

    def roadmap(self) -> selectors.Roadmap:
        found = super().roadmap()
        if not found.steps:
            raise Http404
        return found


class RoadmapPdf(PrintRoadmap):
    """The same words as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = roadmap_paper(self.ctx, self.person, self.roadmap().steps)
        response = HttpResponse(make_pdf(paper, at=clock.now()), content_type="application/pdf")
        name = f"{self.person.reference}-roadmap.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response


class RoadmapForm(PlanForm):
    """A form about the roadmap."""

    back_words = gettext_lazy("Back to the roadmap")

    def back(self) -> str:
        return reverse("roadmap", args=[self.person.reference])


class WriteStep(RoadmapForm):
    form_class = forms.StepForm
    draft_name = "roadmap_step"
    heading = gettext_lazy("Add a step")

    def form_kwargs(self) -> dict[str, Any]:
        steps = selectors.steps_of(self.ctx, self.group)
        following = min(len(steps) + 1, selectors.MOST_STEPS)
        return {"initial": {"place": str(following)}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        facts = form.facts()  # type: ignore[attr-defined]
        actions.write_step(self.ctx, person_id=self.person.pk, facts=facts)
        return self.done(_("Step added."), self.back())


class AboutStep(MergesConflicts, RoadmapForm):
    """A form about one step."""

    step: RoadmapStep

    def fetch(self) -> None:
        super().fetch()
        rows = RoadmapStep.visible_to(self.ctx, "amend").filter(
            person_id__in=self.group, agency_id=self.ctx.agency_id
        )
        self.step = get_or_404(rows, pk=self.kwargs["step"])
        self.ctx.shown.objects(self.step.pk)

    def current_version(self) -> int:
        return self.step.version


class ChangeStep(AboutStep):
    form_class = forms.StepForm
    merge_fields = forms.StepForm.FIELDS
    heading = gettext_lazy("Change a step")

    def current_values(self) -> dict[str, Any]:
        return forms.StepForm.initial_of(self.step)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values(), "changing": True}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.change_step(
            self.ctx,
            step_id=self.step.pk,
            version=self.seen_version(),
            facts=form.facts(),  # type: ignore[attr-defined]
            off=form.cleaned_data["off"],
        )
        return self.done(_("Step changed."), self.back())


class SayHowItGoes(AboutStep):
    """What the person says of it, written down with them."""

    form_class = forms.SayForm
    merge_fields = ("how", "words")
    heading = gettext_lazy("How is it going?")

    def lines(self) -> list[str]:
        return [self.step.title]

    def current_values(self) -> dict[str, Any]:
        return {"how": self.step.how, "words": self.step.said}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"how": self.step.how}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        self.step.version = self.seen_version()
        actions.say_how_it_goes(
            self.ctx, self.step, form.cleaned_data["how"], words=form.cleaned_data["words"]
        )
        said = {"what": self.step.title, "how": Progress(form.cleaned_data["how"]).label}
        return self.done(_("“%(what)s”: %(how)s.") % said, self.back())


class GiveRoadmap(RoadmapForm):
    """A printed copy was handed to the person."""

    form_class = Form
    heading = gettext_lazy("Give the roadmap to the person")
    button = gettext_lazy("I gave them a copy")

    def lines(self) -> list[str]:
        return [_("Print it first. It is theirs to keep, whatever happens to the support.")]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.give_roadmap(self.ctx, group=self.group)
        except ReasonMissing:
            form.add_error(None, _("Write at least one step first"))
            return self.page(form=form, status=422)
        return self.done(_("Written down: the roadmap was given."), self.back())
