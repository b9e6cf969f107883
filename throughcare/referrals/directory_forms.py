"""What is typed about a service of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form
from throughcare.referrals import codes, files
from throughcare.referrals.forms import offer, radios, text
from throughcare.referrals.models import DirectoryService

_MAYBE = {"required": False}
#: Columns that several choices or lines of the form fill.
FIELDS = (
    "name", "about", "how", "takes", "age_from", "age_to", "needs", "areas", "cohorts",
    "check_words", "wait_days", "how_words", "phone", "email", "address",
)  # fmt: skip


def _number(label: Any, most: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **options,
    )


class ServiceForm(Form):
    """One entry: what it is, who it takes, how to refer."""

    name = text(
        gettext_lazy("Name"), 200, error_messages={"required": gettext_lazy("Enter its name")}
    )
    about = text(gettext_lazy("What it does, in a line"), 500, **_MAYBE)
    how = radios(
        gettext_lazy("How is somebody referred?"),
        choices=DirectoryService.How.choices,
        error_messages={"required": gettext_lazy("Select how somebody is referred")},
    )
    team = forms.ChoiceField(label=gettext_lazy("Which team?"), required=False)
    how_words = text(gettext_lazy("What else to know about referring"), 300, **_MAYBE)
    takes = radios(gettext_lazy("Who does it take?"), choices=DirectoryService.Takes.choices)
    age_from = _number(gettext_lazy("From age"), 120)
    age_to = _number(gettext_lazy("To age"), 120)
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("For which needs? None ticked means any."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = text(
        gettext_lazy("Postcode districts"),
        500,
        help_text=gettext_lazy("For example NF1, NF2. Empty means everywhere."),
        **_MAYBE,
    )
    cohorts = text(
        gettext_lazy("Only for"),
        300,
        help_text=gettext_lazy("For example: Veterans, Carers. Leave empty if for everybody."),
        **_MAYBE,
    )
    check_words = text(
        gettext_lazy("What to check with the person"),
        200,
        help_text=gettext_lazy("For example: a group of 12, up a flight of stairs."),
        **_MAYBE,
    )
    wait_days = _number(gettext_lazy("Usual wait in days"), 2000)
    phone = text(gettext_lazy("Telephone"), 60, **_MAYBE)
    email = forms.EmailField(label=gettext_lazy("Email"), required=False, max_length=254)
    address = text(gettext_lazy("Address"), 300, **_MAYBE)
    kept_by = forms.ChoiceField(label=gettext_lazy("Who keeps this entry?"))

    def __init__(
        self,
        *args: Any,
        teams: Sequence[tuple[str, str]],
        keepers: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "needs", codes.choices("needs"))
        offer(self, "team", [("", _("No team here")), *teams])
        offer(self, "kept_by", keepers)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        in_product = cleaned.get("how") == DirectoryService.How.TEAM
        if in_product and not cleaned.get("team") and "team" not in self.errors:
            self.add_error("team", _("Select the team that has an inbox here"))
        first, last = cleaned.get("age_from"), cleaned.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", _("The last age must not be before the first"))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The columns, but team and keeper, which the view looks up."""
        typed = self.cleaned_data
        found = {name: typed[name] for name in FIELDS}
        found["areas"] = _split(typed["areas"].upper())
        found["areas"] = [each.replace(" ", "") for each in found["areas"]]
        found["cohorts"] = _split(typed["cohorts"])
        return found

    @classmethod
    def initial_of(cls, row: DirectoryService) -> dict[str, Any]:
        kept = {name: getattr(row, name) for name in FIELDS}
        return {
            **kept,
            "areas": ", ".join(row.areas),
            "cohorts": ", ".join(row.cohorts),
            "team": str(row.team_id or ""),
            "kept_by": str(row.kept_by_id),
        }


def _split(typed: str) -> list[str]:
    return [each.strip() for each in typed.replace(";", ",").split(",") if each.strip()]


class ImportForm(Form):
    """A CSV file of the directory."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        error_messages={"required": gettext_lazy("Choose a CSV file")},
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > files.LONGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB"))
        return given
