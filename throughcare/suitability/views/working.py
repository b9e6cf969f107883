"""Settling what is open: begin, dates, answers, the order of treatments, willingness, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.conflicts import MergesConflicts
from throughcare.people.views import PersonSmallForm
from throughcare.sharing import actions as sharing
from throughcare.suitability import actions, presenters, rules
from throughcare.suitability.actions.answered import ASKED
from throughcare.suitability.forms import (
    AnswerForm,
    CloseForm,
    ConsiderForm,
    DatesForm,
    SequenceForm,
    WillingForm,
)
from throughcare.suitability.models import CriterionAnswer, Sequence, Suitability
from throughcare.suitability.views.page import OfOne

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.pathways.definition import Criterion


class SuitabilityForm(PersonSmallForm):
    """What the small forms of this folder have in common."""

    back_words = gettext_lazy("Back to suitability")

    def back(self) -> str:
        return reverse("suitability", args=[self.person.reference])

    def refused(self) -> str:
        return _("A colleague has sent this for sign-off, signed it or closed it meanwhile.")


class Consider(SuitabilityForm):
    """Begin to look at a requirement."""

    action = "create"
    category = "health_summary"
    form_class = ConsiderForm
    heading = gettext_lazy("Is a treatment requirement suitable?")
    button = gettext_lazy("Begin")

    def lines(self) -> list[str]:
        """What is not asked here, said before somebody looks for it."""
        if not (off := rules.not_offered()):
            return []
        said = _(
            "Off: %(named)s. No source was read for what must be true for them, so nothing is "
            "asked about them here. What the person says about complying is kept under Sharing."
        )
        return [said % {"named": words.and_list([str(each) for each in off])}]

    def refused(self) -> str:
        return _("This requirement is being looked at already. Go back to see it.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        actions.consider(
            self.ctx,
            person_id=self.person.pk,
            pathway=typed["pathway"],
            sentence_on=typed["sentence_on"],
        )
        return self.done(_("Begun. Now settle what is open."), self.back())


class ChangeDates(MergesConflicts, OfOne, SuitabilityForm):
    """The day of sentence, and what the person was told before they answer."""

    form_class = DatesForm
    merge_fields = DatesForm.FIELDS
    heading = gettext_lazy("Day of sentence, and what was explained")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def current_version(self) -> int:
        return self.row.version

    def current_values(self) -> dict[str, Any]:
        return DatesForm.initial_of(self.row)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.change_dates(
            self.ctx,
            suitability_id=self.row.pk,
            version=self.seen_version(),
            **form.cleaned_data,
        )
        return self.done(_("Saved: what was explained, and the day of sentence."), self.back())


class AnswerCriterion(MergesConflicts, OfOne, SuitabilityForm):
    """One question of the pathway, with the reason for its answer."""

    category = "clinical_detail"
    form_class = AnswerForm
    merge_fields = AnswerForm.FIELDS
    template_name = "suitability/answer.jinja"
    draft_name = "suitability_answer"

    def fetch(self) -> None:
        super().fetch()
        if self.criterion is None:
            raise Http404

    @cached_property
    def criterion(self) -> Criterion | None:
        found = rules.pinned(self.row)
        wanted = self.kwargs["criterion"]
        for each in found[0].criteria if found else ():
            if each.id == wanted and each.condition.predicate == ASKED:
                return each
        return None

    @property
    def heading(self) -> str:  # type: ignore[override]
        return self.criterion.question if self.criterion else ""

    def lines(self) -> list[str]:
        assert self.criterion is not None  # noqa: S101 - asked in fetch
        return [_("Source: %(source)s") % {"source": self.criterion.source.words}]

    def draft_subject(self) -> Any:
        """One draft a question: two questions may be open in two tabs."""
        return rules.draft_of(self.row.pk, self.kwargs["criterion"])

    def kept(self) -> CriterionAnswer | None:
        rows = CriterionAnswer.visible_to(self.ctx).filter(
            suitability_id=self.row.pk, criterion=self.kwargs["criterion"]
        )
        found: CriterionAnswer | None = rows.first()
        return found

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def current_version(self) -> int:
        found = self.kept()
        return found.version if found else 0

    def current_values(self) -> dict[str, Any]:
        return AnswerForm.initial_of(self.kept())

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.answer(
            self.ctx,
            suitability_id=self.row.pk,
            criterion=self.kwargs["criterion"],
            version=self.seen_version(),
            given=form.given(),  # type: ignore[attr-defined]
        )
        said = _("Kept: %(answer)s. %(question)s.") % {
            "answer": CriterionAnswer.Said(form.cleaned_data["said"]).label,
            "question": self.heading,
        }
        return self.done(said, self.back())


class PutInSequence(MergesConflicts, OfOne, SuitabilityForm):
    """Psychological treatment before, after, beside psychiatric treatment, or alone."""

    category = "clinical_detail"
    form_class = SequenceForm
    merge_fields = SequenceForm.FIELDS
    heading = gettext_lazy("How treatments follow each other")

    def kept(self) -> Sequence | None:
        found: Sequence | None = (
            Sequence.visible_to(self.ctx).filter(suitability_id=self.row.pk).first()
        )
        return found

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def current_version(self) -> int:
        found = self.kept()
        return found.version if found else 0

    def current_values(self) -> dict[str, Any]:
        found = self.kept()
        return {"place": found.place, "why": found.why} if found else {}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.put_in_sequence(
            self.ctx,
            suitability_id=self.row.pk,
            version=self.seen_version(),
            **form.cleaned_data,
        )
        return self.done(_("Saved: how the treatments follow each other."), self.back())


class AskWilling(OfOne, SuitabilityForm):
    """The person's answer before sentence, in the words that were used."""

    action = "create"
    template_name = "suitability/willing.jinja"
    form_class = WillingForm
    draft_name = "suitability_willing"
    heading = gettext_lazy("Are they willing to comply?")
    button = gettext_lazy("Keep the answer")

    def draft_person(self) -> Any:
        return self.person.pk

    def lines(self) -> list[str]:
        return [presenters.title_of(self.row)]

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": WillingForm.now()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        if typed["answer"] == "later":
            actions.change_dates(
                self.ctx,
                suitability_id=self.row.pk,
                version=self.row.version,
                sentence_on=self.row.sentence_on,
                explained=self.row.explained,
                ask_again_on=typed["ask_again_on"],
            )
            day = words.day_date(typed["ask_again_on"], today=clock.today())
            return self.done(_("Kept. Ask again on %(day)s.") % {"day": day}, self.back())
        sharing.record_willingness(
            self.ctx,
            person_id=self.person.pk,
            requirement=self.row.requirement,
            willing=typed["answer"] == "yes",
            words_used=typed["words_used"],
            easy_read_copy_given=typed["easy_read_copy_given"],
            at=typed["moment"],
        )
        said = _("Kept: %(answer)s.") % {"answer": dict(WillingForm.ANSWERS)[typed["answer"]]}
        return self.done(said, self.back())


class Close(OfOne, SuitabilityForm):
    """It is no longer considered; where it is closed already, what came of it is corrected."""

    form_class = CloseForm
    button = gettext_lazy("Save")

    @property
    def is_closed(self) -> bool:
        return self.row.status == Suitability.Status.CLOSED

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Correct what came of it") if self.is_closed else _("What came of it?")

    def lines(self) -> list[str]:
        said = (presenters.title_of(self.row), presenters.decided_words(self.row))
        return [each for each in said if each]

    def form_kwargs(self) -> dict[str, Any]:
        kept = self.row.came_of or self.row.closed_how
        if not kept and presenters.made_it(self.row):
            kept = Suitability.CameOf.WITH
        return {"closed": self.is_closed, "initial": {"end": kept}}

    def refused(self) -> str:
        if self.is_closed:
            return _("This requirement is being looked at already, or a colleague was first.")
        return super().refused()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, CloseForm)  # noqa: S101 - the form of this view
        pk, version = self.row.pk, self.row.version
        if form.cleaned_data["end"] == CloseForm.AGAIN:
            actions.look_again(self.ctx, suitability_id=pk, version=version)
            return self.done(_("It goes on."), self.back())
        how, came_of = form.how()
        act = actions.correct_end if self.is_closed else actions.close
        said = _("Corrected: %(end)s.") if self.is_closed else _("Closed: %(end)s.")
        act(self.ctx, suitability_id=pk, version=version, how=how, came_of=came_of)
        end = dict(CloseForm.ENDS)[form.cleaned_data["end"]]
        return self.done(said % {"end": end}, self.back())
