"""Not the right person: a draft begun on one record goes to another, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock, posts, registry
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.models import Draft
from throughcare.design import words
from throughcare.design.forms import Form
from throughcare.people import finding, presenters
from throughcare.people.models import Person
from throughcare.people.part_forms import LineField
from throughcare.people.search_words import read_search
from throughcare.people.standing import person_by_reference
from throughcare.people.views import PersonFormView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse, QueryDict

    from throughcare.core.context import Context

#: The button that searches anew.
AGAIN = "again"


class MoveForm(Form):
    draft = forms.ChoiceField(label=gettext_lazy("Which draft"), widget=forms.RadioSelect)
    q = LineField(
        label=gettext_lazy("Find the right person"),
        help_text=gettext_lazy("Name, NHS number, date of birth or reference"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    to = LineField(label=gettext_lazy("Who is it about"), max_length=20, required=False)
    reason = LineField(
        label=gettext_lazy("How did it come to be on this record?"), max_length=200, required=False
    )

    def __init__(self, *args: Any, drafts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["draft"].choices = drafts  # type: ignore[attr-defined]


class MoveDraft(PersonFormView):
    """Choose the draft, search again, choose the person, say why."""

    template_name = "people/move_draft.jinja"

    def make_form(self, data: QueryDict | None) -> BaseForm:
        drafts = drafts_on(self.ctx, self.person)
        self.has_drafts = bool(drafts)
        first = str(drafts[0].pk) if len(drafts) == 1 else None
        shown = {"draft": first}
        return MoveForm(data, initial=shown, drafts=[(str(d.pk), _said(d)) for d in drafts])

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "has_drafts": getattr(self, "has_drafts", True),
            "found": [],
            "searched": False,
            "too_many": False,
            "called": presenters.called(self.person),
        }

    def answer_post(self) -> HttpResponse:
        if finding.count_search() > settings.SEARCHES_PER_MINUTE:
            return self.page(form=self.make_form(self.request.POST), too_many=True, status=429)
        return super().answer_post()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        given = form.cleaned_data
        if not given["to"] or AGAIN in self.request.POST:
            return self._search(form)
        if not given["reason"]:
            form.add_error("reason", _("Enter how it came to be on this record"))
            return self._search(form, status=422)
        try:
            to, _standing = person_by_reference(self.ctx, given["to"])
            move_draft(
                self.ctx,
                draft_id=UUID(given["draft"]),
                away_from=self.person,
                to=to,
                reason=given["reason"],
            )
        except (Http404, MoveNotAllowed):
            message = _("This draft cannot go there: there may be a draft of the same kind already")
            form.add_error("to", message)
            return self._search(form, status=422)
        self.ctx.shown.people(to.pk)
        said = _("Draft moved to %(name)s.") % {"name": presenters.full_name(to)}
        return self.done(said, reverse("person", args=[to.reference]))

    def _search(self, form: BaseForm, status: int = 200) -> HttpResponse:
        found = finding.find(self.ctx, read_search(form.cleaned_data["q"], today=clock.today()))
        people = [each for each in found.people if each.person and each.person.pk != self.person.pk]
        return self.page(
            form=form,
            found=[presenters.found_words(each) for each in people],
            searched=True,
            status=status,
        )


def drafts_on(ctx: Context, person: Person) -> list[Draft]:
    """The asker's own drafts that are about this record as a whole."""
    return list(
        Draft.visible_to(ctx)
        .filter(person_id=person.pk, subject_id=person.pk)
        .order_by("-saved_at")
    )


def _said(draft: Draft) -> str:
    offered = registry.offered("draft_form").get(draft.form)
    kind = offered.words if offered else draft.form.replace("_", " ").capitalize()
    at = words.moment(draft.saved_at, now=clock.now())
    return _("%(kind)s, saved %(at)s") % {"kind": kind, "at": at}


def move_draft(ctx: Context, *, draft_id: UUID, away_from: Person, to: Person, reason: str) -> None:
    """Seal the asker's draft to the other record. Nothing typed is lost, nothing is copied.

    Raises MoveNotAllowed when there is no such draft, or one of its kind on the other record.
    """
    if not reason.strip():
        raise ReasonMissing("moving a draft needs a reason")
    row = next((each for each in drafts_on(ctx, away_from) if each.pk == draft_id), None)
    held = row and posts.open_draft(ctx, form=row.form, subject_id=away_from.pk)
    if row is None or held is None or to.pk == away_from.pk:
        raise MoveNotAllowed(f"no draft [{draft_id}] to move")
    if posts.open_draft(ctx, form=row.form, subject_id=to.pk) is not None:
        raise MoveNotAllowed(f"there is a draft of [{row.form}] on the other record")
    posts.move_draft(
        ctx,
        form=row.form,
        subject_id=away_from.pk,
        to_subject_id=to.pk,
        to_person_id=to.pk,
    )
    ctx.shown.action, ctx.shown.reason = "draft.moved", reason.strip()
    ctx.shown.objects(row.pk)
