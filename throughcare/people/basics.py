"""What a record holds one of: birth date, sex, pronoun."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import NotAllowed
from throughcare.design.conflicts import MergesConflicts
from throughcare.design.fields import DateField
from throughcare.design.forms import Form
from throughcare.people import part_actions
from throughcare.people.models import Person
from throughcare.people.part_forms import LineField
from throughcare.people.views import PersonFormView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse, QueryDict


class BasicsForm(Form):
    """Facts of which a record holds one each."""

    born_on = DateField(label=gettext_lazy("Date of birth"), must_be="past", required=False)
    born_about = forms.BooleanField(
        label=gettext_lazy("Only the year is known, or about"), required=False
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), choices=Person.Sex.choices, widget=forms.RadioSelect
    )
    pronoun = LineField(
        label=gettext_lazy("Pronoun"),
        help_text=gettext_lazy("The words the person uses: she, he, they"),
        max_length=20,
        required=False,
    )
    provisional = forms.BooleanField(
        label=gettext_lazy("We are not yet sure who this is"), required=False
    )
    died_on = DateField(
        label=gettext_lazy("Date of death, if the person has died"), must_be="past", required=False
    )
    ASKS = ("born_on", "born_about", "sex", "pronoun", "provisional", "died_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        born, died = cleaned.get("born_on"), cleaned.get("died_on")
        if born and died and died < born:
            self.add_error("died_on", _("Enter a date of death after the date of birth"))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.ASKS}
        if values["born_on"] is None:
            values["born_about"] = False
        elif values["born_about"]:
            values["born_on"] = date(values["born_on"].year, 1, 1)
        return values


class ChangeBasics(MergesConflicts, PersonFormView):
    action: ClassVar[str] = "amend"
    tab: ClassVar[str] = "details"
    form_class = BasicsForm
    template_name = "people/basics.jinja"

    def check_access(self) -> None:
        super().check_access()
        if self.person.agency_id != self.ctx.agency_id:
            raise NotAllowed("amend", "another agency keeps this record")

    merge_fields = BasicsForm.ASKS

    def current_version(self) -> int:
        return self.person.version

    def current_values(self) -> dict[str, Any]:
        return {name: getattr(self.person, name) for name in BasicsForm.ASKS}

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return BasicsForm(data, initial=self.current_values())

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "heading": _("Birth date, sex and pronoun"),
            "back_url": reverse("person_details", args=[self.person.reference]),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, BasicsForm)  # noqa: S101
        part_actions.change_basics(
            self.ctx, person=self.person, version=self.seen_version(), values=form.values()
        )
        return self.done(_("Changed."), reverse("person_details", args=[self.person.reference]))
