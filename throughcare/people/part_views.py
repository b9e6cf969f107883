"""The pages that add, change and end a row of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.views import get_or_404
from throughcare.design.conflicts import MergesConflicts
from throughcare.people import part_actions, presenters
from throughcare.people.models import PersonName
from throughcare.people.part_forms import EndForm, PartForm
from throughcare.people.parts import Part
from throughcare.people.views import PersonFormView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse, QueryDict


class PartView(PersonFormView):
    """A form over one row of the record. Each part has a subclass that names its category."""

    tab: ClassVar[str] = "details"
    part: ClassVar[Part]
    template_name = "people/part.jinja"

    def heading(self) -> Any:
        raise NotImplementedError

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return self.part.form(data)

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "heading": self.heading(),
            "fields": self.fields(),
            "back_url": self.details_url(),
            "called": presenters.called(self.person),
            "part": self.part,
            "seen_by": presenters.seen_by(self.part.category),
        }

    def fields(self) -> tuple[str, ...]:
        return self.part.form.asks

    def details_url(self) -> str:
        return reverse("person_details", args=[self.person.reference])

    def saved(self, form: BaseForm, message: str) -> HttpResponse:
        for warning in getattr(form, "warnings", list)():
            messages.warning(self.request, warning)
        return self.done(message, self.details_url())


class AddPart(PartView):
    action: ClassVar[str] = "create"

    def heading(self) -> Any:
        return self.part.add

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, PartForm)  # noqa: S101 - what the part names
        part_actions.add_row(self.ctx, self.part, person=self.person, values=form.values())
        return self.saved(form, _("Added: %(what)s.") % {"what": self.part.noun})


class ChangeRow(PartView):
    """A page about one row that this agency recorded, and that still holds."""

    action: ClassVar[str] = "amend"
    row: Any

    def fetch(self) -> None:
        super().fetch()
        rows = self.part.model.visible_to(self.ctx).filter(person_id__in=self.group)
        self.row = get_or_404(rows, pk=self.kwargs["row"])
        self.ctx.shown.objects(self.row.pk)

    def check_access(self) -> None:
        super().check_access()
        # Another agency's row is read here and put right there.
        self.ctx.require("amend", self.row)


class ChangePart(MergesConflicts, ChangeRow):
    def heading(self) -> Any:
        return self.part.change

    def current_version(self) -> int:
        return int(self.row.version)

    def current_values(self) -> dict[str, Any]:
        return self.part.form.from_row(self.row)

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return self.part.form(data, initial=self.current_values())

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, PartForm)  # noqa: S101 - what the part names
        part_actions.change_row(
            self.ctx,
            self.part,
            person=self.person,
            row_id=self.row.pk,
            version=self.seen_version(),
            values=form.values(),
        )
        return self.saved(form, _("Changed: %(what)s.") % {"what": self.part.noun})

    def page_context(self) -> dict[str, Any]:
        end_url = self.part.url("end", self.person.reference, self.row.pk)
        return super().page_context() | {"end_url": end_url}


class EndPart(ChangeRow):
    template_name = "people/part_end.jinja"

    def heading(self) -> Any:
        return self.part.end

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return EndForm(data, initial={"version": self.row.version})

    def fields(self) -> tuple[str, ...]:
        return ("on", "reason")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if getattr(self.row, "kind", "") == PersonName.Kind.USED:
            form.add_error(None, _("Add the name that is used now: this one is kept as earlier"))
            return self.form_invalid(form)
        part_actions.end_row(
            self.ctx,
            self.part,
            person=self.person,
            row_id=self.row.pk,
            # A missing or spoiled version is an old one: the page is shown again.
            version=form.cleaned_data["version"] or 0,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
        )
        return self.saved(form, _("Ended: %(what)s.") % {"what": self.part.noun})
