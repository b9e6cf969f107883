"""Choosing a role, and the settings of one's own agency."""

from django.urls import path

from throughcare.agencies import views, views_people, views_places, views_role, views_teams

urlpatterns = [
    path("role/", views_role.ChooseRole.as_view(), name="choose_role"),
    path("settings/", views.Settings.as_view(), name="settings"),
    path("settings/people/", views_people.People.as_view(), name="settings_people"),
    path("settings/people/add/", views_people.AddPerson.as_view(), name="settings_person_add"),
    path("settings/people/<uuid:id>/", views_people.Member.as_view(), name="settings_member"),
    path(
        "settings/people/<uuid:id>/role/",
        views_people.ChangeRole.as_view(),
        name="settings_member_role",
    ),
    path(
        "settings/people/<uuid:id>/work/",
        views_people.PassOnWork.as_view(),
        name="settings_member_work",
    ),
    path(
        "settings/people/<uuid:id>/code/",
        views_people.NewCode.as_view(),
        name="settings_member_code",
    ),
    path(
        "settings/people/<uuid:id>/end/",
        views_people.EndMember.as_view(),
        name="settings_member_end",
    ),
    path(
        "settings/people/requests/<uuid:id>/",
        views_people.Decide.as_view(),
        name="settings_request",
    ),
    path("settings/teams/", views_teams.Teams.as_view(), name="settings_teams"),
    path("settings/teams/add/", views_teams.AddTeam.as_view(), name="settings_team_add"),
    path("settings/teams/<uuid:id>/", views_teams.TeamPage.as_view(), name="settings_team"),
    path(
        "settings/teams/<uuid:id>/places/add/",
        views_teams.AddCover.as_view(),
        name="settings_team_cover",
    ),
    path(
        "settings/teams/<uuid:id>/places/<uuid:place>/end/",
        views_teams.DropCover.as_view(),
        name="settings_team_cover_drop",
    ),
    path("settings/teams/<uuid:id>/end/", views_teams.EndTeam.as_view(), name="settings_team_end"),
    path("settings/places/", views_places.Places.as_view(), name="settings_places"),
    path("settings/places/add/", views_places.AddPlace.as_view(), name="settings_place_add"),
    path("settings/places/<uuid:id>/", views_places.PlacePage.as_view(), name="settings_place"),
    path(
        "settings/places/<uuid:id>/end/",
        views_places.EndPlace.as_view(),
        name="settings_place_end",
    ),
]
