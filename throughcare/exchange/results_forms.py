"""Choosing a file of results, and saying whose each defendant's are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form
from throughcare.exchange import hearing_results, results_waiting
from throughcare.orders.resulted import Results

#: Defendants of one hearing that the pages take; more only by the command.
MOST = 100
LEAVE, OTHER = "leave", "other"


class ResultsForm(Form):
    """A file of the court. It is read at once."""

    file = forms.FileField(
        label=gettext_lazy("The court’s results"),
        help_text=gettext_lazy("A file of shared results, as JSON, up to 5 MB. Nothing is saved."),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Choose the file of results"),
            "empty": gettext_lazy("The file is empty. Choose another one"),
        },
    )

    results: Results | None = None
    file_data: bytes = b""

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > results_waiting.LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB"))
        given.seek(0)
        self.file_data = given.read()
        results = hearing_results.read_bytes(self.file_data)
        if not results.accepted:
            raise forms.ValidationError(
                _("%(wrong)s (%(where)s) Choose the file as the court shared it")
                % {"wrong": results.problems[0].message, "where": results.problems[0].where}
            )
        if not results.hearing or not results.people:
            raise forms.ValidationError(_("The file does not say which hearing or whom it is of"))
        if len(results.people) > MOST:
            words = _("The file names more than %(most)s people: use the command for it")
            raise forms.ValidationError(words % {"most": MOST})
        self.results = results
        return given


class WhoseForm(Form):
    """Which record is this defendant? Decided by a person, never by a name alone."""

    who = forms.ChoiceField(
        label=gettext_lazy("Whose results are these?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select whose results these are")},
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference of the record"),
        help_text=gettext_lazy("For example, TC-7K2M9QX4"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *people,
            (OTHER, _("Another record")),
            (LEAVE, _("Nobody of ours: leave these results out")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("who") == OTHER and not cleaned.get("reference", "").strip():
            self.add_error("reference", _("Enter the reference of the record"))
        return cleaned
