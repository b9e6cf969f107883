"""Adding a person: the search comes first, and a second look before a second record is made."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.core.views import FormView
from throughcare.design.fields import DateField
from throughcare.design.forms import Form
from throughcare.people import actions, finding, presenters
from throughcare.people.finding import Candidate
from throughcare.people.folding import canonical_number
from throughcare.people.models import Identifier, Person
from throughcare.people.part_forms import LineField, source_field
from throughcare.people.search_words import read_search
from throughcare.people.search_words import searches as searches_of

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse, QueryDict

OLDEST = 120


class AddForm(Form):
    """What is known at first; a name alone is enough, or that it is not known."""

    given_name = LineField(label=gettext_lazy("First names"), max_length=100, required=False)
    family_name = LineField(label=gettext_lazy("Family name"), max_length=100, required=False)
    not_known = forms.BooleanField(
        label=gettext_lazy("We are not yet sure who this is"),
        help_text=gettext_lazy(
            "The name may be left out. The record says “Identity not confirmed”."
        ),
        required=False,
    )
    likes_to_be_called = LineField(
        label=gettext_lazy("Likes to be called"), max_length=100, required=False
    )
    born_on = DateField(label=gettext_lazy("Date of birth"), must_be="past", required=False)
    about_age = forms.IntegerField(
        label=gettext_lazy("Or about how old"),
        min_value=0,
        max_value=OLDEST,
        required=False,
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=Person.Sex.choices,
        widget=forms.RadioSelect,
        initial=Person.Sex.NOT_KNOWN,
    )
    nhs_number = LineField(
        label=gettext_lazy("NHS number"),
        help_text=gettext_lazy("No number is fine"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    number_kind = forms.ChoiceField(
        label=gettext_lazy("Another number"),
        choices=[("", gettext_lazy("None")), *Identifier.Kind.choices[1:]],
        required=False,
    )
    number = LineField(label=gettext_lazy("The number"), max_length=60, required=False)
    source = source_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = cleaned.get("given_name") or cleaned.get("family_name")
        if not named and not cleaned.get("not_known"):
            message = _("Enter a name, or tick “We are not yet sure who this is”")
            self.add_error("given_name", message)
        if cleaned.get("number") and not cleaned.get("number_kind"):
            self.add_error("number_kind", _("Select which number it is"))
        if cleaned.get("born_on") and cleaned.get("about_age") is not None:
            self.add_error("about_age", _("Give a date of birth or an age, not both"))
        return cleaned

    def numbers(self) -> list[tuple[str, str]]:
        given = [
            (str(Identifier.Kind.NHS_NUMBER), self.cleaned_data["nhs_number"]),
            (self.cleaned_data["number_kind"], self.cleaned_data["number"]),
        ]
        return [(kind, number) for kind, number in given if kind and number]

    def born(self) -> tuple[date | None, bool]:
        """The birth date and whether it is only about right."""
        age = self.cleaned_data["about_age"]
        if age is not None:
            return date(clock.today().year - age, 1, 1), True
        return self.cleaned_data["born_on"], False


class AddPerson(FormView):
    action: ClassVar[str] = "create"
    category: ClassVar[str] = "identity"
    form_class = AddForm
    template_name = "people/add.jinja"
    found: list[Candidate] = []

    def check_access(self) -> None:
        super().check_access()
        # Search before create: who may not search may not add.
        if not self.ctx.allows("find", "identity"):
            raise NotAllowed("find", "this role does not search")

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return AddForm(data, initial=self._searched())

    def _searched(self) -> dict[str, Any]:
        """The words of the search that led here; they stay in the session, not the address."""
        typed = searches_of(self.request.session).get(self.request.GET.get("search", ""))
        if not typed:
            return {}
        search = read_search(typed, today=clock.today())
        words = search.shown_words
        numbers = dict(search.numbers)
        return {
            "given_name": " ".join(words[:-1]),
            "family_name": words[-1] if words else "",
            "born_on": search.born_on,
            "nhs_number": numbers.get(Identifier.Kind.NHS_NUMBER, ""),
        }

    def answer_post(self) -> HttpResponse:
        # Counted before anything may be rolled back: asking is what is limited.
        if finding.count_search() > settings.SEARCHES_PER_MINUTE:
            return self.page(form=self.make_form(self.request.POST), too_many=True, status=429)
        return super().answer_post()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, AddForm)  # noqa: S101
        cleaned = form.cleaned_data
        born_on, about = form.born()
        self.found = finding.candidates(
            self.ctx,
            given_name=cleaned["given_name"],
            family_name=cleaned["family_name"],
            born_on=None if about else born_on,
            identifiers=form.numbers(),
        )
        if self.found and self.request.POST.get("none_of_these") != seen(self.found):
            return self._ask(form)
        person = actions.add_person(
            self.ctx,
            given_name=cleaned["given_name"],
            family_name=cleaned["family_name"],
            born_on=born_on,
            born_about=about,
            sex=cleaned["sex"],
            likes_to_be_called=cleaned["likes_to_be_called"],
            identifiers=form.numbers(),
            source=cleaned["source"],
            provisional=cleaned["not_known"],
        )
        self._warn(form)
        name = presenters.full_name(person)
        return self.done(
            _("%(name)s is added.") % {"name": name}, reverse("person", args=[person.reference])
        )

    def _ask(self, form: BaseForm) -> HttpResponse:
        count = len(self.found)
        form.add_error(
            None,
            ngettext(
                "Check first: is it this person?",
                "Check first: is it one of these %(count)s?",
                count,
            )
            % {"count": count},
        )
        return self.form_invalid(form)

    def _warn(self, form: AddForm) -> None:
        for kind, number in form.numbers():
            if why := canonical_number(kind, number)[1]:
                words = _("Check the number: %(why)s It is kept, and never matched on.")
                messages.warning(self.request, words % {"why": why})

    def page_context(self) -> dict[str, Any]:
        return {
            "candidates": [presenters.found_words(each) for each in self.found],
            "none_of_these": seen(self.found),
            "too_many": False,
        }


def seen(found: list[Candidate]) -> str:
    """A mark of who was shown, so that "none of these" is said of these and no others."""
    shown = sorted(
        f"{each.kind}{each.person.pk if each.person else ''}{each.initials}{each.born_year}"
        for each in found
    )
    return hashlib.sha256("|".join(shown).encode()).hexdigest()[:20]
