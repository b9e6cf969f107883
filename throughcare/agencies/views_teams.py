"""Settings → Teams: add, rename, end, which places they cover."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies import actions, forms, selectors
from throughcare.agencies.models import Place, Team
from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.core.views import get_or_404


class Teams(SettingsView):
    """The teams of the agency."""

    template_name = "agencies/teams.jinja"

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "teams": selectors.teams(self.ctx)}


class AddTeam(SettingsForm):
    """A new team."""

    template_name = "agencies/team_add.jinja"
    form_class = forms.TeamForm

    def act(self, form: BaseForm) -> HttpResponse:
        try:
            with transaction.atomic():
                team = actions.add_team(self.ctx, name=form.cleaned_data["name"])
        except IntegrityError:
            return name_is_taken(self, form)
        return self.done(_("Team added"), reverse("settings_team", args=[team.pk]))


class OfTeam:
    """A page about one team of the agency."""

    ctx: Any
    kwargs: Any

    def fetch(self) -> None:
        rows = Team.objects.filter(agency_id=self.ctx.agency_id)
        self.team: Team = get_or_404(rows, pk=self.kwargs["id"])

    def page_context(self) -> dict[str, Any]:
        shared: dict[str, Any] = super().page_context()  # type: ignore[misc]
        return shared | {"team": self.team}

    def team_url(self) -> str:
        return reverse("settings_team", args=[self.team.pk])


class TeamPage(OfTeam, SettingsForm):
    """One team: its name and the places it covers."""

    template_name = "agencies/team.jinja"
    form_class = forms.RenameTeamForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"name": self.team.name, "version": self.team.version}}

    def page_context(self) -> dict[str, Any]:
        covered = list(self.team.covers.select_related("agency").order_by("name"))
        return {**super().page_context(), "covered": covered}

    def act(self, form: BaseForm) -> HttpResponse:
        self.team.version = form.cleaned_data["version"]
        try:
            with transaction.atomic():
                actions.rename_team(self.ctx, team=self.team, name=form.cleaned_data["name"])
        except IntegrityError:
            return name_is_taken(self, form)
        said = _("The team is called %(name)s now.") % {"name": form.cleaned_data["name"]}
        return self.done(said, self.team_url())


class AddCover(OfTeam, SettingsForm):
    """Ask that the team cover one more place."""

    template_name = "agencies/team_cover.jinja"
    form_class = forms.CoverForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"places": selectors.places_to_cover(self.team)}

    def act(self, form: BaseForm) -> HttpResponse:
        actions.propose_cover(self.ctx, team=self.team, place=form.cleaned_data["place"])
        words = _("Asked. The team covers it when a second administrator confirms.")
        return self.done(words, reverse("settings_people"))


class DropCover(OfTeam, SettingsForm):
    """Stop covering a place."""

    template_name = "agencies/team_cover_drop.jinja"
    form_class = forms.EmptyForm

    def fetch(self) -> None:
        super().fetch()
        self.place: Place = get_or_404(self.team.covers.all(), pk=self.kwargs["place"])

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "place": self.place}

    def act(self, form: BaseForm) -> HttpResponse:
        actions.drop_cover(self.ctx, team=self.team, place=self.place)
        return self.done(_("The team no longer covers it"), self.team_url())


class EndTeam(OfTeam, SettingsForm):
    """End a team that nobody works in any more."""

    template_name = "agencies/team_end.jinja"
    form_class = forms.EmptyForm

    def act(self, form: BaseForm) -> HttpResponse:
        actions.end_team(self.ctx, team=self.team)
        return self.done(_("Team ended"), reverse("settings_teams"))


def name_is_taken(view: SettingsForm, form: BaseForm) -> HttpResponse:
    form.add_error("name", _("This name is used already. Choose another"))
    return view.form_invalid(form)
