"""The kinds of work that pathways put on Today."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_kind
from throughcare.pathways import presenters
from throughcare.pathways.library import library

FAMILY, FAMILY_WORDS = "pathways", gettext_lazy("Pathways")


def _what(due: Due) -> str:
    said = due.detail
    return presenters.clock_title(
        library().version(said["pathway"], said["version"]), said["clock"]
    )


def _which(due: Due) -> str:
    return presenters.title_of(due.detail["pathway"], due.detail["version"])


def _clock(due: Due, reference: str) -> str:
    return reverse("clock", args=[reference, due.detail["episode"], due.subject_id])


def _sign_off(due: Due, reference: str) -> str:
    return reverse("episode_sign_off", args=[reference, due.detail["episode"], due.subject_id])


def _to_sign(due: Due) -> str:
    return _("Sign off: %(what)s") % {"what": _what(due)}


AMEND = ("amend", "health_summary")
SIGN = ("sign", "health_summary")
KINDS = (
    WorklistKind("pathway_clock", _what, _clock, FAMILY, FAMILY_WORDS, _which, AMEND),
    WorklistKind("pathway_follow_up", _what, _clock, FAMILY, FAMILY_WORDS, _which, AMEND),
    WorklistKind("pathway_sign_off", _to_sign, _sign_off, FAMILY, FAMILY_WORDS, _which, SIGN),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
