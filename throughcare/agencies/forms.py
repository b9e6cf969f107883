"""What a service administrator types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.agencies.models import Membership, Place, Team
from throughcare.core import clock
from throughcare.design.fields import DateField
from throughcare.design.forms import Form


class PersonForm(Form):
    """Somebody to add to a team."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("First name, then family name."),
        error_messages={"required": _("Enter their name")},
    )
    email = forms.EmailField(
        label=_("Work e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("They sign in with it. Nothing is sent to it."),
        error_messages={"required": _("Enter their work e-mail address")},
    )
    team = forms.ChoiceField(
        label=_("Team"), error_messages={"required": _("Select the team they join")}
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the role they have there")},
    )
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    profession = forms.CharField(label=_("Profession"), max_length=120, required=False)
    registration = forms.CharField(label=_("Registration number"), max_length=60, required=False)
    lived_experience = forms.BooleanField(label=_("A role for lived experience"), required=False)
    ends_on = DateField(
        label=_("Last day"), required=False, help_text=_("Leave empty if it is not known.")
    )

    def __init__(
        self, *args: Any, teams: Iterable[Team], roles: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a team")),
            *((key, team.name) for key, team in self.teams.items()),
        ]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]

    def clean_ends_on(self) -> Any:
        on = self.cleaned_data["ends_on"]
        if on and on < clock.today():
            raise forms.ValidationError(_("The last day must be today or later"))
        return on


class RoleForm(Form):
    """Another role for somebody who works here."""

    role = forms.ChoiceField(
        label=_("New role"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the new role")},
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (code, words) for code, words in roles if code != now
        ]


class ColleagueForm(Form):
    """Who takes the work over."""

    to = forms.ChoiceField(
        label=_("Who takes it over?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select who takes it over")},
    )

    def __init__(self, *args: Any, colleagues: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(each.pk): each for each in colleagues}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (key, f"{each.user.name}, {each.get_role_display()}")
            for key, each in self.colleagues.items()
        ]

    def clean_to(self) -> Membership:
        return self.colleagues[self.cleaned_data["to"]]


class DecisionForm(Form):
    """The answer to a request."""

    answer = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Confirm")), ("no", _("Do not confirm"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why not?"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "no" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why, so that your colleague can put it right"))
        return cleaned


class EmptyForm(Form):
    """Nothing to fill in: the button is the answer."""


class VersionForm(Form):
    """Carries the version that was shown, so that two people never overwrite each other."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class TeamForm(Form):
    """A new team."""

    name = forms.CharField(
        label=_("Name of the team"),
        max_length=200,
        error_messages={"required": _("Enter the name of the team")},
    )


class RenameTeamForm(VersionForm, TeamForm):
    """A team's new name."""


class CoverForm(Form):
    """One more place for a team."""

    place = forms.ChoiceField(label=_("Place"), error_messages={"required": _("Select a place")})

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a place")),
            *((key, f"{place.name}, {place.agency.name}") for key, place in self.places.items()),
        ]

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class PlaceForm(Form):
    """A new place."""

    name = forms.CharField(
        label=_("Name of the place"),
        max_length=200,
        error_messages={"required": _("Enter the name of the place")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Place.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what it is")},
    )


class ChangePlaceForm(VersionForm, PlaceForm):
    """What a place is called and is."""
