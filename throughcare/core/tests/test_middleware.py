"""One transaction around view and rendering: everything a request did stands, or nothing of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import ResolverMatch

from tests.database import as_owner
from throughcare.audit import writer
from throughcare.audit.models import AuditEntry
from throughcare.core.errors import ContextMissing
from throughcare.core.middleware import SESSION_KEY, TransactionMiddleware
from throughcare.core.tests.pages import add_note, request_of
from throughcare.people.models import KnowFirst, Person

View = Callable[[Any], HttpResponse]


@pytest.fixture
def desk(make: Any) -> Any:
    return Desk(make)


class Desk:
    """Somebody at work, whose requests go through the middleware alone."""

    def __init__(self, make: Any) -> None:
        self.member = make.member()
        self.person: Person = make.person(self.member)

    def ask(self, view: View, *, member: Any = None, ref: str = "") -> HttpResponse:
        self.request = request_of(member or self.member, "get", "/")
        self.request.resolver_match = ResolverMatch(
            view, (), {"ref": ref} if ref else {}, url_name="person"
        )
        return TransactionMiddleware(view)(self.request)

    def write(self, request: Any) -> None:
        """What a view does before it comes to its end."""
        request.ctx.shown.people(self.person.pk)
        add_note(request.ctx, self.person, "written")


def notes() -> int:
    with as_owner():
        return int(KnowFirst.rows.count())


def entries() -> list[tuple[str, str]]:
    with as_owner():
        return [(e.outcome, e.reason) for e in AuditEntry.rows.order_by("id")]


def test_what_a_view_did_stands_with_one_entry_of_what_it_showed(desk: Desk) -> None:
    def view(request: Any) -> HttpResponse:
        desk.write(request)
        return HttpResponse("ok")

    assert desk.ask(view).content == b"ok"
    with as_owner():
        [entry] = AuditEntry.rows.all()
    assert notes() == 1
    assert (entry.outcome, entry.action) == ("allowed", "page:GET:person")
    assert entry.person_ids == [desk.person.pk]
    assert entry.request_id == desk.request.request_id


def test_a_page_about_nobody_is_recorded_as_empty(desk: Desk) -> None:
    desk.ask(lambda _request: HttpResponse("ok"))
    assert entries() == [("empty", "200")]


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_leaves_its_entry_and_nothing_that_the_view_wrote(
    desk: Desk, status: int
) -> None:
    def view(request: Any) -> HttpResponse:
        desk.write(request)
        return HttpResponse(status=status)

    assert desk.ask(view, ref=desk.person.reference).status_code == status
    assert notes() == 0
    with as_owner():
        [entry] = AuditEntry.rows.all()
    assert (entry.outcome, entry.reason, entry.tried) == (
        "denied",
        str(status),
        desk.person.reference,
    )


@pytest.mark.parametrize("error", [PermissionDenied, Http404])
def test_an_error_that_becomes_a_refusal_is_recorded_as_one(
    client_of: Any, make: Any, error: type[Exception]
) -> None:
    """Through Django's own handlers: by the time that we see it, it is a response."""
    member = make.member()
    hidden = make.person(make.member())
    client = client_of(member)
    address = {
        Http404: f"/people/{hidden.reference}/",
        PermissionDenied: f"/people/{make.person(member).reference}/seen-by/",
    }[error]
    client.get(address)
    assert [outcome for outcome, _reason in entries()] == ["denied"]


@pytest.mark.parametrize("how", ["status", "exception", "rendering"])
def test_a_failure_undoes_everything_and_leaves_one_failed_entry(desk: Desk, how: str) -> None:
    class Breaks(SimpleTemplateResponse):
        @property
        def rendered_content(self) -> str:
            raise ZeroDivisionError

    def view(request: Any) -> HttpResponse:
        desk.write(request)
        if how == "exception":
            raise ZeroDivisionError
        return Breaks("none") if how == "rendering" else HttpResponse(status=500)

    if how == "status":
        assert desk.ask(view).status_code == 500
    else:
        with pytest.raises(ZeroDivisionError):
            desk.ask(view)
    assert notes() == 0
    assert [outcome for outcome, _reason in entries()] == ["failed"]


def test_a_failure_in_the_database_leaves_its_entry_too(desk: Desk) -> None:
    def view(request: Any) -> HttpResponse:
        desk.write(request)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        return HttpResponse("never")

    with pytest.raises(Exception, match="division by zero"):
        desk.ask(view)
    assert notes() == 0
    assert [outcome for outcome, _reason in entries()] == ["failed"]


def test_what_cannot_be_recorded_is_not_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("the log is full")

    def view(request: Any) -> HttpResponse:
        desk.write(request)
        return HttpResponse("secret")

    monkeypatch.setattr(writer, "write", refuse)
    with pytest.raises(RuntimeError, match="the log is full"):
        desk.ask(view)
    assert notes() == 0


def test_a_page_may_not_stream(desk: Desk) -> None:
    def view(request: Any) -> Any:
        return StreamingHttpResponse(iter([b"a"]))

    with pytest.raises(ContextMissing, match="may not stream"):
        desk.ask(view)
    assert [outcome for outcome, _reason in entries()] == ["failed"]


def test_rendering_sees_what_the_view_may_see(desk: Desk) -> None:
    class Lazy(SimpleTemplateResponse):
        @property
        def rendered_content(self) -> str:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM people_person")
                return str(cursor.fetchone()[0])

    assert desk.ask(lambda _request: Lazy("none")).content == b"1"


def test_after_the_response_nothing_can_be_read(desk: Desk) -> None:
    desk.ask(lambda _request: HttpResponse("ok"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        assert cursor.fetchone()[0] == 0


def test_without_a_chosen_role_the_view_runs_without_a_context(desk: Desk) -> None:
    seen: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.ctx)  # type: ignore[attr-defined]
        return HttpResponse("choose")

    request = request_of(desk.member, "get", "/")
    request.session = {}
    TransactionMiddleware(view)(request)
    assert seen == [None]
    assert entries() == []


@pytest.mark.parametrize(
    "spoil",
    [
        {"membership": "nonsense"},
        {"membership": str(uuid.uuid4())},
        {"purpose": "audit"},
        {"purpose": None},
    ],
)
def test_a_role_that_no_longer_holds_must_be_chosen_again(
    desk: Desk, spoil: dict[str, Any]
) -> None:
    request = request_of(desk.member, "get", "/")
    request.session[SESSION_KEY] |= spoil
    seen: list[Any] = []

    def view(inner: Any) -> HttpResponse:
        seen.append(inner.ctx)
        return HttpResponse("choose")

    TransactionMiddleware(view)(request)
    assert seen == [None]
    assert SESSION_KEY not in request.session


def test_the_role_of_somebody_else_cannot_be_taken(desk: Desk, make: Any) -> None:
    other = make.member()
    request = request_of(desk.member, "get", "/")
    request.session[SESSION_KEY]["membership"] = str(other.id)
    seen: list[Any] = []

    def view(inner: Any) -> HttpResponse:
        seen.append(inner.ctx)
        with connection.cursor() as cursor:
            cursor.execute("SELECT app.ok()")
            seen.append(cursor.fetchone()[0])
        return HttpResponse("choose")

    TransactionMiddleware(view)(request)
    assert seen == [None, False]
