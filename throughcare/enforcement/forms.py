"""What is typed about statements, decisions, warnings, reviews and updates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.appointments.forms import moment_of
from throughcare.core import clock
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, NamedRecipient
from throughcare.enforcement.actions import ReviewFacts
from throughcare.enforcement.models import Absence, UpdateReply, UpdateRequest
from throughcare.enforcement.selectors import Officer
from throughcare.orders.models import Order

DAY_HINT = gettext_lazy("For example, yesterday or 12/10/2026")
NO_CLINICAL = gettext_lazy(
    "Everybody who works with the order reads it. No session content, scores or diagnosis."
)
OUTSIDE = "outside"


def _day(label: Any, missing: Any) -> NearDateField:
    return NearDateField(label=label, help_text=DAY_HINT, error_messages={"required": missing})


def _radios(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, **options)


def _lines(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        **options,
    )


def _text(label: Any, longest: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


def past(form: forms.Form, name: str, after: date, words: Any) -> None:
    """A day that is not before ``after``, nor later than today, or its error."""
    on = form.cleaned_data.get(name)
    if on and on > clock.today():
        form.add_error(name, _("Enter today or an earlier day"))
    elif on and on < after:
        form.add_error(name, words)


class StatementForm(Form):
    """For which period, and to whom."""

    first_on = _day(gettext_lazy("From"), gettext_lazy("Enter the first day"))
    last_on = _day(gettext_lazy("To"), gettext_lazy("Enter the last day"))
    requirement = forms.ChoiceField(label=gettext_lazy("Which appointments"), required=False)
    to = _radios(
        gettext_lazy("Who is it for?"),
        error_messages={"required": gettext_lazy("Select who it is for")},
    )
    name = _text(gettext_lazy("Name of the officer"), 200, required=False)
    organisation = _text(gettext_lazy("Probation office"), 200, required=False)
    basis = _radios(
        gettext_lazy("On what basis may they have it?"),
        choices=NamedRecipient.Basis.choices,
        error_messages={"required": gettext_lazy("Select on what basis they may have it")},
    )
    basis_words = _text(
        gettext_lazy("Say more about the basis"),
        500,
        help_text=gettext_lazy("For example: agreed on 3 November, before sentence."),
        error_messages={"required": gettext_lazy("Say more about the basis")},
    )
    replaces = forms.ChoiceField(label=gettext_lazy("Does it correct a statement?"), required=False)
    what_changed = _text(gettext_lazy("What changed"), 300, required=False)
    #: The digest of what was shown before the press; not typed.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        officers: Sequence[Officer],
        requirements: Sequence[tuple[str, str]],
        issued: Sequence[tuple[str, str]],
        order: Order,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.officers = {str(each.membership_id): each for each in officers}
        people = [(key, f"{each.name}, {each.agency}") for key, each in self.officers.items()]
        people.append((OUTSIDE, _("An officer without an account")))
        self._offer("to", people)
        self._offer("requirement", [("", _("All of this order")), *requirements])
        self._offer("replaces", [("", _("No, it is a new one")), *issued])
        if not issued:
            del self.fields["replaces"], self.fields["what_changed"]

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        past(self, "first_on", self.order.made_on, _("The order was not made yet on that day"))
        past(self, "last_on", self.order.made_on, _("The order was not made yet on that day"))
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes after the first"))
        if cleaned.get("to") == OUTSIDE and not cleaned.get("name", "").strip():
            self.add_error("name", _("Enter the name of the officer"))
        if "replaces" in self.fields:
            old, why = cleaned.get("replaces"), cleaned.get("what_changed", "").strip()
            if old and not why:
                self.add_error("what_changed", _("Say what changed"))
            if why and not old:
                self.add_error("replaces", _("Select which statement it corrects"))
        return cleaned

    def recipient(self) -> To:
        typed = self.cleaned_data
        basis = {"basis": typed["basis"], "basis_words": typed["basis_words"].strip()}
        if typed["to"] == OUTSIDE:
            return To(
                name=typed["name"].strip(),
                organisation=typed["organisation"].strip(),
                how=Delivery.How.SECURE_EMAIL,
                **basis,
            )
        officer = self.officers[typed["to"]]
        return To(
            name=officer.name,
            organisation=officer.agency,
            how=Delivery.How.ACCOUNT,
            kind=NamedRecipient.Kind.MEMBER,
            principal_id=officer.membership_id,
            **basis,
        )


class DecideForm(Form):
    """Acceptable or not, and why: the officer's own decision."""

    acceptable = _radios(
        gettext_lazy("Is this acceptable?"),
        choices=[("yes", gettext_lazy("Acceptable")), ("no", gettext_lazy("Not acceptable"))],
        error_messages={"required": gettext_lazy("Select whether it is acceptable")},
    )
    reason = _text(
        gettext_lazy("Why?"),
        300,
        help_text=NO_CLINICAL,
        error_messages={"required": gettext_lazy("Say why")},
    )


class AgainForm(Form):
    """Acceptable after all, and why."""

    reason = _text(
        gettext_lazy("Why is it acceptable after all?"),
        300,
        help_text=NO_CLINICAL,
        error_messages={"required": gettext_lazy("Say why")},
    )


class WarningForm(Form):
    """When, how and about what the warning was given."""

    on = _day(gettext_lazy("Given on"), gettext_lazy("Enter the day on which it was given"))
    how = _radios(
        gettext_lazy("How was it given?"),
        choices=Absence.How.choices,
        error_messages={"required": gettext_lazy("Select how it was given")},
    )
    easy_read = _radios(
        gettext_lazy("Was it in easy read?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        error_messages={"required": gettext_lazy("Select whether it was in easy read")},
    )
    circumstances = forms.CharField(
        label=gettext_lazy("What the warning said about the missed appointment"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Enter what the warning said")},
    )

    def __init__(self, *args: Any, absence: Absence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absence = absence

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        past(self, "on", self.absence.on, _("A warning is given after the missed appointment"))
        return cleaned


class ReferForm(Form):
    """The day on which it went to the enforcement officer."""

    on = _day(gettext_lazy("Sent on"), gettext_lazy("Enter the day on which you sent it"))

    def __init__(self, *args: Any, absence: Absence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absence = absence

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        past(self, "on", self.absence.on, _("It is sent after the missed appointment"))
        return cleaned


class ReviewForm(Form):
    """What is working, what is not, in whose words, what changes, and when to look again."""

    held_on = _day(gettext_lazy("Held on"), gettext_lazy("Enter the day on which it was held"))
    who = _text(
        gettext_lazy("Who took part?"),
        300,
        error_messages={"required": gettext_lazy("Enter who took part")},
    )
    working = _lines(gettext_lazy("What is working?"), help_text=gettext_lazy("One to a line."))
    not_working = _lines(
        gettext_lazy("What is not working?"), help_text=gettext_lazy("One to a line.")
    )
    own_words = _lines(
        gettext_lazy("The person’s own words"),
        help_text=gettext_lazy("As they said it. They can ask for it to be left out."),
    )
    changes = _lines(
        gettext_lazy("What was agreed to change?"), help_text=gettext_lazy("One to a line.")
    )
    next_on = NearDateField(
        label=gettext_lazy("Next review"),
        help_text=gettext_lazy("For example, 11/12. It comes up on Today."),
        required=False,
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        past(self, "held_on", self.order.made_on, _("The order was not made yet on that day"))
        for name in ("working", "not_working", "changes"):
            self._one_to_a_line(name)
        if len(cleaned.get("own_words") or "") > 1000:
            self.add_error("own_words", _("Own words must be 1,000 characters or fewer"))
        said = (cleaned.get(name) for name in ("working", "not_working", "own_words"))
        if not any((each or "").strip() for each in said) and not self.errors:
            self.add_error("working", _("Enter what is working or what is not"))
        held, after = cleaned.get("held_on"), cleaned.get("next_on")
        if held and after and after < held:
            self.add_error("next_on", _("The next review comes after this one"))
        return cleaned

    def _one_to_a_line(self, name: str) -> None:
        if name in self.errors:
            return
        found = lines_in(self.cleaned_data.get(name) or "")
        if any(len(line) > 300 for line in found):
            self.add_error(name, _("Each line must be 300 characters or fewer"))
        elif len(found) > 20:
            self.add_error(name, _("Enter 20 lines or fewer"))

    def facts(self) -> ReviewFacts:
        typed = self.cleaned_data
        return ReviewFacts(
            held_on=typed["held_on"],
            who=typed["who"],
            working=lines_in(typed["working"]),
            not_working=lines_in(typed["not_working"]),
            own_words=typed["own_words"],
            changes=lines_in(typed["changes"]),
            next_on=typed["next_on"],
        )


def lines_in(text: str) -> tuple[str, ...]:
    """What somebody typed one to a line, without dashes before it."""
    lines = (line.strip().lstrip("-*• ").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


class AskForm(Form):
    """What the court needs to know from the officer, and by when."""

    wants = forms.MultipleChoiceField(
        label=gettext_lazy("What does the court need to know?"),
        choices=UpdateRequest.Wants.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Select what the court needs to know")},
    )
    on = NearDateField(
        label=gettext_lazy("Needed by"),
        help_text=gettext_lazy("For example, friday or 26/11"),
        error_messages={"required": gettext_lazy("Enter by when it is needed")},
    )
    at = TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("Leave empty for 5pm"),
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Anything else the officer must know"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        on = cleaned.get("on")
        if on and on.year > clock.today().year + 1:
            self.add_error("on", _("Enter a day within the next year"))
        elif on and self.needed_by() <= clock.now():
            self.add_error("on", _("Enter a time that is still to come"))
        return cleaned

    def needed_by(self) -> datetime:
        return moment_of(self.cleaned_data["on"], self.cleaned_data.get("at") or time(17))


class ReplyForm(Form):
    """The officer's answer."""

    kind = _radios(
        gettext_lazy("Your answer"),
        choices=UpdateReply.Kind.choices,
        initial=UpdateReply.Kind.UPDATE,
        error_messages={"required": gettext_lazy("Select what you answer")},
    )
    words = forms.CharField(
        label=gettext_lazy("A line on how the order goes, or why no update is needed"),
        help_text=NO_CLINICAL,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Enter a line for the court")},
    )
