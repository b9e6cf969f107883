"""What this folder puts on a team's list, and the words for it there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Due, Event
from throughcare.core.worklist import WorklistKind, offer_kind
from throughcare.people.models import SameAs

#: No national figure is known: a colleague looks the next day.
LOOK_WITHIN = timedelta(days=1)

Answer = tuple[str, datetime, dict[str, Any]] | None


def same_as(event: Event) -> Answer:
    """Two records wait for a second person."""
    if event.status_to not in (SameAs.Status.UNSURE, SameAs.Status.PROPOSED):
        return None
    detail = {"other": event.payload["other"], "unsure": event.status_to == SameAs.Status.UNSURE}
    return "planned", event.happened_at + LOOK_WITHIN, detail


def register() -> None:
    """Called once, when the app starts."""
    due_rule(DueRule("same_as", ("person.same_as",), same_as, closes=("person.same_as",)))
    offer_kind(
        WorklistKind(
            kind="same_as",
            words=_same_as_words,
            url=_compare_url,
            family="records",
            family_words=gettext_lazy("Records to check"),
            done_by=("amend", "identity"),
        )
    )


def _same_as_words(due: Due) -> str:
    if due.detail.get("unsure"):
        return _("Look at 2 records: are they one person?")
    return _("Confirm that 2 records are one person")


def _compare_url(due: Due, reference: str) -> str:
    # The other record is looked up on the page itself, as the one who opens it.
    return reverse("person_same_as", args=[reference, due.subject_id]) if reference else ""
