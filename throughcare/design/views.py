"""The style guide: every component in every state, for people who build pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input_lazy
from django.template.loader import render_to_string

from throughcare.design import guide as content


def guide(request: HttpRequest) -> HttpResponse:
    """All components. ``?wrong`` puts the error summary at the top, as a sent form would."""
    context: dict[str, Any] = content.context()
    context["page"] = Paginator(range(200), 20).page(4)
    context["forms"] = [context["wrong"]] if "wrong" in request.GET else []
    # Without the request no context processor runs: the guide brings a frame of its own.
    context["csrf_input"] = csrf_input_lazy(request)
    return HttpResponse(render_to_string("design/guide.jinja", context))
