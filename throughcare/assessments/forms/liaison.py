"""Forms of the safety plan, of contacts made about a person, and of triage."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments import lists
from throughcare.assessments.actions import Ground, TriageGiven
from throughcare.assessments.forms.fields import YES_NO, MomentField, choices, line, text
from throughcare.assessments.models import (
    ContactMade,
    SafetyPlanCopy,
    TriageRequest,
)
from throughcare.core import clock
from throughcare.design import words
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.sharing.models import BasisKind

#: Bases that may be decided now; the person's own agreement is asked on the sharing page.
NEW_BASES = [kind for kind in BasisKind if kind != BasisKind.EXPLICIT_CONSENT]


class PlanForm(Form):
    """The plan to stay safe, in the person's words."""

    warning_signs = text(
        gettext_lazy("Warning signs"),
        help_text=gettext_lazy("What tells me that it is getting hard again"),
    )
    what_helps = text(
        gettext_lazy("What helps"), help_text=gettext_lazy("Things that I can do myself")
    )
    people = text(gettext_lazy("People"), help_text=gettext_lazy("Whom I can be with or talk to"))
    places = text(gettext_lazy("Places"), help_text=gettext_lazy("Where I feel safer"))
    who_to_ring = text(
        gettext_lazy("Who to ring"), help_text=gettext_lazy("Names and numbers, day and night")
    )
    safer_place = text(
        gettext_lazy("Making the place safer"),
        help_text=gettext_lazy("What is put away or changed where I live"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()) and not self.errors:
            self.add_error("warning_signs", _("Enter at least one part of the plan"))
        return cleaned


class CopyForm(Form):
    """A copy of the plan was given."""

    to_whom = choices(gettext_lazy("Who has the copy?"), SafetyPlanCopy.Whom.choices)
    who = line(gettext_lazy("Their name, where it is not the person"))
    how = choices(gettext_lazy("How was it given?"), SafetyPlanCopy.How.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to_whom") not in (None, "person") and not cleaned.get("who"):
            self.add_error("who", _("Enter who has the copy"))
        return cleaned


class ContactForm(Form):
    """Who was asked, what was asked and learned, and on what basis."""

    agency_kind = forms.ChoiceField(
        label=gettext_lazy("Whom did you ask?"),
        choices=[("", gettext_lazy("Choose")), *ContactMade.Agency.choices],
    )
    agency_name = line(gettext_lazy("Name of the surgery, team or place"))
    who = line(gettext_lazy("Whom you spoke to: name or role"), required=True)
    how = choices(gettext_lazy("How?"), ContactMade.How.choices)
    at = MomentField(
        label=gettext_lazy("When"),
        required=False,
        help_text=gettext_lazy("For example, 9:05am. Leave empty for now."),
    )
    reached = choices(gettext_lazy("Did you reach them?"), YES_NO)
    asked = text(gettext_lazy("What you asked"), required=True)
    learned = text(
        gettext_lazy("What you learned about the person"),
        help_text=gettext_lazy("What you learned about somebody else does not belong here."),
    )
    ground = choices(
        gettext_lazy("On what basis did you talk about them?"),
        (),
        error_messages={"required": gettext_lazy("Select on what basis you talked about them")},
    )
    ground_text = line(
        gettext_lazy("Who decided it, and why"),
        longest=500,
        help_text=gettext_lazy("Needed for a basis that is decided now"),
    )

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = [
            (f"new:{int(kind)}", _("Decided now: %(basis)s") % {"basis": str(kind.label).lower()})
            for kind in NEW_BASES
        ]
        self.fields["ground"].choices = [*grounds, *new]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new = str(cleaned.get("ground", "")).startswith("new:")
        if new and not cleaned.get("ground_text"):
            self.add_error("ground_text", _("Enter who decided it, and why"))
        return cleaned

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        ground, said = given.pop("ground"), given.pop("ground_text")
        return given | {
            "at": given["at"] or clock.now(),
            "reached": given["reached"] == "yes",
            "ground": _ground(ground, said),
        }


def _ground(chosen: str, said: str) -> Ground:
    kind, _colon, value = chosen.partition(":")
    if kind == "agreement":
        return Ground(agreement_id=UUID(value))
    if kind == "basis":
        return Ground(basis_id=UUID(value))
    return Ground(kind=int(value), text=said)


class ThirdPartyForm(Form):
    """What was learned about somebody else."""

    about = line(
        gettext_lazy("Whom is it about?"),
        required=True,
        help_text=gettext_lazy("How they stand to the person, for example partner or child"),
    )
    text = text(gettext_lazy("What was learned"), rows=5, required=True)
    told_by = line(gettext_lazy("Who told us: name or role, and agency"), required=True)
    told_on = NearDateField(label=gettext_lazy("When"), must_be="past")
    basis_text = line(
        gettext_lazy("On what basis is it kept: who decided it, and why"),
        required=True,
        longest=500,
    )


class TriageAskForm(Form):
    """Ask for a psychiatrist or a Mental Health Act assessment."""

    kind = choices(gettext_lazy("What do you ask for?"), TriageRequest.Kind.choices)
    asked_whom = line(gettext_lazy("Whom did you ask: name or role, and team"), required=True)
    reason = text(gettext_lazy("Why"), required=True)
    asked_at = MomentField(
        label=gettext_lazy("When did you ask?"),
        required=False,
        help_text=gettext_lazy("For example, 9:05am. Leave empty for now."),
    )
    ask_again_at = MomentField(
        label=gettext_lazy("When will you ask again, if nobody answers?"),
        ahead=True,
        required=False,
        help_text=gettext_lazy("For example, 11am. It then stands on Today."),
    )


class TriageForm(Form):
    """What is known of a request by now."""

    answered_at = MomentField(label=gettext_lazy("When did they answer?"), required=False)
    reply = choices(
        gettext_lazy("What did they answer?"), TriageRequest.Reply.choices, required=False
    )
    arrived_at = MomentField(label=gettext_lazy("When did they come?"), required=False)
    ended_at = MomentField(label=gettext_lazy("When was it over?"), required=False)
    outcome = choices(gettext_lazy("What came of it?"), (), required=False)
    outcome_text = text(gettext_lazy("What was said about it"))
    law = forms.ChoiceField(
        label=gettext_lazy("A section was used, as you were told"),
        required=False,
        help_text=gettext_lazy("Choose one only if you were told. Never work it out."),
    )
    law_words = line(gettext_lazy("Another provision, in the words that you were told"))
    told_by = line(gettext_lazy("Who told you"))
    withdrawn = forms.BooleanField(label=gettext_lazy("It is no longer asked for"), required=False)

    def __init__(self, *args: Any, request: TriageRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        today = clock.today()
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (row.code, row.title) for row in lists.outcomes(request.kind, today)
        ]
        self.fields["law"].choices = [  # type: ignore[attr-defined]
            ("", _("No section that we were told of")),
            *((row.code, row.title) for row in lists.law(today)),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()) and not self.errors:
            self.add_error("answered_at", _("Enter what has happened since"))
        self._check_answer(cleaned)
        self._check_end(cleaned)
        self._check_times(cleaned)
        if (cleaned.get("law") or cleaned.get("law_words")) and not cleaned.get("told_by"):
            self.add_error("told_by", _("Enter who told you of the section"))
        return cleaned

    def _check_answer(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("reply") and not cleaned.get("answered_at"):
            if "answered_at" not in self.errors:
                self.add_error("answered_at", _("Enter when they answered"))
        elif cleaned.get("answered_at") and not cleaned.get("reply"):
            self.add_error("reply", _("Select what they answered"))

    def _check_end(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("ended_at") and not cleaned.get("outcome"):
            self.add_error("outcome", _("Select what came of it"))
        missing = not cleaned.get("ended_at") and "ended_at" not in self.errors
        if cleaned.get("outcome") and missing:
            self.add_error("ended_at", _("Enter when it was over"))

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        """Each time is after the request, and the end after the arrival."""
        asked = self.request.asked_at
        for name in ("answered_at", "arrived_at", "ended_at"):
            at: datetime | None = cleaned.get(name)
            held: datetime | None = getattr(self.request, name)
            if at is None and held is not None and name not in self.errors:
                self.add_error(name, _("A time that was recorded is corrected, not taken away"))
            if at is not None and at < asked:
                said = words.full_moment(asked)
                self.add_error(name, _("Enter a time after the request (%(at)s)") % {"at": said})
        came, over = cleaned.get("arrived_at"), cleaned.get("ended_at")
        if came and over and over < came:
            self.add_error("ended_at", _("Enter a time after they came"))

    def given(self) -> TriageGiven:
        return TriageGiven(**self.cleaned_data)
