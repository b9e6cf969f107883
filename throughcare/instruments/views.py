"""Questionnaires of a person: the list with change, entering, correcting, acting on safety."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import registry
from throughcare.core.models import Due
from throughcare.core.views import get_or_404
from throughcare.design import words
from throughcare.instruments import (
    actions,
    forms,
    library,
    presenters,
    rules,
    selectors,
)
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.models import Administration, Answer
from throughcare.instruments.offered import OffersQuestionnaires
from throughcare.instruments.worklist import draft_name
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonFormView, PersonSmallForm, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm

Status = Administration.Status
#: Uses in the list of all, the newest first.
A_PAGE = 25


class Questionnaires(PersonView):
    """What was answered, how it changed, and which questionnaires can be entered."""

    action, category, tab = "read", "clinical_detail", "questionnaires"
    template_name = "instruments/questionnaires.jinja"

    def page_context(self) -> dict[str, Any]:
        uses = selectors.uses_of(self.ctx, self.group)
        paged = Paginator(uses, A_PAGE).get_page(self.request.GET.get("page"))
        there = library.library()
        ref = self.person.reference
        return super().page_context() | {
            "lines": presenters.measure_lines(uses, ref),
            "trend": presenters.trend(uses),
            "uses": [(u, presenters.day_words(u.row), presenters.how_words(u.row)) for u in paged],
            "paged": paged,
            "score_words": _score_words,
            "questionnaires": [
                (each, QUESTIONNAIRES.is_usable(self.ctx, each))
                for each in there.questionnaires.values()
            ],
            # Other ways to answer, that higher folders offer: on a tablet.
            "ways": [
                (str(way.label), reverse(way.url_name, args=[ref]))
                for way in registry.offered("ways_to_answer").values()
            ],
            "may_write": self.standing.may("create", "clinical_detail"),
            "called": people_presenters.called(self.person),
        }


def _score_words(used: selectors.Used) -> str:
    """The score of one use, or that it is not finished."""
    if used.row.status == Status.STARTED:
        return str(Status.STARTED.label)
    return presenters.number_words(used.score.score if used.score else None)


class EntersAnswers(PersonFormView):
    """A page on which answers are typed."""

    action, category = "create", "clinical_detail"
    template_name = "instruments/enter.jinja"
    form_class = forms.AnswersForm
    questionnaire: library.Questionnaire

    def form_kwargs(self) -> dict[str, Any]:
        return {"questionnaire": self.questionnaire}

    def back_url(self) -> str:
        return reverse("questionnaires", args=[self.person.reference])

    def later_url(self) -> str:
        return self.back_url()

    def page_context(self) -> dict[str, Any]:
        at = self.draft_saved_at
        return super().page_context() | {
            "tabs": (),
            "questionnaire": self.questionnaire,
            "version_words": presenters.version_words(self.questionnaire.version),
            "signature": QUESTIONNAIRES.signature_of(self.ctx, self.questionnaire),
            "back_url": self.back_url(),
            "saved_words": _("Saved at %(time)s") % {"time": words.clock(at)} if at else "",
            "unsigned": "",
        }

    def finish(self, row: Administration) -> HttpResponse:
        """Whoever saved a safety answer is asked at once what was done about it."""
        answers = Answer.visible_to(self.ctx).filter(administration_id=row.pk)
        prompts = (
            selectors.open_prompts(self.ctx, answers.values_list("pk", flat=True))
            if row.safety
            else []
        )
        said = self.said(row)
        if prompts:
            ref = self.person.reference
            return self.done(said, reverse("questionnaire_prompt", args=[ref, prompts[0].pk]))
        return self.done(said, self.back_url())

    def said(self, row: Administration) -> str:
        said = _("%(id)s saved: %(name)s.") % {
            "id": row.name,
            "name": people_presenters.full_name(self.person),
        }
        return said if row.complete else said + " " + _("Some questions have no answer.")


class NewQuestionnaire(OffersQuestionnaires, EntersAnswers):
    """Enter one use: in one row, or one by one."""

    def fetch(self) -> None:
        super().fetch()
        found = library.find(self.kwargs["instrument"])
        if found is None:
            raise Http404
        self.questionnaire = found

    def check_access(self) -> None:
        super().check_access()
        is_open = self.questionnaires or self.questionnaire.id in self.offered.changed
        if not is_open:
            QUESTIONNAIRES.require_signed(self.ctx, self.questionnaire)

    def asked_here(self) -> list[library.Questionnaire]:
        """Itself, where it is signed, or was begun by this author when it was."""
        usable = QUESTIONNAIRES.is_usable(self.ctx, self.questionnaire)
        if usable or actions.is_begun(self.ctx, self.person.pk, self.questionnaire):
            return [self.questionnaire]
        return []

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"stop": self._stop()}

    def _stop(self) -> str:
        """Why what was typed cannot be saved as it stands; "" where it can."""
        if not self.questionnaires:
            return _(
                "The words of this questionnaire have changed and no clinical lead has signed them."
                " Nothing is scored. What you typed is kept here as a draft: look at the answers"
                " yourself, above all those about safety."
            )
        if self.questionnaire.id in self.offered.changed:
            return _(
                "The words or rules of this questionnaire have changed since you opened it."
                " Compare your answers with the new words, and save again."
            )
        return ""

    @property
    def draft_name(self) -> str:  # type: ignore[override]
        return draft_name(self.questionnaire.id)

    def save_draft(self) -> datetime:
        """Also after a save that could not be: a safety answer acts, whatever is in the way."""
        at = super().save_draft()
        given = forms.given_so_far(self.questionnaire.instrument, self.request.POST)
        for questionnaire in self.questionnaires:
            with transaction.atomic():
                actions.save_safety_answers(
                    self.ctx,
                    person_id=self.person.pk,
                    questionnaire=questionnaire,
                    answers=given,
                    checked=self.was_offered(questionnaire),
                )
        return at

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, forms.AnswersForm)  # noqa: S101 - form_class
        assert form.answers is not None  # noqa: S101 - a valid form has them
        row = actions.administer(
            self.ctx,
            person_id=self.person.pk,
            questionnaire=self.questionnaire,
            answers=form.answers,
            how=form.how(),
            checked=self.was_offered(self.questionnaire),
        )
        return self.finish(row)

    def said(self, row: Administration) -> str:
        return f"{super().said(row)} {self.unsigned_words([self.questionnaire])}".strip()


class OneUse:
    """A page about one use of the person."""

    ctx: Any
    group: tuple[UUID, ...]
    kwargs: dict[str, Any]
    used: selectors.Used

    def fetch(self) -> None:
        super().fetch()  # type: ignore[misc]
        found = selectors.use_of(self.ctx, self.group, self.kwargs["administration"])
        if found is None:
            raise Http404
        self.used = found

    @property
    def mine(self) -> bool:
        return bool(self.used.row.agency_id == self.ctx.agency_id)


class ShowQuestionnaire(OneUse, PersonView):
    """One use: each answer, the score, and which rules with which sources it rests on."""

    action, category, tab = "read", "clinical_detail", "questionnaires"
    template_name = "instruments/questionnaire.jinja"

    def page_context(self) -> dict[str, Any]:
        row = self.used.row
        questionnaire = library.used_in(row)
        instrument = questionnaire.instrument if questionnaire else None
        answers = selectors.answers_of(self.ctx, row)
        completed = row.status == Status.COMPLETED
        may = self.mine and self.standing.may("amend", "clinical_detail")
        return super().page_context() | {
            "used": self.used,
            "questionnaire": questionnaire,
            "signature": questionnaire and QUESTIONNAIRES.signature_of(self.ctx, questionnaire),
            "day": presenters.day_words(row),
            "how": presenters.how_words(row),
            "version_words": presenters.version_words(row.instrument_version),
            "score_words": _score_words(self.used),
            "meaning": presenters.score_meaning(self.used, instrument) if completed else [],
            "missing": presenters.missing_words(self.used),
            "asked": presenters.asked_rows(questionnaire, answers),
            "done": selectors.prompts_answered(self.ctx, row),
            "prompts": selectors.open_prompts(self.ctx, [a.pk for a in answers.values()]),
            "may_correct": may and completed and questionnaire is not None,
            "may_take_back": may,
        }


class OwnUse(OneUse):
    """A form about one use of the asker's own agency."""

    def fetch(self) -> None:
        super().fetch()
        if not self.mine:
            raise Http404


class CorrectQuestionnaire(OwnUse, EntersAnswers):
    """Put answers right; what was there before stays in the history."""

    action = "amend"

    def fetch(self) -> None:
        super().fetch()
        found = library.used_in(self.used.row)
        if found is None or self.used.row.status != Status.COMPLETED:
            raise Http404
        self.questionnaire = found

    def form_kwargs(self) -> dict[str, Any]:
        return {**super().form_kwargs(), "initial": self.current_values()}

    def answer_post(self) -> HttpResponse:
        """Whoever corrects what a colleague has changed since is told, and may save again."""
        version = str(self.used.row.version)
        if self.request.POST.get("version") == version:
            return super().answer_post()
        typed = self.request.POST.copy()
        typed["version"] = version
        form = self.make_form(typed)
        form.is_valid()
        return self.conflict(form)

    def current_values(self) -> dict[str, Any]:
        row = self.used.row
        how = ("mode", "with_help", "language", "answered_on", "version")
        values: dict[str, Any] = {name: getattr(row, name) for name in how}
        if self.questionnaire.instrument.entry_only:
            score = self.used.score.score if self.used.score else None
            return {**values, "total": presenters.number_words(score)}
        offered = {Answer.Missing.BLANK: ""}
        for item, answer in selectors.answers_of(self.ctx, row).items():
            known = rules.item_of(self.questionnaire.instrument, item)
            if answer.missing == Answer.Missing.NOT_KNOWN and known is not None:
                values[forms.field_name(item)] = str(known.not_known)
                continue
            code = offered.get(answer.missing, answer.missing)  # type: ignore[call-overload]
            values[forms.field_name(item)] = str(answer.value) if answer.missing == "" else code
        return values

    def back_url(self) -> str:
        return reverse("questionnaire", args=[self.person.reference, self.used.row.pk])

    def said(self, row: Administration) -> str:
        return _("%(id)s corrected.") % {"id": row.name}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, forms.AnswersForm)  # noqa: S101 - form_class
        assert form.answers is not None  # noqa: S101 - a valid form has them
        row = actions.correct(
            self.ctx,
            administration_id=self.used.row.pk,
            version=form.cleaned_data["version"] or 0,
            answers=form.answers,
            how=form.how(),
        )
        return self.finish(row)


class QuestionnaireForm(PersonSmallForm):
    """A small form under one heading."""

    template_name = "instruments/small.jinja"

    def back(self) -> str:
        return reverse("questionnaires", args=[self.person.reference])


class TakeBackQuestionnaire(OwnUse, QuestionnaireForm):
    """It was entered by mistake, or on the wrong record."""

    action, category = "amend", "clinical_detail"
    form_class = forms.TakeBackForm
    heading = gettext_lazy("Take a questionnaire back")
    button = gettext_lazy("Take it back")
    button_variant = "warning"

    def lines(self) -> list[str]:
        row = self.used.row
        which = _("%(id)s, %(day)s.") % {"id": row.name, "day": presenters.day_words(row)}
        stays = _("A safety answer that it raised stays open until somebody says what was done.")
        return [which, *([stays] if row.safety else [])]

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.used.row.version}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.take_back(self.ctx, administration_id=self.used.row.pk, **form.cleaned_data)
        return self.done(_("%(id)s taken back.") % {"id": self.used.row.name}, self.back())


class AnswerPrompt(QuestionnaireForm):
    """A safety answer: what was done, and who was told. There is no other way to close it."""

    action, category = "create", "health_summary"
    form_class = forms.PromptForm
    draft_name = "questionnaire_prompt"
    heading = gettext_lazy("Act now: a safety answer")
    button = gettext_lazy("Save what was done")
    due: Due
    answer: Answer | None

    def fetch(self) -> None:
        super().fetch()
        rows = Due.visible_to(self.ctx, "amend").filter(
            kind=actions.PROMPT, person_id__in=self.group
        )
        self.due = get_or_404(rows, pk=self.kwargs["due"])
        # Somebody of the team who may not read the answer still closes the prompt.
        self.answer = Answer.visible_to(self.ctx).filter(pk=self.due.subject_id).first()

    def administration(self) -> Administration:
        """The use that raised it; for who may not read the answer, the one that holds one."""
        mine = Administration.visible_to(self.ctx).filter(
            person_id=self.due.person_id,
            agency_id=self.due.agency_id,
            instrument=self.due.detail["instrument"],
            safety=True,
            started_at__lte=self.due.opened_at,
        )
        if self.answer is not None:
            mine = Administration.visible_to(self.ctx).filter(pk=self.answer.administration_id)
        found: Administration | None = mine.order_by("-started_at").first()
        if found is None:
            raise Http404
        return found

    def draft_subject(self) -> UUID:
        return self.due.pk

    def back(self) -> str:
        return reverse("today")

    def lines(self) -> list[str]:
        if self.answer is None:
            return [_("Somebody answered a safety question. Ask the person who recorded it.")]
        row = self.administration()
        found = library.used_in(row)
        instrument = found.instrument if found else None
        said = {
            "id": row.name,
            "number": self.answer.item,
            "question": presenters.question_words(instrument, self.answer.item),
            "answer": presenters.answer_words(instrument, self.answer),
        }
        return [
            _("%(id)s, question %(number)s: “%(question)s”") % said,
            _("Answer: %(answer)s.") % said,
        ]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.acknowledge_safety(
            self.ctx,
            due_id=self.due.pk,
            administration_id=self.administration().pk,
            **form.cleaned_data,
        )
        return self.done(_("Recorded what was done about the safety answer."), reverse("today"))
