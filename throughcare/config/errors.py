"""Pages that say what went wrong, in words that help and give nothing away."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from throughcare.my import wrong

log = logging.getLogger("throughcare.errors")


def _incident(request: HttpRequest) -> str:
    """What the reader quotes and the log holds."""
    return str(getattr(request, "request_id", ""))[:8]


def _page(request: HttpRequest, status: int) -> HttpResponse:
    theirs = wrong.page(request, status)
    return theirs or render(request, f"layouts/{status}.jinja", status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    reason = str(getattr(exception, "words", ""))
    return wrong.page(request, 403) or render(
        request, "layouts/403.jinja", {"reason": reason}, status=403
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def failure(request: HttpRequest) -> HttpResponse:
    """Made without the frame: the frame asks for the user, and the database may be what failed."""
    log.error("failed, reference [%s]", _incident(request))
    if (theirs := wrong.page(request, 500)) is not None:
        return theirs
    page = render_to_string("layouts/500.jinja", {"incident": _incident(request)})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403)
