"""Choosing a court list, and agreeing to take it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Place
from throughcare.court.actions import Taken, Unplaced
from throughcare.court.listed import ListDocument
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.exchange import court_lists, previews

FORMATS = {
    "auto": gettext_lazy("Work it out from the file"),
    "libra-xml": gettext_lazy("Libra list (XML)"),
    "libra-json": gettext_lazy("Libra list or case message (JSON)"),
    "cath": gettext_lazy("Published list of the courts and tribunals hearings service"),
    "common-platform": gettext_lazy("Common Platform hearing"),
    "csv": gettext_lazy("Throughcare's own CSV"),
}
FROM_LIST = "list"
WHOLE, PART = "whole", "part"
#: Courts of one list that are asked about at once.
MOST_COURTS = 10


class ChooseForm(Form):
    """A file, and what the list itself may not say."""

    file = forms.FileField(
        label=gettext_lazy("Court list"),
        help_text=gettext_lazy("A file from the court, up to 5 MB. Nothing is saved yet."),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Choose the court list"),
            "empty": gettext_lazy("The file is empty. Choose another one"),
        },
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Which court is it for?"), widget=forms.RadioSelect, initial=FROM_LIST
    )
    day = NearDateField(
        label=gettext_lazy("Day of hearing"),
        required=False,
        help_text=gettext_lazy("Only if the list itself does not say. For example, tomorrow."),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("What kind of list is it?"), choices=list(FORMATS.items())
    )

    #: What the list says, once the file was read.
    document: ListDocument | None = None
    file_data: bytes = b""

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courts = [(str(place.pk), place.name) for place in places]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (FROM_LIST, _("The list says it")),
            *courts,
        ]

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > previews.LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Ask for the list of one day")
            )
        return given

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._read(cleaned)
        return cleaned

    def _read(self, cleaned: dict[str, Any]) -> None:
        given = cleaned["file"]
        given.seek(0)
        self.file_data = given.read()
        given.seek(0)
        document = court_lists.read(given, cleaned["format"], day=cleaned["day"])
        if document.accepted:
            self.document = document
            return
        for problem in document.problems:
            if problem.severity == "error":
                where = "" if problem.where == "file" else f" ({problem.where})"
                self.add_error("file", f"{problem.message}{where}")

    @property
    def day_given(self) -> date | None:
        """The day that was typed, if any."""
        found: date | None = self.cleaned_data["day"]
        return found

    @property
    def place_given(self) -> UUID | None:
        """The court that was chosen; None where the list says it."""
        chosen = self.cleaned_data["place"]
        return None if chosen == FROM_LIST else UUID(chosen)


class CheckForm(Form):
    """Take in the list that was shown: that one, and no other that was chosen since."""

    checksum = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, taken: Taken | None = None, **kwargs: Any) -> None:
        """Ask what the list is of whenever somebody would be gone by it.

        Where it would be more than half of those listed, the file is likelier a part of the day
        (one room, late additions) than its next issue: no answer is filled in.
        """
        super().__init__(*args, **kwargs)
        gone = taken.total("gone") if taken else 0
        if taken is not None and gone:
            stay = taken.total("same") + taken.total("changed")
            self.fields["extent"] = forms.ChoiceField(
                label=_("What does this file list?"),
                choices=[
                    (WHOLE, _("The whole day: who is not in it is no longer listed")),
                    (PART, _("Only a part, such as one room or late additions: nobody goes")),
                ],
                initial=WHOLE if gone <= stay else None,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whether it lists the whole day or a part")},
            )

    @property
    def is_part(self) -> bool:
        """Whether it was said that the file lists only a part of the day."""
        return self.cleaned_data.get("extent") == PART


def court_named(court: Unplaced) -> str:
    """What the list calls a court."""
    return court.court or court.court_code or _("A court without a name")


class CourtsForm(Form):
    """Which of our courts each court of the list is that is none by its name."""

    def __init__(
        self, *args: Any, unplaced: Sequence[Unplaced], places: Sequence[Place], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unplaced = unplaced[:MOST_COURTS]
        courts = [("", _("None of ours")), *((str(place.pk), place.name) for place in places)]
        for number, each in enumerate(self.unplaced):
            label = _("Which court is “%(court)s”?") % {"court": court_named(each)}
            self.fields[f"court_{number}"] = forms.ChoiceField(
                label=label, choices=courts, required=False
            )

    def said(self) -> dict[tuple[str, str], UUID]:
        """The place of each court about which something was chosen."""
        chosen = [self.cleaned_data[f"court_{number}"] for number in range(len(self.unplaced))]
        return {
            (each.court, each.court_code): UUID(pk)
            for each, pk in zip(self.unplaced, chosen, strict=True)
            if pk
        }
