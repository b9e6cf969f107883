"""Addresses of documents. ``ref`` is the random reference of the person."""

from __future__ import annotations

from django.urls import path

from throughcare.documents import reader_view, views

COPY = "people/<str:ref>/documents/copies/<uuid:delivery>/"

urlpatterns = [
    path("people/<str:ref>/documents/", views.PersonDocuments.as_view(), name="person_documents"),
    path(
        "people/<str:ref>/documents/<uuid:document>/",
        views.ShowDocument.as_view(),
        name="person_document",
    ),
    path(
        "people/<str:ref>/documents/<uuid:document>/readers/new/",
        reader_view.NameReader.as_view(),
        name="document_reader_new",
    ),
    path(COPY, views.NextOfCopy.as_view(), name="document_copy"),
    path(f"{COPY}hand-over/", views.HandOver.as_view(), name="document_hand_over"),
    path(f"{COPY}secure-email/", views.SecureEmail.as_view(), name="document_secure_email"),
    path(f"{COPY}received/", views.Received.as_view(), name="document_received"),
    path("documents/<uuid:document>/", views.ReadDocument.as_view(), name="read_document"),
    path("documents/<uuid:document>/pdf/", views.DocumentPdf.as_view(), name="document_pdf"),
]
