"""The form of the page that asks what to keep when two people changed the same part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form

MINE, THEIRS, BOTH = "mine", "theirs", "both"


class MergeForm(Form):
    """``keep`` is mine, theirs or both; ``text`` holds both, edited.

    ``seen_version`` is the version of theirs that was shown: if it has moved on, show the page
    again rather than overwrite a third text.
    """

    keep = forms.ChoiceField(widget=forms.RadioSelect, initial=BOTH)
    text = forms.CharField(
        label=gettext_lazy("Both, for you to edit"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, their_name: str, question: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].label = question or _("What should it say?")
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (MINE, _("Keep mine")),
            (THEIRS, _("Keep %(name)s\u2019s") % {"name": their_name}),
            (BOTH, _("Put both together")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("keep") == BOTH and not cleaned.get("text", "").strip():
            self.add_error("text", _("Enter what it should say"))
        return cleaned
