"""The worker as it runs: its own process and login, killed while the text service has the text."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tests.database import admin_conninfo, as_owner, passwords
from tests.factories import Make, working_as
from throughcare.config.postgres_roles import url
from throughcare.messages import actions
from throughcare.messages.models import Message
from throughcare.messages.tests.conftest import SECRET, SERVICE, TEMPLATE, FakeNotify, number_of

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 90


def environment(database: str, fake: FakeNotify) -> dict[str, str]:
    """A real installation: a server of its own, the worker's login, a key of the text service."""
    worker = url(
        admin_conninfo(),
        user="throughcare_worker",
        password=passwords()["worker"],
        database=database,
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "COV"))}
    return kept | {
        "DATABASE_URL": worker,
        "THROUGHCARE_WORKER_DATABASE_URL": worker,
        "THROUGHCARE_ENVIRONMENT": "development",
        "THROUGHCARE_NOTIFY_KEY": f"test-{SERVICE}-{SECRET}",
        "THROUGHCARE_NOTIFY_TEMPLATE": TEMPLATE,
        "THROUGHCARE_NOTIFY_URL": fake.address,
    }


def start(environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "throughcare.config.cli", "messages", "send", "--json"],
        env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def queued() -> Message:
    make = Make()
    nurse = make.member("clinician")
    person = make.person(nurse)
    number_of(person, nurse)
    with transaction.atomic(), working_as(nurse) as ctx:
        words = {"code": "123456"}
        return actions.queue(ctx, person.pk, kind="sign_in_code", words=words)


def test_a_worker_killed_while_the_service_answers_neither_loses_nor_repeats(
    own_database: str, fake: FakeNotify, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        message = queued()
        environ = environment(own_database, fake)
        first: list[subprocess.Popen[str]] = []

        def kill_it(_text: dict[str, Any]) -> str:
            first[0].send_signal(signal.SIGKILL)
            first[0].wait()
            return "drop"

        fake.misbehave = kill_it
        first.append(start(environ))
        _out, errors = first[0].communicate(timeout=SECONDS)
        assert first[0].returncode == -signal.SIGKILL, errors
        assert len(fake.of(message.pk)) == 1
        with as_owner():
            assert Message.rows.get().status == "waiting"
            with connection.cursor() as cursor:  # the lease is over
                cursor.execute("UPDATE outbox_message SET claimed_until = now()")
        fake.misbehave = lambda _text: None
        second = start(environ)
        out, errors = second.communicate(timeout=SECONDS)
        assert (second.returncode, json.loads(out)) == (0, {"sent": 1}), errors
        assert len(fake.of(message.pk)) == 1
        with as_owner():
            row = Message.rows.get()
            assert (row.status, row.provider_ref) == ("sent", fake.texts[0]["id"])
