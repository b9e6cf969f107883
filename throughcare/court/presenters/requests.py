"""How a request to see somebody is said, to whoever asked and whoever answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.court import terms
from throughcare.court.models import CourtRequest
from throughcare.court.presenters.lines import line_age
from throughcare.design import words
from throughcare.design.parts import Tag

if TYPE_CHECKING:
    pass


def request_name(request: CourtRequest) -> str:
    name = f"{request.given_name} {request.family_name}".strip()
    return name or _("Case %(number)s") % {"number": request.case_number}


def request_tag(request: CourtRequest) -> Tag:
    if request.status == CourtRequest.Status.SENT:
        urgent = terms.is_urgent("why", request.why)
        return Tag(_("Urgent"), "red") if urgent else Tag(_("Not seen yet"), "blue")
    colours = {CourtRequest.Status.ACCEPTED: "green"}
    colour = colours.get(CourtRequest.Status(request.status), "white")
    return Tag(str(CourtRequest.Status(request.status).label), colour)  # type: ignore[arg-type]


def asked_words(request: CourtRequest) -> str:
    """``Legal adviser, Miriam Price, asked at 9:05am``."""
    return _("%(who)s, %(name)s, asked %(when)s") % {
        "who": terms.label("asked_by", request.asked_by),
        "name": request.asker_name,
        "when": words.at_moment(request.recorded_at, now=clock.now()),
    }


def answer_words(request: CourtRequest) -> str:
    """What became of a request, for whoever asked."""
    status = CourtRequest.Status(request.status)
    if status in (CourtRequest.Status.SENT, CourtRequest.Status.WITHDRAWN):
        return str(status.label)
    at = request.answered_at or request.acknowledged_at
    said = _("%(what)s by %(who)s") % {"what": status.label, "who": request.answered_by}
    if at is not None:
        said = f"{said}, {words.moment(at, now=clock.now())}"
    return f"{said}. {request.answer}" if request.answer else f"{said}."


@dataclass(frozen=True)
class RequestRow:
    """One request as the pages of both sides show it."""

    request: CourtRequest
    name: str
    url: str
    about: str
    why: str
    asked: str
    answer: str
    needed: str
    tag: Tag


def request_row(request: CourtRequest) -> RequestRow:
    return RequestRow(
        request=request,
        name=request_name(request),
        url=reverse("court_request", args=[request.place.slug, request.pk]),
        about=line_age(request),
        why=terms.label("why", request.why),
        asked=asked_words(request),
        answer=answer_words(request),
        needed=words.moment(request.needed_by, now=clock.now()),
        tag=request_tag(request),
    )
