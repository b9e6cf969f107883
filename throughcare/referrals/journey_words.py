"""The journey of one person in the words of referrals."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.design import words
from throughcare.referrals import codes
from throughcare.referrals.models import Referral, Signpost

SUPPORT = "support"


def _service(event: Event) -> str:
    return str(event.payload["service"])


def _sent_title(event: Event) -> str:
    return {
        Referral.Kind.TRANSFER: _("Transfer asked for"),
        Referral.Kind.REQUEST_TRANSFER: _("Asked another team to transfer them to us"),
    }.get(event.payload["kind"], _("Referred"))


def _sent(event: Event) -> str:
    due = datetime.fromisoformat(event.payload["due_at"])
    day = words.short_date(words.local(due).date(), today=clock.today())
    return _("%(service)s. Reply due %(day)s") % {"service": _service(event), "day": day}


def _with_reason(name: str) -> object:
    def told(event: Event) -> str:
        return f"{_service(event)}. {codes.label(name, event.payload['reason'])}"

    return told


def _first(event: Event) -> str:
    at = datetime.fromisoformat(event.payload["first_at"])
    return f"{_service(event)}. {words.full_moment(at)}"


def _withdrawn(event: Event) -> str:
    if event.payload["why"] == "agreement":
        return _("%(service)s. They took back their agreement") % {"service": _service(event)}
    return _service(event)


def _view_ended(event: Event) -> str:
    if event.payload["outside"]:
        return _("They took back their agreement to a letter that was sent")
    return _("They no longer see what we sent")


def _signpost(event: Event) -> str:
    return f"{_service(event)}. {Signpost.How(event.payload['how']).label}"


def _page(event: Event) -> str:
    return reverse("referral_of", args=[event.subject_id])


def _words(title: object, detail: object = _service) -> EventWords:
    return EventWords(title, SUPPORT, detail, url=_page)  # type: ignore[arg-type]


WORDS = {
    "referral.sent": _words(_sent_title, _sent),
    "referral.acknowledged": _words(lambda _e: _("They have the referral")),
    "referral.asked": _words(lambda _e: _("They ask for more before they answer")),
    "referral.question_answered": _words(lambda _e: _("Told them what they asked for")),
    "referral.accepted": _words(lambda _e: _("Referral accepted")),
    "referral.declined": _words(lambda _e: _("Referral not accepted"), _with_reason("declined")),
    "referral.withdrawn": _words(lambda _e: _("Referral taken back"), _withdrawn),
    "referral.first_offered": _words(lambda _e: _("First appointment offered"), _first),
    "referral.first_missed": _words(lambda _e: _("First appointment did not happen")),
    "referral.first_kept": _words(lambda _e: _("Came to the first appointment")),
    "referral.first_corrected": _words(
        lambda _e: _("Corrected: did not come to the first appointment")
    ),
    "referral.ended": _words(
        lambda _e: _("Referral ended before a first appointment"), _with_reason("ended")
    ),
    "referral.view_ended": _words(_view_ended),
    "referral.assigned": EventWords(lambda _e: "", SUPPORT, quiet=True),
    "referral.answer_seen": EventWords(lambda _e: "", SUPPORT, quiet=True),
    "signpost.given": EventWords(lambda _e: _("Told of a service"), SUPPORT, _signpost),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
