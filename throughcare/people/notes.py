"""Notes: what a clinician writes down, for the health team or for named colleagues only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership, Role
from throughcare.core import clock
from throughcare.core.events import record
from throughcare.core.views import get_or_404
from throughcare.design import words
from throughcare.design.forms import Form
from throughcare.people import presenters
from throughcare.people.actions import recorded
from throughcare.people.models import Note, Person
from throughcare.people.part_forms import (
    AsksAboutContactDetails,
    TextField,
    keep_here_field,
    near_day,
)
from throughcare.people.standing import person_where
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse, QueryDict

    from throughcare.core.context import Context

LONGEST = 20_000


class NoteForm(AsksAboutContactDetails, Form):
    kind = forms.ChoiceField(label=gettext_lazy("What kind of note"), choices=Note.Kind.choices)
    happened_on = near_day(gettext_lazy("When"))
    text = TextField(
        label=gettext_lazy("Note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    keep_here = keep_here_field()
    sealed = forms.BooleanField(
        label=gettext_lazy("Seal this note: only me and the colleagues I choose"),
        required=False,
    )
    colleagues = forms.MultipleChoiceField(
        label=gettext_lazy("Colleagues who may read it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleagues"].choices = colleagues  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.ask(cleaned)
        return cleaned


class WriteNote(PersonFormView):
    """A note on this record; what is typed is kept as a draft until it is saved."""

    action: ClassVar[str] = "create"
    category: ClassVar[str] = "clinical_detail"
    form_class = NoteForm
    draft_name: ClassVar[str] = "note"
    template_name = "people/note_write.jinja"

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return NoteForm(data, colleagues=colleagues(self.ctx))

    def later_url(self) -> str:
        return reverse("person", args=[self.person.reference])

    def page_context(self) -> dict[str, Any]:
        saved_at = self.draft_saved_at
        return super().page_context() | {
            "draft_words": _("Saved at %s") % words.moment(saved_at, now=clock.now())
            if saved_at
            else "",
            "called": presenters.called(self.person),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        given = form.cleaned_data
        write_note(
            self.ctx,
            person=self.person,
            kind=given["kind"],
            text=given["text"],
            happened_on=given["happened_on"],
            sealed_to=[UUID(each) for each in given["colleagues"]] if given["sealed"] else None,
        )
        said = _("Sealed note saved.") if given["sealed"] else _("Note saved.")
        return self.done(said, reverse("person", args=[self.person.reference]))


class ReadNote(PersonView):
    """One note. Whoever may not read it gets the page of an absent one."""

    category: ClassVar[str] = "clinical_detail"
    template_name = "people/note.jinja"

    def fetch(self) -> None:
        rows = Note.visible_to(self.ctx).select_related("agency", "recorded_by__user")
        self.note = get_or_404(rows, pk=self.kwargs["note"])
        self.about(*person_where(self.ctx, pk=self.note.person_id))
        self.ctx.shown.objects(self.note.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note = self.note
        sealed = note.sealed_to is not None
        who = _("Sealed: its author and named colleagues only") if sealed else ""
        return self.page(
            note=note,
            heading=str(note.get_kind_display()),
            when=words.full_date(note.happened_on),
            written=words.full_moment(note.recorded_at),
            by=_("%(name)s, %(agency)s")
            % {"name": note.recorded_by.user.name, "agency": note.agency.name},
            seen_by=who or presenters.seen_by("clinical_detail"),
        )


def colleagues(ctx: Context) -> list[tuple[str, str]]:
    """The people of the writer's team to whom a note may be sealed, by name."""
    today = clock.today()
    rows = (
        Membership.objects.filter(team_id=ctx.team_id, starts_on__lte=today)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .exclude(user_id=ctx.user_id)
        .select_related("user")
        .order_by("user__name", "role")
    )
    return [(str(row.pk), f"{row.user.name}, {Role(row.role).label}") for row in rows]


def write_note(
    ctx: Context,
    *,
    person: Person,
    text: str,
    kind: str = Note.Kind.NOTE,
    happened_on: date | None = None,
    sealed_to: list[UUID] | None = None,
) -> Note:
    """Write a note. ``sealed_to`` None leaves it open to the health team; a list, even an empty
    one, closes it to everybody but its author and those memberships."""
    note = Note(
        **recorded(ctx, person.pk),
        kind=kind,
        text=text,
        happened_on=happened_on or clock.today(),
        sealed_to=sealed_to,
    )
    ctx.require("create", note)
    note.save(force_insert=True)
    record(
        ctx,
        "note.written",
        subject=note,
        person_id=person.pk,
        payload={"sealed": sealed_to is not None},
    )
    return note
