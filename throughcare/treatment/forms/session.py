"""One session on one page: who came, questionnaires in a box each, what was done, what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import Administration
from throughcare.instruments.offered import Offered
from throughcare.pathways.programme import Module
from throughcare.people.part_forms import LineField, TextField
from throughcare.treatment import rules
from throughcare.treatment.actions import Facts, Next
from throughcare.treatment.actions.sessions import asks_about_safety
from throughcare.treatment.forms.boxes import OFF, AsksQuestionnaires
from throughcare.treatment.models import SessionNote

LONGEST_OPEN = 86_400
FURTHEST = timedelta(days=366)
CAME = [
    (Came.CAME, gettext_lazy("Yes")),
    (Came.CAME_LATE, gettext_lazy("Late")),
    (Came.DID_NOT_COME, gettext_lazy("No")),
    (Came.TOLD_US_FIRST, gettext_lazy("No, told us first")),
    (Came.WE_CANCELLED, gettext_lazy("We cancelled")),
]
SAFETY = [choice for choice in SessionNote.Safety.choices if choice[0]]
MODES = [
    choice for choice in Administration.Mode.choices if choice[0] != Administration.Mode.TABLET
]


class SessionForm(AsksQuestionnaires, Form):
    """Needs the session's questionnaires and modules; whether there was something to try."""

    words_field = "note"

    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    came = forms.ChoiceField(
        label=gettext_lazy("Did they come?"),
        choices=CAME,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select whether they came")},
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How were they answered?"),
        choices=MODES,
        initial=Administration.Mode.PAPER,
        required=False,
        widget=forms.RadioSelect,
    )
    safety = forms.ChoiceField(
        label=gettext_lazy("What happened when you asked?"),
        choices=SAFETY,
        required=False,
        widget=forms.RadioSelect,
    )
    modules = forms.MultipleChoiceField(
        label=gettext_lazy("Worked on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tried = forms.ChoiceField(
        label=gettext_lazy("How did it go?"),
        choices=SessionNote.Tried.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    to_try = LineField(
        label=gettext_lazy("To try before next time"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=OFF),
    )
    note = TextField(
        label=gettext_lazy("Note (health team only)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_on = NearDateField(label=gettext_lazy("Day"), required=False)
    next_at = TimeField(label=gettext_lazy("Time"), required=False)
    next_place = LineField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(
        self,
        *args: Any,
        questionnaires: Sequence[Questionnaire],
        offered: Offered,
        modules: Sequence[Module],
        called: str,
        plans_next: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.called, self.offered = called, offered
        self.add_boxes(questionnaires, offered.changed)
        self.fields["came"].label = _("Did %(name)s come?") % {"name": called}
        worked_on = [(each.id, each.title) for each in modules]
        self.fields["modules"].choices = worked_on  # type: ignore[attr-defined]
        if not plans_next:
            for name in ("next_on", "next_at", "next_place"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        self.read_boxes(found)
        held = found.get("came") in rules.HELD
        if self.answers and found.get("came") and not held:
            said = _("%(name)s did not come: leave the questionnaires empty")
            self.add_error("came", said % {"name": self.called})
        elif asks_about_safety(self.answers) and not found.get("safety"):
            said = _("Ask %(name)s about the safety answer, then say here what happened")
            self.add_error("safety", said % {"name": self.called})
        self._check_next(found)
        return found

    def _check_next(self, found: Mapping[str, Any]) -> None:
        if "next_on" not in self.fields or "next_on" in self.errors or "next_at" in self.errors:
            return
        on, at = found.get("next_on"), found.get("next_at")
        if on and not at:
            self.add_error("next_at", _("Enter the time of the next session"))
        if on and not clock.today() <= on <= clock.today() + FURTHEST:
            self.add_error("next_on", _("Enter a day from today to a year ahead"))

    def following(self) -> Next | None:
        """When the next session is; None where no day is given."""
        on = self.cleaned_data.get("next_on")
        at: time | None = self.cleaned_data.get("next_at")
        if on is None or at is None:
            return None
        return Next(rules.moment(on, at), self.cleaned_data.get("next_place", ""))

    def facts(self) -> Facts:
        typed = self.cleaned_data
        return Facts(
            came=typed["came"],
            modules=typed["modules"],
            tried=typed["tried"],
            to_try=typed["to_try"],
            note=typed["note"],
            safety=typed["safety"] if asks_about_safety(self.answers) else "",
            mode=typed["mode"] or Administration.Mode.PAPER,
            answers=self.answers,
            offered=frozenset(each.id for each in self.offered.same),
            following=self.following(),
            seconds=_seconds_since(typed["opened"]),
        )


def _seconds_since(opened: str) -> int | None:
    """From the opening of the page to now; None where the page did not say."""
    try:
        at = datetime.fromisoformat(opened)
        length = int((clock.now() - at).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
    return length if 0 <= length <= LONGEST_OPEN else None
