"""Forms around sessions: check-in, hand-over, supervision, end of treatment, follow-up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.instruments.library import Questionnaire
from throughcare.people.part_forms import LineField, TextField
from throughcare.treatment.actions.follow_up import NEEDS_WORDS
from throughcare.treatment.forms.boxes import OFF, AsksQuestionnaires
from throughcare.treatment.models import CheckIn, FollowUp, Programme
from throughcare.treatment.models.around import How

LONGEST = 10_000
AHEAD = timedelta(days=366)


def _words(label: Any, **options: Any) -> TextField:
    rows = options.pop("rows", 3)
    return TextField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class CheckInForm(Form):
    """A short contact between sessions."""

    how = forms.ChoiceField(
        label=gettext_lazy("How were you in touch?"),
        choices=How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select how you were in touch")},
    )
    result = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=CheckIn.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select what happened")},
    )
    said = _words(gettext_lazy("What was said (health team only)"), required=False)

    def __init__(self, *args: Any, may_write_words: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_write_words:
            del self.fields["said"]


class HandOverForm(Form):
    """To whom, why, what they must know."""

    to = forms.ChoiceField(
        label=gettext_lazy("Who do you ask to take it on?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select a colleague")},
    )
    why = LineField(
        label=gettext_lazy("Why?"),
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": gettext_lazy("Say why you hand it over")},
    )
    to_know = _words(
        gettext_lazy("What must they know first?"),
        help_text=gettext_lazy("Safety, what works, what was promised, what is next."),
        rows=6,
        error_messages={"required": gettext_lazy("Enter what the colleague must know first")},
    )
    told_person = forms.BooleanField(
        label=gettext_lazy("The person knows that somebody else will take over"), required=False
    )

    def __init__(self, *args: Any, colleagues: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each.pk), each.user.name) for each in colleagues]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]


class AnswerHandOverForm(Form):
    """Taken on or not."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    takes = forms.ChoiceField(
        label=gettext_lazy("Do you take it on?"),
        choices=[
            ("yes", gettext_lazy("Yes, from now on I lead the treatment")),
            ("no", gettext_lazy("No")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select whether you take it on")},
    )
    answer = LineField(
        label=gettext_lazy("What do you answer?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=OFF),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("takes") == "no" and not found.get("answer"):
            self.add_error("answer", _("Say why you do not take it on"))
        return found


class SupervisionForm(Form):
    """A case was talked through."""

    held_on = NearDateField(
        label=gettext_lazy("Day"),
        must_be="past",
        error_messages={"required": gettext_lazy("Enter the day")},
    )
    supervisor = LineField(
        label=gettext_lazy("Who supervised?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter who supervised")},
        widget=forms.TextInput(attrs=OFF),
    )
    discussed = _words(
        gettext_lazy("What was talked about and agreed (health team only)"), required=False, rows=5
    )
    next_on = NearDateField(
        label=gettext_lazy("Next time"),
        help_text=gettext_lazy("Leave empty for the time that the pathway sets here."),
        required=False,
        must_be="future",
    )

    def __init__(self, *args: Any, may_write_words: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_write_words:
            del self.fields["discussed"]

    def clean_held_on(self) -> date:
        on: date = self.cleaned_data["held_on"]
        if on < clock.today() - AHEAD:
            raise forms.ValidationError(_("Enter a day in the last year"))
        return on

    def clean_next_on(self) -> date | None:
        return _within_a_year(self.cleaned_data["next_on"])


def _within_a_year(on: date | None) -> date | None:
    if on is not None and on > clock.today() + AHEAD:
        raise forms.ValidationError(_("Enter a day in the next year"))
    return on


class EndForm(Form):
    """How treatment ended, in a code for all and in words for the health team."""

    reason = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=Programme.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select how it ended")},
    )
    on = NearDateField(
        label=gettext_lazy("Ended on"),
        must_be="past",
        error_messages={"required": gettext_lazy("Enter the day on which it ended")},
    )
    summary = _words(
        gettext_lazy("What was worked on and what helped (health team only)"),
        required=False,
        rows=5,
    )
    their_words = LineField(
        label=gettext_lazy("In the person’s own words"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.earliest:
            raise forms.ValidationError(_("Treatment ended after it began"))
        return on


class FollowUpForm(AsksQuestionnaires, Form):
    """Not reached and tried again, or what came of it."""

    words_field = "said"
    AGAIN = "again"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    result = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[
            (AGAIN, gettext_lazy("Not reached: try again")),
            *(choice for choice in FollowUp.Status.choices if choice[0] != FollowUp.Status.DUE),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select what happened")},
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How did you try?"),
        choices=How.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    again_on = NearDateField(
        label=gettext_lazy("Try again on"),
        help_text=gettext_lazy("Leave empty for a week from now."),
        required=False,
    )
    said = _words(
        gettext_lazy("How are they, and what was agreed? (health team only)"), required=False
    )

    def __init__(
        self,
        *args: Any,
        questionnaires: Sequence[Questionnaire],
        changed: Collection[str],
        called: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.called = called
        self.add_boxes(questionnaires, changed)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        self.read_boxes(found)
        result, again = found.get("result"), found.get("again_on")
        if result == self.AGAIN and not found.get("how"):
            self.add_error("how", _("Select how you tried"))
        late = again and not clock.today() < again <= clock.today() + AHEAD
        if result == self.AGAIN and late:
            self.add_error("again_on", _("Enter a day after today, within a year"))
        if result in NEEDS_WORDS and not found.get("said"):
            self.add_error("said", _("Say why it is stopped"))
        if self.answers and result and result != FollowUp.Status.DONE:
            said = _("Leave the questionnaires empty unless the follow-up is done")
            self.add_error("result", said)
        return found
