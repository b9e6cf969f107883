"""The journey of one person in the words of support."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.support.models import Activity, Need, SupportTask


def _need(event: Event) -> str:
    return str(Need(event.payload["need"]).label)


def _state(event: Event) -> str:
    return f"{_need(event)}. {SupportTask.Status(event.payload['state']).label}"


def _counts(event: Event) -> str:
    needs = event.payload["help"] + event.payload["urgent"]
    found = ngettext("%(n)s needs help", "%(n)s need help", needs) % {"n": needs}
    skipped = event.payload["not_asked"]
    if not skipped:
        return found
    return f"{found}. {_('%(n)s not asked') % {'n': skipped}}"


def _activity(event: Event) -> str:
    kind = Activity.Kind(event.payload["kind"]).label
    return f"{kind}. {Activity.Status(event.payload['state']).label}"


WORDS = {
    "support.needs_checked": EventWords(lambda _e: _("Needs checked"), "support", _counts),
    "support.task_added": EventWords(lambda _e: _("Support begun"), "support", _need),
    "support.task_moved": EventWords(
        lambda _e: _("Support moved on"), "support", _state, quiet=True
    ),
    "support.task_ended": EventWords(lambda _e: _("Support ended"), "support", _state),
    "support.task_reopened": EventWords(lambda _e: _("Support opened again"), "support", _need),
    "support.activity_added": EventWords(lambda _e: _("Taking part"), "support", _activity),
    "support.activity_changed": EventWords(lambda _e: _("Taking part"), "support", _activity),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
