"""Settings → Treatment: how many people each team treats at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Team
from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.core.views import get_or_404
from throughcare.treatment import actions
from throughcare.treatment.forms.places import PlacesForm
from throughcare.treatment.models import TeamPlaces

if TYPE_CHECKING:
    from django.forms import BaseForm


class TreatmentSettings(SettingsView):
    """The teams of the agency with their places."""

    template_name = "treatment/settings.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = Team.objects.filter(agency_id=self.ctx.agency_id, ends_on=None).order_by("name")
        places = {p.team_id: p for p in TeamPlaces.objects.filter(agency_id=self.ctx.agency_id)}
        return super().page_context() | {"teams": [(row, places.get(row.pk)) for row in rows]}


class SetPlaces(SettingsForm):
    """One team's places."""

    template_name = "treatment/settings_places.jinja"
    form_class = PlacesForm
    heading = gettext_lazy("Places for treatment")

    def fetch(self) -> None:
        rows = Team.objects.filter(agency_id=self.ctx.agency_id)
        self.team: Team = get_or_404(rows, pk=self.kwargs["id"])

    @cached_property
    def row(self) -> TeamPlaces | None:
        return TeamPlaces.objects.filter(team_id=self.team.pk).first()

    def form_kwargs(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {"initial": {"version": 0}}
        return {"initial": {"version": row.version, "places": row.places, "source": row.source}}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"team": self.team}

    def act(self, form: BaseForm) -> HttpResponse:
        actions.set_places(self.ctx, team_id=self.team.pk, **form.cleaned_data)
        return self.done(_("Places set."), reverse("settings_treatment"))
