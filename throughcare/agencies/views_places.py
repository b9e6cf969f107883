"""Settings → Places: add, change, end."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies import actions, forms, selectors
from throughcare.agencies.models import Place
from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.agencies.views_teams import name_is_taken
from throughcare.core.views import get_or_404


class Places(SettingsView):
    """The places of the agency, and who covers them."""

    template_name = "agencies/places.jinja"

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "places": selectors.places(self.ctx),
            "others": selectors.places_of_others(self.ctx),
        }


class AddPlace(SettingsForm):
    """A new place."""

    template_name = "agencies/place_add.jinja"
    form_class = forms.PlaceForm

    def act(self, form: BaseForm) -> HttpResponse:
        try:
            with transaction.atomic():
                actions.add_place(self.ctx, **form.cleaned_data)
        except IntegrityError:
            return name_is_taken(self, form)
        return self.done(_("Place added"), reverse("settings_places"))


class OfPlace:
    """A page about one place of the agency."""

    ctx: Any
    kwargs: Any

    def fetch(self) -> None:
        rows = Place.objects.filter(agency_id=self.ctx.agency_id)
        self.place: Place = get_or_404(rows, pk=self.kwargs["id"])

    def page_context(self) -> dict[str, Any]:
        shared: dict[str, Any] = super().page_context()  # type: ignore[misc]
        return shared | {"place": self.place}


class PlacePage(OfPlace, SettingsForm):
    """What a place is called and is."""

    template_name = "agencies/place.jinja"
    form_class = forms.ChangePlaceForm

    def form_kwargs(self) -> dict[str, Any]:
        place = self.place
        return {"initial": {"name": place.name, "kind": place.kind, "version": place.version}}

    def act(self, form: BaseForm) -> HttpResponse:
        self.place.version = form.cleaned_data["version"]
        name, kind = form.cleaned_data["name"], form.cleaned_data["kind"]
        try:
            with transaction.atomic():
                actions.change_place(self.ctx, place=self.place, name=name, kind=kind)
        except IntegrityError:
            return name_is_taken(self, form)
        return self.done(_("Changed: %(name)s.") % {"name": name}, reverse("settings_places"))


class EndPlace(OfPlace, SettingsForm):
    """No longer used."""

    template_name = "agencies/place_end.jinja"
    form_class = forms.EmptyForm

    def act(self, form: BaseForm) -> HttpResponse:
        actions.end_place(self.ctx, place=self.place)
        return self.done(_("Place ended"), reverse("settings_places"))
