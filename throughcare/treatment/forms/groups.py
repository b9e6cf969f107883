"""Groups: made, joined, met; one row for each person of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.appointments.models import Status as Came
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.people.part_forms import LineField, TextField
from throughcare.people.presenters import full_name
from throughcare.treatment import rules
from throughcare.treatment.actions.groups import Attended
from throughcare.treatment.attached import made
from throughcare.treatment.forms.boxes import OFF
from throughcare.treatment.forms.programme import check_time, day_field, time_field
from throughcare.treatment.forms.session import CAME
from throughcare.treatment.models import Programme, Session, SessionNote


class GroupForm(Form):
    """A group of this team."""

    title = LineField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("For example: Coping group, Thursdays. No person’s name."),
        max_length=100,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": gettext_lazy("Enter what the group is called")},
    )
    pathway = forms.ChoiceField(
        label=gettext_lazy("For which programme?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select a programme")},
    )
    place = LineField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many people at most?"),
        required=False,
        min_value=1,
        max_value=60,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(id, each.title) for id, each in rules.pathways().items()]
        self.fields["pathway"].choices = offered  # type: ignore[attr-defined]


class JoinForm(Form):
    """Who gets a place."""

    programme = forms.ChoiceField(
        label=gettext_lazy("Who joins?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select who joins")},
    )

    def __init__(self, *args: Any, people: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(row.pk), full_name(row.person)) for row in people]
        self.fields["programme"].choices = offered  # type: ignore[attr-defined]


class MeetingForm(Form):
    """When the group meets."""

    on = day_field()
    at = time_field()
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes"),
        initial=90,
        min_value=10,
        max_value=480,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        check_time(self, "on", "at")
        return found


MOVE, CALL_OFF = "move", "call_off"


class ChangeMeetingForm(Form):
    """Another time for everybody, or no meeting."""

    what = forms.ChoiceField(
        label=gettext_lazy("What happens with it?"),
        widget=forms.RadioSelect,
        choices=(
            (MOVE, gettext_lazy("It moves to another time")),
            (CALL_OFF, gettext_lazy("It does not take place")),
        ),
        error_messages={"required": gettext_lazy("Select what happens with it")},
    )
    on = NearDateField(label=gettext_lazy("Day"), required=False, must_be="future")
    at = TimeField(label=gettext_lazy("Time"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("what") == MOVE:
            for name, said in (("on", _("Enter the day")), ("at", _("Enter the time"))):
                if found.get(name) is None and name not in self.errors:
                    self.add_error(name, said)
            if found.get("on") and found.get("at"):
                check_time(self, "on", "at")
        return found


class AttendedForm(Form):
    """Who came to a meeting, and a note for each person; people left blank are not saved."""

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = list(sessions)
        for row in self.sessions:
            self._add(row)

    def _add(self, row: Session) -> None:
        name, n = full_name(row.person), row.pk.hex
        at, notes = made_of(row)
        saved = row.status == Session.Status.SAVED
        note = notes[0] if notes else SessionNote()
        self.fields[f"version_{n}"] = forms.IntegerField(
            initial=row.version, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1
        )
        self.fields[f"came_{n}"] = forms.ChoiceField(
            label=_("Did %(name)s come?") % {"name": name},
            choices=CAME,
            required=False,
            widget=forms.RadioSelect,
            initial=at if saved else "",
        )
        self.fields[f"note_{n}"] = TextField(
            label=_("Note about %(name)s (health team only)") % {"name": name},
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=note.note,
        )
        self.fields[f"to_try_{n}"] = LineField(
            label=_("To try before next time: %(name)s") % {"name": name},
            required=False,
            max_length=300,
            widget=forms.TextInput(attrs=OFF),
            initial=note.to_try,
        )

    def rows(self) -> list[tuple[Session, str, Any, Any, Any]]:
        """(session, name, came, note, to try) of each person."""
        return [
            (
                row,
                full_name(row.person),
                self[f"came_{row.pk.hex}"],
                self[f"note_{row.pk.hex}"],
                self[f"to_try_{row.pk.hex}"],
            )
            for row in self.sessions
        ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.sessions:
            n = row.pk.hex
            typed = found.get(f"note_{n}") or found.get(f"to_try_{n}")
            if typed and not found.get(f"came_{n}") and f"came_{n}" not in self.errors:
                self.add_error(f"came_{n}", _("Select whether they came"))
        return found

    def people(self) -> dict[UUID, Attended]:
        """What is typed of each of whom it is said whether they came."""
        data = self.cleaned_data
        return {
            row.pk: Attended(
                version=data[f"version_{row.pk.hex}"],
                came=data[f"came_{row.pk.hex}"],
                note=data[f"note_{row.pk.hex}"],
                to_try=data[f"to_try_{row.pk.hex}"],
            )
            for row in self.sessions
            if data[f"came_{row.pk.hex}"]
        }


def made_of(row: Session) -> tuple[str, list[SessionNote]]:
    """Whether the person came, and what was written of them."""
    found = row.at or []  # type: ignore[attr-defined]
    status = found[-1]["status"] if found else Came.PLANNED
    return str(status), made(SessionNote, row.notes)  # type: ignore[attr-defined]
