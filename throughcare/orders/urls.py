"""Addresses of orders. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.orders import views, views_caseload
from throughcare.orders import views_parts as parts

PERSON = "people/<str:ref>/order/"
ONE = f"{PERSON}<uuid:order>/"
REQUIREMENT = f"{PERSON}requirements/<uuid:requirement>/"

urlpatterns = [
    path("orders/", views_caseload.Caseload.as_view(), name="orders"),
    path(PERSON, views.PersonOrder.as_view(), name="person_order"),
    path(f"{PERSON}new/", views.EnterOrder.as_view(), name="order_new"),
    path(f"{ONE}change/", views.ChangeOrder.as_view(), name="order_change"),
    path(f"{ONE}end/", views.EndOrder.as_view(), name="order_end"),
    path(
        f"{ONE}requirements/new/",
        parts.AddRequirement.as_view(),
        name="order_requirement_new",
    ),
    path(f"{ONE}reviews/new/", parts.AddReview.as_view(), name="order_review_new"),
    path(REQUIREMENT, parts.ChangeRequirement.as_view(), name="order_requirement"),
    path(f"{REQUIREMENT}end/", parts.EndRequirement.as_view(), name="order_requirement_end"),
    path(f"{PERSON}reviews/<uuid:review>/", parts.EndReview.as_view(), name="order_review_end"),
]
