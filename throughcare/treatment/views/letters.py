"""Letters at the end of treatment: begun, edited beside their paper, issued, or not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.core.errors import ReasonMissing
from throughcare.design.conflicts import MergesConflicts
from throughcare.design.forms import Form
from throughcare.treatment import actions, papers, selectors
from throughcare.treatment.actions.correcting import named_later
from throughcare.treatment.actions.letters import digest, missing_of
from throughcare.treatment.forms.letters import CorrectForm, IssueForm, LetterForm
from throughcare.treatment.models import Letter
from throughcare.treatment.presenters.programme import letter_title
from throughcare.treatment.views.programme import AboutProgramme, TreatmentForm

if TYPE_CHECKING:
    from django.forms import BaseForm


class BeginLetter(AboutProgramme):
    """A letter is drafted from what is known; the one that is open is gone on with."""

    form_class = Form
    button = gettext_lazy("Draft the letter")

    def fetch(self) -> None:
        super().fetch()
        if self.kwargs["to"] not in Letter.To.values:
            raise Http404

    @property
    def heading(self) -> str:  # type: ignore[override]
        return letter_title(self.kwargs["to"])

    def refused(self) -> str:
        return _("Letters are written when treatment has ended.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        row = actions.begin_letter(self.ctx, programme_id=self.programme.pk, to=self.kwargs["to"])
        return HttpResponseRedirect(
            reverse("treatment_letter", args=[self.person.reference, row.pk])
        )


class AboutLetter(TreatmentForm):
    """A page about one letter of the asker's agency."""

    letter: Letter

    def fetch(self) -> None:
        super().fetch()
        self.letter = self.find_row(Letter, "letter", action="amend", ours=True)

    def draft_subject(self) -> UUID | None:
        return self.letter.pk

    @property
    def heading(self) -> str:  # type: ignore[override]
        return letter_title(self.letter.to)

    def refused(self) -> str:
        return _("This letter is not a draft any more.")

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"letter": self.letter}


class EditLetter(MergesConflicts, AboutLetter):
    """Words, reader and basis of a draft, beside the paper as it stands."""

    template_name = "treatment/letter.jinja"
    form_class = LetterForm
    draft_name = "treatment_letter"
    button = gettext_lazy("Save and read it")

    @cached_property
    def officers(self) -> list[Membership]:
        if self.letter.to != Letter.To.OFFICER:
            return []
        return selectors.officers_of(self.ctx, self.person.pk)

    @cached_property
    def named_later(self) -> list[tuple[str, str]]:
        """Those named as readers after issue, of a letter that corrects one."""
        if self.letter.replaces_id is None:
            return []
        old = Letter.visible_to(self.ctx).get(pk=self.letter.replaces_id)
        rows = [copy.recipient for copy in named_later(self.ctx, old)]
        return [(str(row.pk), f"{row.name}, {row.capacity}") for row in rows]

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "letter": self.letter,
            "officers": self.officers,
            "later": self.named_later,
            "initial": self.current_values(),
        }

    @property
    def merge_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        there = self.make_form(None).fields
        return tuple(name for name in LetterForm.FIELDS if name in there)

    def current_version(self) -> int:
        return self.letter.version

    def current_values(self) -> dict[str, Any]:
        found = {name: getattr(self.letter, name) for name in LetterForm.FIELDS}
        again = [str(each) for each in self.letter.again]
        return found | {"reader_id": str(self.letter.reader_id or ""), "again": again}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, LetterForm)  # noqa: S101 - form_class
        actions.save_letter(
            self.ctx, letter_id=self.letter.pk, version=self.seen_version(), **form.values()
        )
        return HttpResponseRedirect(
            reverse("treatment_letter_issue", args=[self.person.reference, self.letter.pk])
        )


class IssueLetter(AboutLetter):
    """The paper as it will be frozen, and one button. Never undone."""

    action, category = "sign", "disclosed"
    template_name = "treatment/letter_issue.jinja"
    form_class = IssueForm
    button = gettext_lazy("Issue the letter")

    @cached_property
    def whole(self) -> papers.Whole:
        return selectors.whole_letter(self.ctx, self.letter)

    def fetch(self) -> None:
        super().fetch()
        self.__dict__.pop("whole", None)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"read": digest(self.whole)}}

    def page_context(self) -> dict[str, Any]:
        paper = papers.paper_of(self.whole, issued_at=None)
        return super().page_context() | {
            "paper": paper,
            "missing": missing_of(self.letter),
        }

    def conflict(self, form: BaseForm) -> HttpResponse:
        """Somebody changed the letter after it was read here: it is read again."""
        self.fetch()
        again = self.make_form(None)
        return self.page(form=again, changed=True, status=409)

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return super().page(status, **{"changed": False, **context})

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            row = actions.issue_letter(
                self.ctx, letter_id=self.letter.pk, read=form.cleaned_data["read"]
            )
        except ReasonMissing:
            form.add_error(None, _("The letter lacks its reader, way, basis or words. Edit it."))
            return self.page(form=form, status=422)
        page = reverse("person_document", args=[self.person.reference, row.document_id])
        return self.done(_("Letter issued. Now hand it over or send it."), page)


class CorrectLetter(AboutLetter):
    """An issued letter is not taken back: a corrected version takes its place."""

    form_class = CorrectForm
    draft_name = "treatment_letter_correct"
    button = gettext_lazy("Open the corrected draft")

    def fetch(self) -> None:
        super().fetch()
        if self.letter.document_id is None:
            raise Http404

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Correct the letter to: %(who)s") % {"who": self.letter.get_to_display()}

    def refused(self) -> str:
        return _("A later version or a draft to this reader is there already.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"letter": self.letter}

    def lines(self) -> list[str]:
        return [
            _("What was issued stays as it is, and nobody is given it any more."),
            _("The corrected version says so on its first page, and goes to the same readers."),
        ]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, CorrectForm)  # noqa: S101 - form_class
        row = actions.correct_letter(self.ctx, letter_id=self.letter.pk, what_changed=form.words())
        page = reverse("treatment_letter", args=[self.person.reference, row.pk])
        return self.done(
            _("Draft R%(n)s is open: correct it, then issue it.") % {"n": row.edition}, page
        )


class DropLetter(AboutLetter):
    """It is not sent."""

    form_class = Form
    button = gettext_lazy("Do not send it")
    button_variant = "warning"

    def lines(self) -> list[str]:
        return [_("The draft is put aside. A new one can be drafted.")]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.drop_letter(self.ctx, letter_id=self.letter.pk, version=self.letter.version)
        return self.done(_("The letter is not sent."), self.back())
