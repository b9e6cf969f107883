"""What letters at the end of treatment say before anybody edits them.

That to the officer is made of the facts of ``OFFICER_FACTS`` and nothing else: dates of the
programme, attendance, and how it ended in a closed list of words. Nothing clinical can be in it,
because nothing clinical is read for it and nobody can type into it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.appointments.models import Appointment
from throughcare.design import words
from throughcare.treatment import rules
from throughcare.treatment.models import Letter, Programme
from throughcare.treatment.models.programme import Words
from throughcare.treatment.presenters.session import FirstLast

TO = Letter.To
TITLES = {
    TO.PERSON: gettext_lazy("The end of your treatment"),
    TO.GP: gettext_lazy("End of treatment: letter to the GP"),
    TO.OFFICER: gettext_lazy("End of treatment: letter to the probation officer"),
}
OFFICER_FACTS = {
    "began": gettext_lazy("When treatment began"),
    "ended": gettext_lazy("When and how it ended"),
    "sessions": gettext_lazy("Sessions offered and attended"),
    "last_came": gettext_lazy("When they last came"),
}
#: What may have been wrong in a letter to the officer: no word is typed into it.
OFFICER_CHANGES = {**OFFICER_FACTS, "reader": gettext_lazy("Who it is to")}
#: In these the person is told that they did what was planned.
WENT_WELL = (Programme.Reason.COMPLETED, Programme.Reason.AGREED_EARLY)


@dataclass(frozen=True)
class Attended:
    """All that the officer's letter is made from: no clinical row can be put in here."""

    began_on: date | None
    ended_on: date | None
    end_reason: str
    appointments: tuple[Appointment, ...]

    @classmethod
    def of(cls, programme: Programme, appointments: Sequence[Appointment]) -> Attended:
        return cls(
            programme.began_on, programme.ended_on, programme.end_reason, tuple(appointments)
        )


@dataclass(frozen=True)
class Told:
    """What the letters to the person and the GP may draw on."""

    called: str
    programme: Programme
    pathway: str
    attended: Attended
    modules: Sequence[str] = ()
    scores: Sequence[FirstLast] = ()
    ending: Words | None = None
    last_to_try: str = ""
    follow_ups: Sequence[date] = field(default_factory=tuple)


def day(on: date | None) -> str:
    return words.full_date(on) if on else _("not recorded")


def officer_lines(attended: Attended, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """The facts that were ticked, each with its words."""
    says: dict[str, Callable[[Attended], str]] = {
        "began": lambda a: day(a.began_on),
        "ended": _how_it_ended,
        "sessions": _attendance,
        "last_came": _last_came,
    }
    return [
        (str(OFFICER_FACTS[key]), says[key](attended)) for key in OFFICER_FACTS if key in chosen
    ]


def _how_it_ended(attended: Attended) -> str:
    reason = str(Programme.Reason(attended.end_reason).label) if attended.end_reason else ""
    return f"{day(attended.ended_on)}. {reason}"


def _attendance(attended: Attended) -> str:
    count = rules.counts(attended.appointments)
    said = [_("%(came)s of %(booked)s attended") % count]
    if count["told"]:
        said.append(_("%(told)s told us first") % count)
    if count["missed"]:
        said.append(_("%(missed)s did not come") % count)
    if count["ours"]:
        said.append(_("%(ours)s we cancelled, which do not count") % count)
    return ", ".join(said)


def _last_came(attended: Attended) -> str:
    came = [each.starts_at for each in attended.appointments if rules.was_held(each)]
    return day(words.local(max(came)).date()) if came else _("never")


def change_words(to: str, what_changed: str) -> str:
    """What changed in a corrected letter, as it stands on it."""
    if to != TO.OFFICER:
        return what_changed
    said = [str(OFFICER_CHANGES[code]) for code in what_changed.split() if code in OFFICER_CHANGES]
    return words.and_list(said)


def drafted(to: str, told: Told) -> str:
    """The first words of a letter; "" for the officer, who gets no words."""
    if to == TO.PERSON:
        return _to_person(told)
    return _to_gp(told) if to == TO.GP else ""


def _to_person(told: Told) -> str:
    count = rules.counts(told.attended.appointments)
    ended = day(told.attended.ended_on)
    said = [_("Dear %(name)s,") % {"name": told.called}, ""]
    if told.attended.end_reason in WENT_WELL:
        said.append(_("You finished your sessions with us on %(day)s. Well done.") % {"day": ended})
    else:
        said.append(_("Your sessions with us ended on %(day)s.") % {"day": ended})
    said.append(
        ngettext("You came to %(came)s session.", "You came to %(came)s sessions.", count["came"])
        % count
    )
    if told.modules:
        said += ["", _("What you worked on:"), *(f"- {each}" for each in told.modules)]
    if told.ending is not None and told.ending.their_words:
        said += ["", _("You said: “%(words)s”") % {"words": told.ending.their_words}]
    if told.last_to_try:
        said += ["", _("What you wanted to go on with: %(what)s") % {"what": told.last_to_try}]
    said += ["", _("What happens next")]
    if told.follow_ups:
        next_on = day(min(told.follow_ups))
        said.append(_("We will ask you how you are around %(day)s.") % {"day": next_on})
    said.append(_("You can ask us to see what we wrote about you."))
    said.append(_("If you or somebody else is in danger, ring 999."))
    return "\n".join(said)


def _to_gp(told: Told) -> str:
    count = rules.counts(told.attended.appointments)
    said = [
        _("Treatment: %(pathway)s.") % {"pathway": told.pathway},
        _("From %(began)s to %(ended)s, %(came)s sessions. %(how)s.")
        % {
            "began": day(told.attended.began_on),
            "ended": day(told.attended.ended_on),
            "came": count["came"],
            "how": str(Programme.Reason(told.attended.end_reason).label),
        },
    ]
    if told.modules:
        said += ["", _("Worked on: %(what)s.") % {"what": words.and_list(list(told.modules))}]
    if told.scores:
        said += ["", _("First and last scores:"), *(f"- {_score(each)}" for each in told.scores)]
    if told.ending is not None and told.ending.text:
        said += ["", told.ending.text]
    if told.follow_ups:
        days = words.and_list([day(on) for on in sorted(told.follow_ups)])
        said += ["", _("We follow up on %(days)s.") % {"days": days}]
    return "\n".join(said)


def _score(each: FirstLast) -> str:
    changed = f" ({each.change.tag.text.lower()})" if each.change and each.change.tag else ""
    return (
        _("%(id)s: %(first)s, then %(last)s")
        % {
            "id": each.id,
            "first": each.first,
            "last": each.last.lower(),
        }
        + changed
    )
