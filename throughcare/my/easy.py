"""The tablet in easy read: one idea a line, under 12 words, each line with its own picture.

Only our words are said again here. A measure keeps its exact wording in every look; beside its
answers stands how much each is, never a face: a face would say which answer is the good one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.my import presenters
from throughcare.my.models import Handover

Status = Handover.Status


@dataclass(frozen=True)
class Line:
    """One idea, and the name of its picture in ``static/my/pictures``."""

    picture: str
    words: str


def start(row: Handover, total: int) -> list[Line]:
    """Before the first question."""
    many = ngettext("There is %(num)s question.", "There are %(num)s questions.", total)
    lines = [
        Line("questions", many % {"num": total}),
        who_sees(row),
        _who_talks_about_them(row),
        Line("skip", _("You do not have to answer every question.")),
        Line("stop", _("You can stop at any time.")),
        Line("danger", _("We tell others only if someone may be badly hurt.")),
    ]
    if row.in_charge_id is None:
        return lines
    return [*lines, _no_alarm(), Line("phone", _("Are you in danger now? Call 999."))]


def who_sees(row: Handover) -> Line:
    """Stands below each question too."""
    name = presenters.on_shift(row)
    if name:
        return Line("worker", _("%(name)s will see your answers today.") % {"name": name})
    return Line("team", _("Your health team will see your answers."))


def _who_talks_about_them(row: Handover) -> Line:
    name = presenters.on_shift(row)
    if name:
        return Line("talk", _("%(name)s will talk to you about your answers.") % {"name": name})
    return Line("talk", _("A worker will talk to you about your answers."))


def told(row: Handover) -> list[Line]:
    """After a safety answer."""
    return [
        Line("talk", presenters.who_talks(row)),
        _no_alarm(),
        Line("unseen", _("Nobody may have seen it yet.")),
    ]


def whom_to_tell(row: Handover) -> list[Line]:
    """Somebody near, and the telephone of the place where it has one."""
    lines = [Line("worker", _("Tell the worker who gave you this tablet."))]
    if row.telephone:
        ask = _("Ask somebody here to ring %(telephone)s.") % {"telephone": row.telephone}
        lines.append(Line("phone", ask))
    return lines


def stop(row: Handover) -> list[Line]:
    """Stop and get help: before it is pressed."""
    return [
        Line("stop", _("You can stop here.")),
        Line("kept", _("We keep your answers.")),
        _no_alarm(),
        *whom_to_tell(row),
    ]


def check(row: Handover) -> list[Line]:
    """After the last question."""
    return [
        Line("look", _("You can look at your answers.")),
        Line("change", _("You can change an answer.")),
        Line("done", _("Press “Finish” when you are ready.")),
        who_sees(row),
    ]


def end(row: Handover) -> list[Line]:
    """The last page, by how it ended."""
    kept = Line("kept", _("We keep your answers."))
    back = Line("tablet", _("Please give the tablet back."))
    if row.status == Status.FINISHED:
        return [_who_talks_about_them(row), back]
    if row.status == Status.STOPPED:
        return [Line("message", presenters.help_line(row)), _no_alarm(), *whom_to_tell(row), back]
    return [kept, back]


def _no_alarm() -> Line:
    return Line("no-alarm", _("This is not an alarm."))
