"""What is typed about something that is available locally, and the file of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.court_reports import provision
from throughcare.court_reports.provision import Provision
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.people.part_forms import LineField, TextField

_LONGEST = provision.LONGEST


class LineForm(Form):
    """One line of the list."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=10**8
    )
    title = LineField(
        label=gettext_lazy("What is available"),
        max_length=_LONGEST["title"],
        help_text=gettext_lazy("For example: Alcohol treatment"),
        error_messages={"required": gettext_lazy("Enter what is available")},
    )
    words = TextField(
        label=gettext_lazy("In the words of the report"),
        max_length=_LONGEST["words"],
        help_text=gettext_lazy(
            "What there is, for whom, how soon. The court reads it as it stands here. It does not"
            " say what the court should do."
        ),
        error_messages={"required": gettext_lazy("Enter what the report says of it")},
    )
    source = LineField(
        label=gettext_lazy("Where does it come from?"),
        max_length=_LONGEST["source"],
        help_text=gettext_lazy("Who told you, or which paper: it is not printed."),
        error_messages={"required": gettext_lazy("Enter where it comes from")},
    )
    courts = forms.MultipleChoiceField(
        label=gettext_lazy("At which courts? None ticked means all."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = NearDateField(
        label=gettext_lazy("Available from"),
        help_text=gettext_lazy("For example, 1/4/2026"),
        error_messages={"required": gettext_lazy("Enter the first day")},
    )
    ends_on = NearDateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave empty if no end is known."),
        required=False,
    )
    checked_on = NearDateField(
        label=gettext_lazy("Last checked on"),
        must_be="past",
        error_messages={"required": gettext_lazy("Enter the day on which it was checked")},
    )

    def __init__(self, *args: Any, courts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["courts"].choices = list(courts.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not be before the first"))
        return cleaned

    def seen(self) -> int:
        """The number of the list that changed the line last, as the page showed it."""
        return self.cleaned_data["version"] or 0

    def line(self) -> Provision:
        said = self.cleaned_data
        return Provision(
            title=said["title"],
            words=said["words"],
            source=said["source"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            courts=tuple(said["courts"]),
            checked_on=said["checked_on"],
        )

    @staticmethod
    def initial_of(line: Provision) -> dict[str, Any]:
        """A line as the form shows it."""
        names = ("title", "words", "source", "starts_on", "ends_on", "checked_on")
        kept = {name: getattr(line, name) for name in names}
        return {**kept, "courts": list(line.courts), "version": line.changed_in}


class FileForm(Form):
    """A file that becomes the list."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=10**8
    )
    file = forms.FileField(
        label=gettext_lazy("File of what is available"),
        help_text=gettext_lazy("A TOML file in the shape of the one that you can download here."),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Choose the file"),
            "empty": gettext_lazy("The file is empty. Choose another one"),
        },
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > provision.LARGEST:
            words = _("The file is larger than %(most)s KB") % {"most": provision.LARGEST // 1000}
            raise forms.ValidationError(words)
        return given
