"""Addresses of the pages about who someone is. ``ref`` is the random reference."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from throughcare.people import adding, basics, compare, equality, moving, notes, part_views, quality
from throughcare.people.details import Details
from throughcare.people.journey import Journey
from throughcare.people.parts import PARTS, Part


def _of_part(base: type, part: Part) -> Any:
    """The page of one part: a class of its own, so that it names its own category."""
    name = f"{base.__name__}{part.what.title().replace('_', '')}"
    own = {"part": part, "category": part.category, "merge_fields": part.form.asks}
    return type(name, (base,), own).as_view()  # type: ignore[attr-defined]


def _pages_of(part: Part) -> list[URLPattern]:
    start, slug = f"people/<str:ref>/details/{part.slug}/", part.what
    return [
        path(f"{start}new/", _of_part(part_views.AddPart, part), name=f"person_{slug}_add"),
        path(
            f"{start}<uuid:row>/",
            _of_part(part_views.ChangePart, part),
            name=f"person_{slug}_change",
        ),
        path(
            f"{start}<uuid:row>/end/", _of_part(part_views.EndPart, part), name=f"person_{slug}_end"
        ),
    ]


urlpatterns = [
    path("people/new/", adding.AddPerson.as_view(), name="person_add"),
    path("people/compare/<str:ref>/<str:other>/", compare.Compare.as_view(), name="person_compare"),
    path("people/<str:ref>/", Journey.as_view(), name="person"),
    path("people/<str:ref>/details/", Details.as_view(), name="person_details"),
    path("people/<str:ref>/details/basics/", basics.ChangeBasics.as_view(), name="person_basics"),
    path("people/<str:ref>/details/equality/", equality.Equality.as_view(), name="person_equality"),
    path(
        "people/<str:ref>/details/equality/<slug:question>/",
        equality.AnswerEquality.as_view(),
        name="person_equality_change",
    ),
    *(page for part in PARTS.values() for page in _pages_of(part)),
    path(
        "people/<str:ref>/same-as/<uuid:decision>/",
        compare.FromList.as_view(),
        name="person_same_as",
    ),
    path("people/<str:ref>/notes/new/", notes.WriteNote.as_view(), name="note_new"),
    path("people/<str:ref>/not-right/", moving.MoveDraft.as_view(), name="person_not_right"),
    path("notes/<uuid:note>/", notes.ReadNote.as_view(), name="note"),
    path("data-quality/", quality.SameNumbers.as_view(), name="data_quality"),
]
