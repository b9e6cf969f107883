"""The journey of one person in the words of a plan."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.plans.models import Progress


def _version(event: Event) -> str:
    return _("Version %(number)s") % {"number": event.payload["number"]}


def _signed(event: Event) -> str:
    who = {
        "person": _("by the person"),
        "team": _("by a team"),
        "outside": _("by somebody outside"),
    }[event.payload["by"]]
    said = f"{_version(event)}, {who}"
    return f"{said}. {_('Everybody has signed')}" if event.payload["complete"] else said


def _progress(event: Event) -> str:
    return str(Progress(event.payload["progress"]).label)


def _moved(event: Event) -> str:
    return {
        "better": _("Rated lower than at first"),
        "same": _("Rated the same as at first"),
        "worse": _("Rated higher than at first"),
        "not_rated": _("Not rated twice yet"),
    }[event.payload["direction"]]


def _steps(event: Event) -> str:
    number = event.payload["steps"]
    return ngettext("%(n)s step", "%(n)s steps", number) % {"n": number}


def _how(event: Event) -> str:
    return str(Progress(event.payload["how"]).label)


WORDS = {
    "plan.started": EventWords(lambda _e: _("Joint plan begun"), "support"),
    "plan.opened": EventWords(lambda _e: _("Plan opened for changes"), "support", _version),
    "plan.changed": EventWords(lambda _e: _("Plan changed"), "support", _version, quiet=True),
    "plan.justice_changed": EventWords(
        lambda _e: _("Plan changed by probation"), "court", _version, quiet=True
    ),
    "plan.progress": EventWords(
        lambda _e: _("A line of the plan"), "support", _progress, quiet=True
    ),
    "plan.justice_progress": EventWords(
        lambda _e: _("A line of the plan"), "court", _progress, quiet=True
    ),
    "plan.sent": EventWords(lambda _e: _("Plan sent for signing"), "support", _version),
    "plan.signed": EventWords(lambda _e: _("Plan signed"), "support", _signed),
    "plan.justice_signed": EventWords(lambda _e: _("Plan signed"), "court", _signed),
    "plan.ended": EventWords(lambda _e: _("Joint plan ended"), "support"),
    "driver.chosen": EventWords(lambda _e: _("Something to work on, chosen"), "support"),
    "driver.rated": EventWords(lambda _e: _("Rated by the person"), "support", _moved),
    "resource.named": EventWords(lambda _e: _("Something that helps"), "support", quiet=True),
    "roadmap.step_written": EventWords(lambda _e: _("Roadmap written"), "support", quiet=True),
    "roadmap.given": EventWords(lambda _e: _("Roadmap given"), "support", _steps),
    "roadmap.said": EventWords(lambda _e: _("Roadmap: how it goes"), "support", _how),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
