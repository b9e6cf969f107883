"""The plan itself: its words, goals, lines, progress, signatures taken on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.people.selectors import Helping
from throughcare.plans.actions import LineFacts
from throughcare.plans.forms.fields import NO_DETAIL, line, off_field, radios, who_sees
from throughcare.plans.models import Line, Plan, PlanGoal, Progress
from throughcare.plans.models.signed import Signature
from throughcare.plans.selectors import Part

NO_GOAL = gettext_lazy("No goal of its own")


class PlanForm(Form):
    """What the person wants, in their own words, and the day of the next look."""

    FIELDS = ("own_words", "review_on")

    own_words = line(
        gettext_lazy("What does the person want? In their own words"),
        300,
        required=True,
        help_text=gettext_lazy("Everyone on the plan reads this, probation too."),
        error_messages={"required": gettext_lazy("Write what the person wants")},
    )
    review_on = NearDateField(
        label=gettext_lazy("Look at the plan again on"), required=False, must_be="future"
    )

    @classmethod
    def initial_of(cls, plan: Plan) -> dict[str, Any]:
        return {name: getattr(plan, name) for name in cls.FIELDS}


class GoalForm(Form):
    """One goal."""

    FIELDS = ("words", "kind", "seen_by")

    words = line(
        gettext_lazy("The goal, in the person’s own words"),
        300,
        required=True,
        help_text=gettext_lazy("For example: I want my own front door."),
        error_messages={"required": gettext_lazy("Write the goal")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=PlanGoal.Kind.choices)
    seen_by = who_sees()
    off = off_field(gettext_lazy("Take this goal off the plan from this version on"))

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not changing:
            del self.fields["off"]

    def care_only(self) -> bool:
        return bool(self.cleaned_data["seen_by"] != "all")


class LineForm(Form):
    """Who does what, by when.

    ``helping`` are the teams that work with the person; ``goals`` those of this version; ``care``:
    the asker writes for care, and says who can see the line.
    """

    FIELDS = ("goal", "owner", "owner_name", "what", "by_on", "by_words", "seen_by")

    goal = forms.ChoiceField(label=gettext_lazy("Which goal is it for?"), required=False)
    owner = forms.ChoiceField(
        label=gettext_lazy("Who does it?"),
        error_messages={"required": gettext_lazy("Select who does it")},
    )
    owner_name = line(
        gettext_lazy("Name"),
        help_text=gettext_lazy(
            "Who of the team, or who else: Northfield Council, housing options."
        ),
    )
    what = line(
        gettext_lazy("Will do what?"),
        required=True,
        help_text=NO_DETAIL,
        error_messages={"required": gettext_lazy("Enter what will be done")},
    )
    by_on = NearDateField(label=gettext_lazy("By when?"), required=False)
    by_words = line(
        gettext_lazy("Or in words"), 60, help_text=gettext_lazy("For example: every time")
    )
    seen_by = who_sees()
    off = off_field(gettext_lazy("Take this line off the plan from this version on"))

    def __init__(
        self,
        *args: Any,
        called: str,
        mine: tuple[UUID, str],
        helping: Sequence[Helping],
        goals: Sequence[Part],
        care: bool,
        changing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {mine[0]: mine[1]} | {
            each.team_id: f"{each.team}, {each.agency}" for each in helping if each.team_id
        }
        offered = [(f"team:{team}", name) for team, name in self.teams.items()]
        owners = [(Line.Owner.PERSON, called), *offered, (Line.Owner.OUTSIDE, _("Somebody else"))]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        known = [(str(goal.key), goal.what) for goal in goals]
        self.fields["goal"].choices = [*known, ("", NO_GOAL)]  # type: ignore[attr-defined]
        if not care:
            del self.fields["seen_by"]
        if not changing:
            del self.fields["off"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        nameless = not cleaned.get("owner_name") and "owner_name" not in self.errors
        if cleaned.get("owner") == Line.Owner.OUTSIDE and nameless:
            self.add_error("owner_name", _("Enter who does it"))
        if cleaned.get("by_on") and cleaned.get("by_words"):
            self.add_error("by_words", _("Enter a day or words, not both"))
        return cleaned

    def facts(self) -> LineFacts:
        typed = self.cleaned_data
        kind, _colon, team = typed["owner"].partition(":")
        team_id = UUID(team) if team else None
        return LineFacts(
            what=typed["what"],
            owner_kind=kind,
            owner_team_id=team_id,
            owner_name="" if kind == Line.Owner.PERSON else typed["owner_name"],
            owner_words=self.teams[team_id] if team_id else "",
            goal_key=UUID(typed["goal"]) if typed["goal"] else None,
            by_on=typed["by_on"],
            by_words=typed["by_words"],
            care_only=typed.get("seen_by", "care") != "all",
        )

    @staticmethod
    def initial_of(part: Any) -> dict[str, Any]:
        team = part.owner_team_id
        return {
            "goal": str(part.goal_key) if part.goal_key else "",
            "owner": f"team:{team}" if team else part.owner_kind,
            "owner_name": part.owner_name,
            "what": part.what,
            "by_on": part.by_on,
            "by_words": part.by_words,
            "seen_by": "care" if getattr(part, "care_only", False) else "all",
        }


class ProgressForm(Form):
    """How a line is getting on."""

    progress = radios(gettext_lazy("How is it getting on?"), Progress.choices)


class SignForForm(Form):
    """Somebody without an account here has agreed."""

    how = radios(
        gettext_lazy("How did they agree?"),
        [each for each in Signature.How.choices if each[0] != Signature.How.ACCOUNT],
        error_messages={"required": gettext_lazy("Select how they agreed")},
    )
