from django.urls import path, re_path

from throughcare.sharing import (
    contract_views,
    emergency_views,
    guard_views,
    taking_part_views,
    views,
)

PERSON = "people/<str:ref>/sharing/"

urlpatterns = [
    path(PERSON, views.Sharing.as_view(), name="person_sharing"),
    path(f"{PERSON}ask/", views.AskAboutSharing.as_view(), name="person_sharing_ask"),
    path(
        f"{PERSON}taking-part/",
        taking_part_views.AskToTakePart.as_view(),
        name="person_taking_part",
    ),
    path(
        f"{PERSON}willingness/",
        taking_part_views.RecordWillingness.as_view(),
        name="person_willingness",
    ),
    path(f"{PERSON}new/", views.ShareWithTeam.as_view(), name="person_share"),
    path(f"{PERSON}print/", views.PrintSharing.as_view(), name="person_sharing_print"),
    path(
        f"{PERSON}agreements/<uuid:agreement_id>/stop/",
        views.StopSharing.as_view(),
        name="person_sharing_stop",
    ),
    path(
        f"{PERSON}grounds/<uuid:basis_id>/end/",
        views.EndBasis.as_view(),
        name="person_sharing_end_basis",
    ),
    path(
        f"{PERSON}links/<uuid:link_id>/end/",
        views.EndLink.as_view(),
        name="person_sharing_end_link",
    ),
    path(f"{PERSON}limits/", guard_views.Limits.as_view(), name="person_limits"),
    re_path(
        r"^people/(?P<ref>[^/]+)/sharing/limits/(?P<which>excluded|permitted)/"
        r"(?P<user_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/end/$",
        guard_views.EndNamedAccess.as_view(),
        name="person_limits_end",
    ),
    path("break-glass/", emergency_views.BreakGlassPage.as_view(), name="break_glass"),
    path(
        "break-glass/recorded/",
        emergency_views.RequestRecorded.as_view(),
        name="break_glass_recorded",
    ),
    path("privacy/", emergency_views.Privacy.as_view(), name="privacy"),
    path("privacy/<uuid:opening_id>/", emergency_views.Review.as_view(), name="privacy_review"),
    path("settings/agreements/", contract_views.Contracts.as_view(), name="settings_agreements"),
    path(
        "settings/agreements/new/",
        contract_views.Propose.as_view(),
        name="settings_agreement_new",
    ),
    path(
        "settings/agreements/<uuid:agreement_id>/",
        contract_views.Contract.as_view(),
        name="settings_agreement",
    ),
]
