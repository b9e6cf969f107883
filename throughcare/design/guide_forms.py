"""Invented forms for the style guide: a field of each kind."""

from __future__ import annotations

from django import forms

from throughcare.design.fields import DateField, NearDateField, TimeField
from throughcare.design.forms import Form

YES_NO = [("yes", "Yes"), ("no", "No"), ("not_said", "Not said")]


class GuideForm(Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Full name", help_text="First name, then family name", max_length=80
    )
    email = forms.EmailField(label="Work email address")
    born = DateField(label="Date of birth", help_text="For example, 27 3 1991", must_be="past")
    seen_on = NearDateField(label="Day seen", help_text="For example, 19/11 or tomorrow")
    seen_at = TimeField(label="Time seen", help_text="For example, 9:05am or 2pm")
    cell = forms.IntegerField(label="Cell", min_value=1, max_value=40)
    place = forms.ChoiceField(
        label="Place", choices=[("", "Choose a place"), ("northfield", "Northfield custody")]
    )
    outcome = forms.ChoiceField(
        label="What happens next?",
        widget=forms.RadioSelect,
        choices=[("now", "Act now"), ("today", "Today"), ("planned", "Planned")],
    )
    told = forms.CharField(label="Who did you tell?")
    sex = forms.ChoiceField(
        label="Sex", widget=forms.RadioSelect, choices=[("f", "Female"), ("m", "Male")]
    )
    needs = forms.MultipleChoiceField(
        label="What helps?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("easy", "Easy read"), ("interpreter", "Interpreter"), ("none", "Nothing")],
    )
    agrees = forms.BooleanField(label="Agrees to take part", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), max_length=200)
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    list_file = forms.FileField(label="Court list", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class QuestionsForm(Form):
    """Three quick questions, one with a follow-up."""

    safe = forms.ChoiceField(
        label="Are you thinking about hurting yourself or ending your life?",
        widget=forms.RadioSelect,
        choices=YES_NO,
    )
    safe_more = forms.CharField(
        label="What did he say? Tell the custody sergeant now.", required=False
    )
    tried = forms.ChoiceField(
        label="Have you ever tried to end your life?", widget=forms.RadioSelect, choices=YES_NO
    )
    tried_more = forms.CharField(label="When, and what helped?", required=False)
    stay = forms.ChoiceField(
        label="Do you have somewhere safe to stay tonight?",
        widget=forms.RadioSelect,
        choices=YES_NO,
    )


class FilterForm(Form):
    """Two filters of a worklist."""

    place = forms.ChoiceField(
        label="Place", choices=[("", "All my places"), ("n", "Northfield custody")]
    )
    kind = forms.ChoiceField(
        label="Kind of work", choices=[("", "Everything"), ("s", "Screenings")]
    )


def wrong_form() -> GuideForm:
    data = {
        "bad-born-day": "31",
        "bad-born-month": "2",
        "bad-born-year": "1991",
        "bad-seen_on": "soon",
        "bad-seen_at": "2",
        "bad-cell": "99",
        "bad-note": "x" * 201,
        "bad-version": "1",
    }
    return GuideForm(data, prefix="bad")
