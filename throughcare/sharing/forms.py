"""What is typed about sharing: shapes and the words of errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from throughcare.agencies.models import Membership, Place, Team
from throughcare.core.clock import LONDON
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.people.models import Person
from throughcare.sharing import rules, selectors, words
from throughcare.sharing.models import Agreement, BasisKind, Relationship
from throughcare.sharing.policy.vocabulary import CARE, RELATIONSHIPS

WORDS_MAX = 1000
GROUND_MAX = 500
REASON_MAX = 300


def end_of_day(on: date | None) -> datetime | None:
    """The last moment of a day in London: the first of the next one."""
    if on is None:
        return None
    return datetime.combine(on + timedelta(days=1), time(0), LONDON)


class AskForm(Form):
    """What the person answers about each recipient, in one conversation."""

    words_used = forms.CharField(
        label=_l("Words you said"),
        help_text=_l("Change them if you said it another way."),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.ChoiceField(label=_l("Which custody suite?"), required=False)
    until = NearDateField(
        label=_l("Until when?"),
        help_text=_l("Leave empty if it stands until the person says stop."),
        must_be="future",
        required=False,
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suites = [("", _("Choose")), *((str(place.pk), place.name) for place in places)]
        self.fields["place"].choices = suites  # type: ignore[attr-defined]
        for value, label in Agreement.Recipient.choices:
            self.fields[f"answer_{value}"] = forms.ChoiceField(
                label=label,
                choices=Agreement.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Select one of the choices")},
            )
        for value in sorted(rules.TOLD_BY_NAME):
            self.fields[f"name_{value}"] = forms.CharField(
                label=_("Name"),
                max_length=120,
                required=False,
                error_messages={"max_length": _("Name must be 120 characters or fewer")},
            )

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """(answer, name or None) of each recipient, for the template."""
        for value in Agreement.Recipient.values:
            yield (
                self[f"answer_{value}"],
                self[f"name_{value}"] if value in rules.TOLD_BY_NAME else None,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"answer_{value}") for value in Agreement.Recipient.values):
            first = f"answer_{Agreement.Recipient.CUSTODY}"
            if first not in self.errors:
                self.add_error(first, _("Record an answer for at least one of them"))
        if data.get(f"answer_{Agreement.Recipient.OTHER}") and not data.get("name_other"):
            self.add_error("name_other", _("Enter who it is"))
        agreed = data.get(f"answer_{Agreement.Recipient.CUSTODY}") == Agreement.Answer.YES
        if agreed and not data.get("place"):
            self.add_error("place", _("Select the custody suite whose staff may be told"))
        return data

    def answers(self) -> list[dict[str, Any]]:
        """One set of arguments of ``record_agreement`` for each recipient that was answered."""
        data = self.cleaned_data
        return [
            {
                "recipient": value,
                "answer": data[f"answer_{value}"],
                "recipient_name": data.get(f"name_{value}") or "",
                "words_used": data["words_used"],
                "place_id": UUID(data["place"]) if data["place"] else None,
                "ends_at": end_of_day(data["until"]),
                "confirmed": True,
            }
            for value in Agreement.Recipient.values
            if data[f"answer_{value}"]
        ]


class ShareForm(Form):
    """Let a team work with the person, and say what it is told and on what ground."""

    AGREED_NOW = "agreed"
    CARE = "care"
    GROUNDS = (
        (AGREED_NOW, _l("The person agrees, asked now")),
        (CARE, _l("Care: the team is part of this care")),
        (str(BasisKind.STATUTORY.value), words.BASIS_WORDS[BasisKind.STATUTORY]),
        (str(BasisKind.VITAL_INTEREST.value), words.BASIS_WORDS[BasisKind.VITAL_INTEREST]),
        (str(BasisKind.PUBLIC_INTEREST.value), words.BASIS_WORDS[BasisKind.PUBLIC_INTEREST]),
        (str(BasisKind.COURT_ORDER.value), words.BASIS_WORDS[BasisKind.COURT_ORDER]),
    )
    #: What a ground opens; who the person is comes with the link, the rest with no ground.
    TOLD = ("health_summary", "contact_address", "third_party_safeguarding")

    team = forms.ChoiceField(label=_l("Team"), error_messages={"required": _l("Select a team")})
    way = forms.ChoiceField(
        label=_l("How the team works with the person"),
        choices=[
            ("usual", _l("Its usual work: care, order, custody or hearing")),
            ("panel", _l("A named panel, such as MAPPA or MARAC")),
            ("caseload", _l("On the caseload of one member of the team")),
        ],
        widget=forms.RadioSelect,
        initial="usual",
        error_messages={"required": _l("Select how the team works with the person")},
    )
    member = forms.CharField(
        label=_l("Name or e-mail address of the member of staff"), max_length=254, required=False
    )
    told = forms.MultipleChoiceField(
        label=_l("What they are told"),
        help_text=_l("Who the person is comes with working together."),
        choices=[(name, words.CATEGORY_WORDS[name]) for name in TOLD],
        widget=forms.CheckboxSelectMultiple,
        initial=["health_summary"],
        required=False,
    )
    ground = forms.ChoiceField(
        label=_l("On what ground"),
        choices=GROUNDS,
        widget=forms.RadioSelect,
        error_messages={"required": _l("Select the ground on which they are told")},
    )
    ground_text = forms.CharField(
        label=_l("What was said, or which power, danger, decision or order"),
        help_text=_l("For a decision in the public interest, write who decided."),
        max_length=GROUND_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = NearDateField(
        label=_l("Until when?"),
        help_text=_l("For a court, the day of the hearing: it ends 7 days later."),
        must_be="future",
        required=False,
    )

    def __init__(
        self, *args: Any, teams: Sequence[Team], own_agency_id: UUID, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.own_agency_id = own_agency_id
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a team")),
            *((key, f"{team.agency.name}: {team.name}") for key, team in self.teams.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        team = self.teams.get(data.get("team", ""))
        if team is None:
            return data
        self._clean_way(data, team)
        self._clean_ground(data, team)
        no_day = not data.get("until") and "until" not in self.errors
        if data.get("kind") == Relationship.COURT_HEARING and no_day:
            self.add_error("until", _("Enter the day of the hearing"))
        return data

    def _clean_way(self, data: dict[str, Any], team: Team) -> None:
        kinds = rules.LINKS_OF_TYPE[team.agency.type]
        panel = RELATIONSHIPS["panel"]
        match data.get("way"):
            case "panel":
                if panel not in kinds:
                    self.add_error("way", _("This kind of team takes part in no panel"))
                data["kind"] = panel
            case "caseload":
                if team.agency.type not in CARE:
                    self.add_error("way", _("Only a care team has caseloads"))
                data["kind"] = RELATIONSHIPS["caseload"]
                data["holder"] = self._member(data.get("member", ""), team)
            case _:
                data["kind"] = kinds[0]

    def _member(self, text: str, team: Team) -> Membership | None:
        found = selectors.staff_named(text.strip(), team_id=team.pk) if text.strip() else []
        if len(found) != 1:
            message = (
                _("More than one member of the team has this name: enter the e-mail address")
                if found
                else _("Enter the name or e-mail address of a member of this team")
            )
            self.add_error("member", message)
            return None
        return found[0]

    def _clean_ground(self, data: dict[str, Any], team: Team) -> None:
        ground = data.get("ground")
        if ground is None:
            return
        own = team.agency_id == self.own_agency_id
        if ground == self.CARE:
            if not own and team.agency.type not in CARE:
                self.add_error("ground", _("This team is not part of care: select another ground"))
            return
        if not data.get("ground_text", "").strip() and "ground_text" not in self.errors:
            self.add_error("ground_text", _("Enter what was said, or the ground in words"))
        if not data.get("told") and not own:
            self.add_error("told", _("Select what they are told"))

    def ends_at(self) -> datetime | None:
        """When link and ground end; a hearing reaches a week further (rules)."""
        on = self.cleaned_data.get("until")
        if on and self.cleaned_data["kind"] == RELATIONSHIPS["court_hearing"]:
            on += timedelta(days=rules.COURT_DAYS_AFTER)
        return end_of_day(on)


class GuardForm(Form):
    """Open, limited or restricted, with a reason."""

    guard = forms.ChoiceField(
        label=_l("Who can see that this record exists"),
        choices=Person.Guard.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _l("Select who can see that this record exists")},
    )
    reason = forms.CharField(
        label=_l("Why?"),
        help_text=_l("Seen by those who may change this, and by the privacy officer."),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NamedAccessForm(Form):
    """Name a member of staff who may not, or may, open the record."""

    what = forms.ChoiceField(
        label=_l("What should happen?"),
        choices=[
            ("exclude", _l("They may not open this record, whatever their team")),
            ("permit", _l("They may open this record while it is restricted")),
        ],
        widget=forms.RadioSelect,
    )
    who = forms.CharField(label=_l("Name or e-mail address of the member of staff"), max_length=254)
    why = forms.CharField(
        label=_l("Reason"),
        help_text=_l("For example: a relative, a former partner, a neighbour."),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_who(self) -> Membership:
        found = selectors.staff_named(self.cleaned_data["who"].strip())
        if not found:
            raise forms.ValidationError(_("No member of staff has this name or e-mail address"))
        if len(found) > 1:
            raise forms.ValidationError(
                _("More than one member of staff has this name: enter the e-mail address")
            )
        return found[0]


class ConfirmForm(Form):
    """A press of the button; the version says what was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
