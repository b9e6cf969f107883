"""The pages of criminogenic scores: what was assessed when, recorded, corrected, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import NotAllowed
from throughcare.design import words
from throughcare.people.views import PersonSmallForm, PersonView
from throughcare.predictors import actions, presenters, rules, selectors
from throughcare.predictors.forms import ScoreForm, TakeBackForm
from throughcare.predictors.forms_ogrs3 import Ogrs3Form
from throughcare.predictors.models import PredictorScore

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.core.context import Context


class OfKeepers:
    """A page for those who treat or supervise; police and court have cells for their own rows."""

    ctx: Context

    def check_access(self) -> None:
        super().check_access()  # type: ignore[misc]
        if not rules.keeps_scores(self.ctx):
            raise NotAllowed("read", "results of predictors are for health teams and probation")


class Scores(OfKeepers, PersonView):
    """Every result, each predictor and version for itself."""

    action, category, tab = "read", "justice", "scores"
    template_name = "predictors/scores.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = selectors.scores_of(self.ctx, self.group)
        return super().page_context() | {
            "groups": presenters.groups(rows, self.ctx.agency_id),
            "may_record": self.standing.may("create", "justice"),
            "may_change": self.standing.may("amend", "justice"),
        }


class ScorePage(OfKeepers, PersonSmallForm):
    """A form about one result."""

    category = "justice"
    template_name = "predictors/form.jinja"
    back_words = gettext_lazy("Back to the scores")
    #: Fields that hold a figure.
    SHORT = ("percent", "one_year", "first_age", "previous")

    def back(self) -> str:
        return reverse("scores", args=[self.person.reference])


class RecordScore(ScorePage):
    """A result that probation or another source gave."""

    action = "create"
    form_class = ScoreForm
    draft_name = "score"
    heading = gettext_lazy("Record a criminogenic score")

    def form_kwargs(self) -> dict[str, Any]:
        return {"born_on": self.person.born_on}

    def lines(self) -> list[str]:
        if self.person.born_on is not None:
            return []
        return [_("The date of birth is not known. Predictors are for adults only.")]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ScoreForm)  # noqa: S101 - form_class
        row = actions.record_score(self.ctx, person_id=self.person.pk, facts=form.facts())
        said = _("Score recorded: %(name)s, %(result)s.")
        facts = {"name": presenters.title_of(row), "result": presenters.result_words(row)}
        return self.done(said % facts, self.back())


class WorkOutOgrs3(ScorePage):
    """OGRS3 from what is typed; what it was worked out from is kept with it."""

    action = "create"
    form_class = Ogrs3Form
    heading = gettext_lazy("Work out OGRS3")
    button = gettext_lazy("Work out and record")

    def form_kwargs(self) -> dict[str, Any]:
        return {"born_on": self.person.born_on}

    def lines(self) -> list[str]:
        return [
            _("OGRS3 is superseded. It is for history and comparison with earlier studies only."),
            _("It rests on age and record alone, so it cannot show that anything has changed."),
        ]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, Ogrs3Form)  # noqa: S101 - form_class
        row = actions.record_score(
            self.ctx,
            person_id=self.person.pk,
            facts=form.facts(by=self.ctx.user_name),
            inputs=form.inputs(),
        )
        said = _("OGRS3: %(result)s.") % {"result": presenters.result_words(row)}
        return self.done(said, self.back())


class AboutScore(ScorePage):
    """A form about one result of the asker's own agency that still stands."""

    action = "amend"
    row: PredictorScore

    def fetch(self) -> None:
        super().fetch()
        self.row = self.find_row(PredictorScore, "score", action="amend", ours=True)

    def lines(self) -> list[str]:
        row = self.row
        day = words.full_date(row.assessed_on)
        return [f"{presenters.title_of(row)}, {day}: {presenters.result_words(row)}"]


class CorrectScore(AboutScore):
    """What was typed wrong; the result as it was stays to be read."""

    form_class = ScoreForm
    heading = gettext_lazy("Correct a criminogenic score")
    button = gettext_lazy("Save the correction")

    def fetch(self) -> None:
        super().fetch()
        if self.row.inputs:
            # What was worked out here is taken back and worked out anew.
            raise Http404

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "born_on": self.person.born_on,
            "correcting": True,
            "initial": ScoreForm.initial_of(self.row),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ScoreForm)  # noqa: S101 - form_class
        actions.correct_score(
            self.ctx,
            score_id=self.row.pk,
            version=form.cleaned_data["version"],
            facts=form.facts(),
            reason=form.cleaned_data["reason"],
        )
        return self.done(_("Corrected. What was there before stays to be read."), self.back())


class TakeBackScore(AboutScore):
    """It was recorded by mistake, or on the wrong record."""

    form_class = TakeBackForm
    heading = gettext_lazy("Take a score back")
    button = gettext_lazy("Take it back")
    button_variant = "warning"

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.row.version}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.take_back(self.ctx, score_id=self.row.pk, **form.cleaned_data)
        return self.done(_("Taken back. It stays to be read, with your reason."), self.back())
