"""Pages that are open to everybody: help, accessibility, how information is used, security.txt."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views import View

from throughcare.core import clock

#: RFC 9116 asks for an end within a year; we say it anew each day.
SECURITY_TXT_DAYS = 180


@method_decorator(login_not_required, name="dispatch")
class OpenPage(View):
    """A page of plain words."""

    action = "open"
    template_name = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.template_name, {"contact": settings.SERVICE_CONTACT})


class Help(OpenPage):
    template_name = "config/help.jinja"


class Accessibility(OpenPage):
    template_name = "config/accessibility.jinja"


class Information(OpenPage):
    template_name = "config/information.jinja"


@method_decorator(login_not_required, name="dispatch")
class SecurityTxt(View):
    """Whom to tell of a weakness: RFC 9116."""

    action = "open"

    def get(self, request: HttpRequest) -> HttpResponse:
        contact = settings.SECURITY_CONTACT or request.build_absolute_uri(reverse("help"))
        ends = (clock.now() + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
        where = request.build_absolute_uri(reverse("security_txt"))
        lines = [
            f"Contact: {contact}",
            f"Expires: {ends}",
            "Preferred-Languages: en, cy",
            f"Canonical: {where}",
        ]
        return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("help/", Help.as_view(), name="help"),
    path("accessibility/", Accessibility.as_view(), name="accessibility"),
    path("information/", Information.as_view(), name="information"),
    path(".well-known/security.txt", SecurityTxt.as_view(), name="security_txt"),
]
