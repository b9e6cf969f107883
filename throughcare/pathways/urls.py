"""Addresses of pathways: of a person by reference, of the settings, of a signature."""

from django.urls import path

from throughcare.pathways import views, views_settings

OF_PERSON = "people/<str:ref>/pathways/"
OF_EPISODE = f"{OF_PERSON}<uuid:episode>/"
OF_SETTINGS = "settings/pathways/"

urlpatterns = [
    path(f"{OF_PERSON}new/", views.NewEpisode.as_view(), name="episode_new"),
    path(f"{OF_PERSON}new/<slug:pathway>/", views.StartEpisode.as_view(), name="episode_start"),
    path(OF_EPISODE, views.ShowEpisode.as_view(), name="episode"),
    path(f"{OF_EPISODE}move/", views.MoveEpisode.as_view(), name="episode_move"),
    path(f"{OF_EPISODE}end/", views.EndEpisode.as_view(), name="episode_end"),
    path(f"{OF_EPISODE}version/", views.ChangeVersion.as_view(), name="episode_version"),
    path(f"{OF_EPISODE}clocks/<uuid:clock>/", views.AnswerClock.as_view(), name="clock"),
    path(f"{OF_EPISODE}sign-off/<uuid:clock>/", views.SignOff.as_view(), name="episode_sign_off"),
    path(OF_SETTINGS, views_settings.Pathways.as_view(), name="settings_pathways"),
    path(
        f"{OF_SETTINGS}<slug:pathway>/", views_settings.Pathway.as_view(), name="settings_pathway"
    ),
    path(
        f"{OF_SETTINGS}<slug:pathway>/ask/",
        views_settings.AskToSign.as_view(),
        name="settings_pathway_ask",
    ),
    path(
        f"{OF_SETTINGS}<slug:pathway>/figures/<slug:name>/",
        views_settings.SetFigure.as_view(),
        name="settings_pathway_figure",
    ),
    path("pathways/signatures/", views_settings.Signatures.as_view(), name="pathway_signatures"),
    path("pathways/signatures/<uuid:row>/", views_settings.Sign.as_view(), name="pathway_sign"),
]
