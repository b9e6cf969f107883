"""Addresses of texts. No name and no number stands in one."""

from django.urls import path

from throughcare.messages import views

OF_PERSON = "people/<str:ref>/messages/"

urlpatterns = [
    path("outbox/", views.ShowOutbox.as_view(), name="outbox"),
    path("settings/texts/", views.SettingsTexts.as_view(), name="settings_texts"),
    path(OF_PERSON, views.PersonMessages.as_view(), name="person_messages"),
    path(f"{OF_PERSON}new/", views.TextPerson.as_view(), name="person_text"),
    path(f"{OF_PERSON}wishes/", views.Wishes.as_view(), name="person_text_wishes"),
    path(f"{OF_PERSON}<uuid:message>/", views.Told.as_view(), name="message_told"),
]
