"""The kinds of work that referrals put on the sender's Today."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_draft, offer_kind

FAMILY = "referral"
FAMILY_WORDS = gettext_lazy("Referrals")
#: Any of those who may send one.
DONE_BY = ("create", "disclosed")

_TOLD = {
    "referral.asked": lambda: _("They ask for more before they answer"),
    "referral.accepted": lambda: _("Accepted: read the answer"),
    "referral.declined": lambda: _("Not accepted: find another way"),
    "referral.first_offered": lambda: _("First appointment offered: tell the person"),
    "referral.first_missed": lambda: _("First appointment did not happen"),
    "referral.first_kept": lambda: _("Came to the first appointment"),
    "referral.first_corrected": lambda: _("Did not come after all"),
    "referral.ended": lambda: _("Ended before a first appointment: find another way"),
}


def _told(due: Due) -> str:
    return _TOLD[due.detail["what"]]()


def _url(due: Due, reference: str) -> str:
    return reverse("referral", args=[reference, due.subject_id])


def _service(due: Due) -> str:
    return str(due.detail.get("service", ""))


def _kind(name: str, words: Callable[[Due], str], *, awaits: bool = False) -> WorklistKind:
    return WorklistKind(name, words, _url, FAMILY, FAMILY_WORDS, _service, DONE_BY, awaits=awaits)


KINDS = (
    _kind("referral_reply", lambda _d: _("Have they answered? Ask them"), awaits=True),
    _kind("referral_told", _told),
    _kind(
        "referral_tell_service",
        lambda _d: _("They took back their agreement: tell the service"),
    ),
    _kind("referral_first", lambda _d: _("Was the first appointment kept? Ask"), awaits=True),
)


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_draft("referral", gettext_lazy("A referral not finished"), "referral_new")
    offer_draft("transfer", gettext_lazy("A transfer not finished"), "transfer_new")
