"""Asks a view through the transaction middleware, as a browser would, without any template."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tests.factories import PURPOSE_OF
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.core.middleware import SESSION_KEY, TransactionMiddleware, working_as_session
from throughcare.core.views import FormView
from throughcare.people.models import KnowFirst, Person


def request_of(member: Membership, method: str, path: str, data: Any = None, **headers: str) -> Any:
    """A request of somebody who is signed in and has chosen this role."""
    maker = getattr(RequestFactory(headers=headers), method)
    request = maker(path, data or {})
    request.user = member.user
    request.session = {
        SESSION_KEY: working_as_session(membership_id=member.id, purpose=PURPOSE_OF[member.role])
    }
    request._messages = FallbackStorage(request)
    return request


def through(request: HttpRequest, view: Any) -> HttpResponse:
    """The response, with transaction, context and audit row around it."""
    return TransactionMiddleware(view)(request)


def said(request: Any) -> list[str]:
    return [str(message) for message in request._messages]


class NoteForm(forms.Form):
    text = forms.CharField(max_length=300)
    tags = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)


class NoteView(FormView):
    """Writes one know-first note about ``person``, and shows its form as JSON."""

    action, category = "create", "health_summary"
    form_class = NoteForm
    draft_name = "test-note"
    person: Person

    def draft_subject(self) -> uuid.UUID:
        return self.person.pk

    draft_person = draft_subject

    def form_valid(self, form: Any) -> HttpResponse:
        note = add_note(self.ctx, self.person, form.cleaned_data["text"])
        return HttpResponseRedirect(f"/notes/{note.pk}/")

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        form = context["form"]
        shown = {
            "errors": form.errors,
            "data": dict(form.data.lists()) if form.is_bound else None,
            "draft_url": self.draft_url(),
            "hidden": str(self.hidden()),
        }
        return HttpResponse(json.dumps(shown, default=str), status=status)


def view_of(person: Person, base: type[FormView] = NoteView, **attributes: Any) -> Any:
    return type("View", (base,), {"person": person, **attributes}).as_view()  # type: ignore[attr-defined]


def add_note(ctx: Any, person: Person, text: str) -> KnowFirst:
    note = KnowFirst(
        person=person,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        kind="contact",
        text=text,
        source="person",
        on=date(2026, 11, 1),
        review_on=date(2027, 11, 1),
    )
    note.save(force_insert=True)
    return note
