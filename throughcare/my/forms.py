"""What staff type about tablets and own pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership, Team
from throughcare.design import words
from throughcare.design.forms import Form
from throughcare.instruments.library import Questionnaire
from throughcare.my import rules
from throughcare.my.models import Charge

MINE = "mine-"
NOBODY = "nobody"
#: How it is shown to the person (models.Handover.comforts).
COMFORTS = {
    "larger": gettext_lazy("Larger words"),
    "pictures": gettext_lazy("Easy read: short words with pictures"),
    "with_help": gettext_lazy("Somebody helps them to answer"),
}


class HandOverForm(Form):
    """Which questions, who is in charge of the answers, how it looks, on which device."""

    questionnaires = forms.MultipleChoiceField(
        label=gettext_lazy("Which questions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one set of questions")},
    )
    charge = forms.ChoiceField(
        label=gettext_lazy("Who takes charge of the answers"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Questions marked “safety” open only when a worker on shift takes charge"
        ),
        error_messages={"required": gettext_lazy("Say who takes charge of the answers")},
    )
    comfort = forms.MultipleChoiceField(
        label=gettext_lazy("How the questions are shown"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=list(COMFORTS.items()),
    )
    device = forms.ChoiceField(
        label=gettext_lazy("On which device"),
        widget=forms.RadioSelect,
        initial="this",
        choices=[
            ("this", gettext_lazy("This one. My screen locks now")),
            ("other", gettext_lazy("Another one. Show me the address to open there")),
            ("own", gettext_lazy("Their own phone. The questions wait on their own pages")),
        ],
    )

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Questionnaire],
        charges: Sequence[Charge],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {each.slug: each for each in offered}
        self.fields["questionnaires"].choices = [  # type: ignore[attr-defined]
            (each.slug, set_words(each)) for each in offered
        ]
        mine = [(f"{MINE}{where.value}", _mine(where)) for where in Charge.Where]
        theirs = [(str(charge.pk), _theirs(charge)) for charge in charges]
        nobody = (NOBODY, _("Nobody yet. None of the questions asks about safety"))
        self.fields["charge"].choices = [*mine, *theirs, nobody]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [self.offered[slug] for slug in cleaned.get("questionnaires", [])]
        if cleaned.get("charge") == NOBODY and rules.asks_about_safety(chosen):
            self.add_error(
                "charge", _("These questions ask about safety. Say who takes charge of them")
            )
        cleaned["chosen"] = chosen
        return cleaned


def set_words(each: Questionnaire) -> str:
    """Which questions, what they measure, whether they ask about safety."""
    said = {"id": each.name, "measures": each.instrument.measures}
    if each.instrument.safety:
        return _("%(id)s: %(measures)s (safety)") % said
    return _("%(id)s: %(measures)s") % said


def _mine(where: Charge.Where) -> str:
    return _("I do. %(where)s") % {"where": where.label}


def _theirs(charge: Charge) -> str:
    said = {"name": charge.by_name, "time": words.clock(charge.until)}
    return _("%(name)s, until %(time)s") % said


class ChargeForm(Form):
    """Taking charge from one's own screen, while a colleague hands the tablet over."""

    where = forms.ChoiceField(
        label=gettext_lazy("How you will be with them"),
        widget=forms.RadioSelect,
        choices=Charge.Where.choices,
        error_messages={"required": gettext_lazy("Say how you will be with them")},
    )


class HelpForm(Form):
    """What was done for somebody who asked for help on the tablet."""

    what_was_done = forms.CharField(
        label=gettext_lazy("What was done"), widget=forms.Textarea, max_length=2000
    )
    told_whom = forms.CharField(label=gettext_lazy("Who was told"), max_length=300)


class ArrangementForm(Form):
    """Who answers in a team when nobody has acted on a safety answer."""

    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        empty_label=gettext_lazy("Choose a team"),
        error_messages={"required": gettext_lazy("Select the team")},
    )
    duty_holder = forms.ModelChoiceField(
        label=gettext_lazy("Duty holder"),
        queryset=Membership.objects.none(),
        help_text=gettext_lazy("Is asked when nobody has acted in time"),
        empty_label=gettext_lazy("Choose a colleague"),
        error_messages={"required": gettext_lazy("Select the duty holder")},
    )
    telephone = forms.RegexField(
        label=gettext_lazy("Telephone of the place"),
        regex=r"^[0-9 +()]{3,40}$",
        help_text=gettext_lazy("Shown to staff and on the tablet. The service never rings it"),
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("Enter a telephone number, such as 01632 960 100")
        ),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes before the duty holder is asked"),
        min_value=1,
        max_value=60,
        initial=10,
        error_messages={"required": gettext_lazy("Enter the minutes, from 1 to 60")},
    )

    def __init__(self, *args: Any, teams: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["duty_holder"].queryset = members  # type: ignore[attr-defined]
        self.fields["duty_holder"].label_from_instance = _member_words  # type: ignore[attr-defined]


def _member_words(member: Membership) -> str:
    return f"{member.user.name}, {member.team.name}"
