"""What every page of the settings shares."""

from __future__ import annotations

from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from throughcare.agencies import frame, rules
from throughcare.agencies.actions import Refused
from throughcare.agencies.presenters import refusal
from throughcare.core.views import FormView, StaffView


class SettingsMixin:
    """Open to the service administrator alone; about their own agency."""

    action: ClassVar[str] = "manage_settings"
    request: HttpRequest
    ctx: Any

    def check_access(self) -> None:
        rules.require_manager(self.ctx)

    def page_context(self) -> dict[str, Any]:
        return {"tabs": frame.settings_tabs(self.request.path)}


class SettingsView(SettingsMixin, StaffView):
    """A page of the settings that only shows."""


class SettingsForm(SettingsMixin, FormView):
    """A page of the settings with one form; what the database refuses is said beside it."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return self.act(form)
        except Refused as error:
            form.add_error(None, refusal(error.why))
        return self.form_invalid(form)

    def act(self, form: BaseForm) -> HttpResponse:
        """Do what was asked; may raise Refused or StaleVersion."""
        raise NotImplementedError


class Settings(SettingsView):
    """The first part of the settings."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("settings_people"))
