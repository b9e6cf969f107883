"""What the tests of texts stand on. Everybody and every number is invented."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.database import as_owner
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.messages import actions
from throughcare.messages.models import Message
from throughcare.messages.providers.notify import Notify
from throughcare.messages.worker import Worker
from throughcare.people.models import ContactMethod, Person

#: A Thursday, inside the sending hours.
NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
#: Ofcom keeps 07700 900000 to 900999 free for invented people.
NUMBER = "07700900123"
SERVICE, SECRET, TEMPLATE = (str(UUID(int=n)) for n in (1, 2, 3))


@dataclass
class Desk:
    """A team, its nurse, another agency's nurse, an officer, and one person with a telephone."""

    nurse: Membership
    colleague: Membership
    stranger: Membership
    person: Person
    contact: ContactMethod


def number_of(person: Person, by: Membership, **facts: Any) -> ContactMethod:
    """A number on the record, as its owner would have written it."""
    value = facts.pop("value", NUMBER)
    facts = {"kind": "mobile", "may_text": True, "canonical": value} | facts
    with as_owner():
        row = ContactMethod(
            person=person,
            agency_id=by.team.agency_id,
            recorded_by=by,
            recorded_at=facts.pop("recorded_at", NOON),
            value=value,
            source="person",
            starts_on=date(2020, 1, 1),
            **facts,
        )
        row.save(force_insert=True)
        return row


@pytest.fixture
def set_clock(db: None) -> Iterator[Callable[[datetime], None]]:
    """``set_clock(at)``: the clocks of Python and of the database say this moment."""
    token = clock._set_to.set(None)

    def say(at: datetime) -> None:
        clock._set_to.set(at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.test_now', %s, false)", [at.isoformat()])

    yield say
    clock._set_to.reset(token)
    if connection.connection is not None and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.test_now', '', false)")


@pytest.fixture
def desk(make: Any, set_clock: Callable[[datetime], None]) -> Desk:
    set_clock(NOON)
    nurse = make.member("clinician", name="Priya Nair")
    colleague = make.member("practitioner", team=nurse.team, name="Jo Castell")
    person = make.person(nurse, given_name="Leanne", family_name="Arkwright")
    contact = number_of(person, nurse)
    return Desk(nurse, colleague, make.member("clinician"), person, contact)


@pytest.fixture
def queued(desk: Desk, ctx_of: Any) -> Message:
    """A reminder that waits, and may go now."""
    return ask(desk, ctx_of)


def ask(desk: Desk, ctx_of: Any, **options: Any) -> Message:
    options.setdefault("kind", "appointment_reminder")
    options.setdefault("words", {"day": date(2026, 11, 20), "time": "14:30"})
    with ctx_of(options.pop("by", desk.nurse)) as ctx:
        return actions.queue(ctx, desk.person.pk, **options)


# --- GOV.UK Notify, as far as we use it -------------------------------------------------------
@dataclass
class FakeNotify:
    """What a service of GOV.UK Notify would have in its list, and how it is to misbehave."""

    address: str = ""
    texts: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    #: Called for each post: a status to answer instead, or "drop" to take it and break the line.
    misbehave: Callable[[dict[str, Any]], Any] = lambda _text: None
    status: str = "sending"

    def of(self, message_id: UUID) -> list[dict[str, Any]]:
        return [text for text in self.texts if text["reference"] == str(message_id)]


def _handler(fake: FakeNotify) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.tokens.append(self.headers["Authorization"])
            how = fake.misbehave(text)
            if isinstance(how, int):
                self._say(how, {"errors": [{"error": "x", "message": text.get("why", "")}]})
                return
            if isinstance(how, tuple):
                self._say(how[0], {"errors": [{"error": "BadRequestError", "message": how[1]}]})
                return
            fake.texts.append({**text, "id": str(uuid4())})
            if how == "drop":
                self.connection.close()
                return
            if how == "garbage":
                self._raw(201, b"<html>proxy</html>")
                return
            self._say(201, {"id": fake.texts[-1]["id"], "reference": text["reference"]})

        def do_GET(self) -> None:
            fake.tokens.append(self.headers["Authorization"])
            where = urlsplit(self.path)
            if where.path == "/v2/notifications":
                reference = parse_qs(where.query)["reference"][0]
                self._say(200, {"notifications": fake.of(UUID(reference))})
            else:
                self._say(200, {"id": where.path.rpartition("/")[2], "status": fake.status})

        def _say(self, status: int, document: dict[str, Any]) -> None:
            self._raw(status, json.dumps(document).encode())

        def _raw(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving() -> Iterator[FakeNotify]:
    fake = FakeNotify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    fake.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def fake() -> Iterator[FakeNotify]:
    with serving() as server:
        yield server


@pytest.fixture
def notify(fake: FakeNotify) -> Notify:
    return Notify(SERVICE, SECRET, TEMPLATE, fake.address)


def run(provider: Notify | None, at: Callable[[str], None] | None = None) -> dict[str, int]:
    """One pass of a worker. The tests have no login of the worker: the owner runs its functions."""
    worker = Worker(provider, at) if at else Worker(provider)
    with as_owner():
        return dict(worker.run())
