"""Addresses of questionnaires. No name, number or score stands in one."""

from django.urls import path

from throughcare.instruments import views, views_settings

OF_PERSON = "people/<str:ref>/questionnaires/"
ONE = f"{OF_PERSON}<uuid:administration>/"
OF_SETTINGS = "settings/instruments/"
SIGNATURES = "questionnaires/signatures/"

urlpatterns = [
    path(OF_PERSON, views.Questionnaires.as_view(), name="questionnaires"),
    path(
        f"{OF_PERSON}new/<slug:instrument>/",
        views.NewQuestionnaire.as_view(),
        name="questionnaire_new",
    ),
    path(
        f"{OF_PERSON}safety/<uuid:due>/", views.AnswerPrompt.as_view(), name="questionnaire_prompt"
    ),
    path(ONE, views.ShowQuestionnaire.as_view(), name="questionnaire"),
    path(f"{ONE}correct/", views.CorrectQuestionnaire.as_view(), name="questionnaire_correct"),
    path(f"{ONE}take-back/", views.TakeBackQuestionnaire.as_view(), name="questionnaire_take_back"),
    path(OF_SETTINGS, views_settings.Instruments.as_view(), name="settings_instruments"),
    path(
        f"{OF_SETTINGS}<slug:instrument>/",
        views_settings.OneInstrument.as_view(),
        name="settings_instrument",
    ),
    path(
        f"{OF_SETTINGS}<slug:instrument>/ask/",
        views_settings.AskToSign.as_view(),
        name="settings_instrument_ask",
    ),
    path(SIGNATURES, views_settings.Signatures.as_view(), name="questionnaire_signatures"),
    path(f"{SIGNATURES}<uuid:row>/", views_settings.Sign.as_view(), name="questionnaire_sign"),
]
