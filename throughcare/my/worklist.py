"""The kinds of work that the tablet and own pages put on Today."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_draft, offer_kind
from throughcare.design import words
from throughcare.my import dues

SAFETY = ("safety", gettext_lazy("Safety"))


def _duty_note(due: Due) -> str:
    """Which telephone to ring, and from when. Nobody is rung by the service itself."""
    at = words.clock(datetime.fromisoformat(due.detail["ring_at"]))
    return _("Nobody has acted yet. If nobody has by %(time)s, ring %(telephone)s.") % {
        "time": at,
        "telephone": due.detail["telephone"],
    }


KINDS = (
    WorklistKind(
        dues.HELP,
        lambda _d: _("Somebody stopped on the tablet and asked for help"),
        lambda due, ref: reverse("tablet_help", args=[ref, due.subject_id]),
        *SAFETY,
        lambda _d: _("Say what was done, and who was told"),
        reaches_lead=True,
    ),
    WorklistKind(
        dues.DUTY,
        lambda _d: _("Duty holder: act on a safety answer from a tablet"),
        lambda _due, ref: reverse("questionnaires", args=[ref]),
        *SAFETY,
        _duty_note,
        reaches_lead=True,
        awaits=True,
    ),
    WorklistKind(
        dues.SAID,
        lambda _d: _("Read what the person said on their own pages"),
        lambda due, ref: reverse("said", args=[ref, due.subject_id]),
        "said",
        gettext_lazy("From the person"),
    ),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_draft("own_pages", gettext_lazy("Own pages not agreed yet"), "own_pages")
