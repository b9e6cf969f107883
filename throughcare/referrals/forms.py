"""What is typed when somebody is referred, answered, or told of a service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.clock import LONDON
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.referrals import codes
from throughcare.referrals.facts import PARTS
from throughcare.referrals.models import Referral, Signpost

OFF = {"autocomplete": "off"}
YES, NO, NOT_YET, WITHOUT = "yes", "no", "not_yet", "without"


def text(label: Any, longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.TextInput(attrs=OFF), **options
    )


def area(label: Any, longest: int, rows: int = 4, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


def radios(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, **options)


def offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class ReferForm(Form):
    """What for, to whom, why, and whether the person agrees."""

    need = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    service = radios(
        gettext_lazy("Who to?"),
        error_messages={"required": gettext_lazy("Select a service")},
    )
    reason = area(
        gettext_lazy("Reason for referral"),
        2000,
        error_messages={"required": gettext_lazy("Enter the reason for the referral")},
    )
    asked = text(
        gettext_lazy("What we are asking you to do"),
        300,
        error_messages={"required": gettext_lazy("Enter what you ask them to do")},
    )
    soon = radios(gettext_lazy("How soon?"), choices=Referral.Soon.choices)
    contact = text(
        gettext_lazy("How they can reach you"),
        120,
        error_messages={"required": gettext_lazy("Enter a telephone number or email of yours")},
    )
    show = forms.MultipleChoiceField(
        label=gettext_lazy("What they see besides who it is"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("reach", gettext_lazy("How to reach them")),
            ("helps", gettext_lazy("What helps")),
            ("safety", gettext_lazy("Safety")),
        ],
        initial=list(PARTS),
    )
    agrees = radios(
        gettext_lazy("Do they agree?"),
        error_messages={"required": gettext_lazy("Select whether the person agrees")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("On what ground?"),
        required=False,
        choices=[
            ("", gettext_lazy("Choose a ground")),
            *(pair for pair in Referral.Ground.choices if pair[0] != Referral.Ground.AGREED),
        ],
    )
    ground_words = text(
        gettext_lazy("Which power, what danger, or who decided"), 400, required=False
    )

    def __init__(
        self, *args: Any, services: Sequence[tuple[str, str]], name: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "need", [("", ""), *codes.choices("needs")])
        offer(self, "service", services)
        offer(
            self,
            "agrees",
            [
                (YES, _("Yes, %(name)s agrees") % {"name": name}),
                (NO, _("No. Give them the number instead")),
                (NOT_YET, _("Not asked yet. Keep as a draft")),
                (WITHOUT, _("I must send it without agreement")),
            ],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("agrees") == WITHOUT:
            if not cleaned.get("ground"):
                self.add_error("ground", _("Select on what ground you send it"))
            if not (cleaned.get("ground_words") or "").strip():
                self.add_error("ground_words", _("Enter which power, what danger, or who decided"))
        return cleaned


class AskTransferForm(ReferForm):
    """Ask another team to hand the person over to ours: ``service`` holds the team."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].label = _("Which team?")
        self.fields["service"].error_messages["required"] = _("Select a team")


class FirstForm(Form):
    """When and where the first appointment is."""

    on = NearDateField(label=gettext_lazy("Day"), must_be="future")
    at = TimeField(label=gettext_lazy("Time"))
    place = text(gettext_lazy("With, and where"), 200)

    def moment(self) -> datetime:
        """Aware; of the day and time that were typed, in London."""
        typed = self.cleaned_data
        return datetime.combine(typed["on"], typed["at"], LONDON)


class ReplyForm(Form):
    """The receiving team's answer: yes with a first appointment, yes, a question, or no."""

    ACCEPT, LATER, ASK, DECLINE = "accept", "later", "ask", "decline"

    answer = radios(
        gettext_lazy("Your reply"),
        error_messages={"required": gettext_lazy("Select your reply")},
    )
    on = NearDateField(label=gettext_lazy("Day"), required=False, must_be="future")
    at = TimeField(label=gettext_lazy("Time"), required=False)
    place = text(gettext_lazy("With, and where"), 200, required=False)
    question = area(gettext_lazy("What do you need to know?"), 500, rows=3, required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    words = area(
        gettext_lazy("In words that the person can read"),
        500,
        rows=3,
        required=False,
        help_text=gettext_lazy("Whoever sent it and the person will read this."),
    )

    def __init__(self, *args: Any, sender: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "answer",
            [
                (self.ACCEPT, _("Accept and offer a first appointment")),
                (self.LATER, _("Accept, appointment to follow")),
                (self.ASK, _("Ask %(sender)s for more") % {"sender": sender}),
                (self.DECLINE, _("Decline")),
            ],
        )
        offer(self, "reason", [("", _("Choose a reason")), *codes.choices("declined")])

    _NEEDED = {
        ACCEPT: (
            ("on", gettext_lazy("Enter the day of the first appointment")),
            ("at", gettext_lazy("Enter the time of the first appointment")),
            ("place", gettext_lazy("Enter with whom and where it is")),
        ),
        ASK: (("question", gettext_lazy("Enter what you need to know")),),
        DECLINE: (
            ("reason", gettext_lazy("Select a reason")),
            ("words", gettext_lazy("Enter words that the person can read")),
        ),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, message in self._NEEDED.get(cleaned.get("answer", ""), ()):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, str(message))
        if cleaned.get("answer") == self.ACCEPT and not self.errors and self.moment() < clock.now():
            self.add_error("at", _("Enter a time that is still to come"))
        return cleaned

    def moment(self) -> datetime:
        typed = self.cleaned_data
        return datetime.combine(typed["on"], typed["at"], LONDON)


class CodedForm(Form):
    """A reason of a list, and words that the person can read."""

    reason = radios(
        gettext_lazy("Why?"), error_messages={"required": gettext_lazy("Select a reason")}
    )
    words = area(
        gettext_lazy("In words that the person can read"),
        500,
        rows=3,
        error_messages={"required": gettext_lazy("Enter words that the person can read")},
    )

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", codes.choices(of))


class WordsForm(Form):
    """A few words: why it is taken back, or what was asked for."""

    words = area(gettext_lazy("Your words"), 1000, rows=3)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class AssignForm(Form):
    """Which colleague of the team deals with it."""

    member = forms.ChoiceField(
        label=gettext_lazy("Who?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select a colleague")},
    )

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", members)


class HeardForm(Form):
    """What a service outside the product has told the sender."""

    HAVE, ACCEPTED, DECLINED, OFFERED, CAME, MISSED, ENDED = (
        "have", "accepted", "declined", "offered", "came", "missed", "ended",
    )  # fmt: skip
    LABELS = {
        HAVE: gettext_lazy("They have it"),
        ACCEPTED: gettext_lazy("They accepted"),
        DECLINED: gettext_lazy("They did not accept"),
        OFFERED: gettext_lazy("They offered a first appointment, or moved it"),
        CAME: gettext_lazy("The person came to the first appointment"),
        MISSED: gettext_lazy("The first appointment did not happen"),
        ENDED: gettext_lazy("It comes to nothing"),
    }

    heard = radios(
        gettext_lazy("What have they told you?"),
        error_messages={"required": gettext_lazy("Select what they told you")},
    )
    on = NearDateField(label=gettext_lazy("Day"), required=False)
    at = TimeField(label=gettext_lazy("Time"), required=False)
    place = text(gettext_lazy("With, and where"), 200, required=False)
    declined = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    ended = forms.ChoiceField(label=gettext_lazy("Why?"), required=False)
    words = text(gettext_lazy("In words that the person can read"), 500, required=False)

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "heard", [(code, self.LABELS[code]) for code in offered])
        offer(self, "declined", [("", _("Choose a reason")), *codes.choices("declined")])
        offer(self, "ended", [("", _("Choose a reason")), *codes.choices("ended")])

    _NEEDED = {
        OFFERED: ("on", "at", "place"),
        DECLINED: ("declined", "words"),
        ENDED: ("ended", "words"),
    }
    _MESSAGES = {
        "on": gettext_lazy("Enter the day"),
        "at": gettext_lazy("Enter the time"),
        "place": gettext_lazy("Enter with whom and where it is"),
        "declined": gettext_lazy("Select a reason"),
        "ended": gettext_lazy("Select a reason"),
        "words": gettext_lazy("Enter words that the person can read"),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self._NEEDED.get(cleaned.get("heard", ""), ()):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, str(self._MESSAGES[name]))
        return cleaned

    def moment(self) -> datetime:
        typed = self.cleaned_data
        return datetime.combine(typed["on"], typed["at"], LONDON)


class SignpostForm(Form):
    """Which service the person was told of, and how."""

    service = forms.ChoiceField(label=gettext_lazy("Which service?"), required=False)
    other = text(gettext_lazy("Or another one"), 200, required=False)
    how = radios(
        gettext_lazy("What did you do?"),
        choices=Signpost.How.choices,
        error_messages={"required": gettext_lazy("Select what you did")},
    )
    words = text(
        gettext_lazy("Anything to remember"),
        300,
        required=False,
        help_text=gettext_lazy("Nothing clinical: other health teams read this."),
    )

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", [("", _("Choose a service")), *services])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = cleaned.get("service") or (cleaned.get("other") or "").strip()
        if not named and not self.errors.keys() & {"service", "other"}:
            self.add_error("service", _("Choose a service, or write which one"))
        return cleaned


class EmptyForm(Form):
    """A button."""
