"""The whole product, as it is served: stopped and killed with its sealer and its daily jobs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.launcher import harness
from throughcare.config import databases, postgres

SEALER, SENDER, DAILY = "audit seal", "messages send", "cli daily"
WEB = "supervisor_web"


def test_every_stop_and_kill_leaves_nothing_and_the_log_verifies(home: Path) -> None:
    """One home, started four times: a part is killed, it is stopped in each way, it is intact."""
    with harness.product(home, daily_after=0.0) as it:
        it.wait_for_page(90)
        leave_a_trace(it)
        forgotten = plant_an_ended_session(home)
        wait_for(lambda: not is_there(home, forgotten), "the daily jobs were not run")
        replaced(it, SEALER)
        replaced(it, SENDER)
        replaced(it, WEB)
        it.wait_for_page()
        leave_a_trace(it)
        harness.stop_by("ctrl-c", it)
        it.wait_until_gone()
    assert it.process.returncode == 0
    with harness.product(home) as it:
        it.wait_for_page()
        first = the_log(home)
        assert (first["ok"], first["rows"] >= 2, first["seals"] >= 1) == (True, True, True)
        leave_a_trace(it)
        harness.stop_by("killed", it)
        it.wait_until_gone()
    for way in ("process", "group"):
        with harness.product(home) as it:
            it.wait_for_page()
            if way == "group":
                # The sealer starts with the rest; the page may be there before it has sealed.
                wait_for(lambda: the_log(home)["seals"] > first["seals"], "nothing was sealed")
                last = the_log(home)
                assert (last["ok"], last["first_bad"]) == (True, None)
                assert last["rows"] > first["rows"]
            harness.stop_by(way, it)
            it.wait_until_gone()
        assert it.process.returncode == 0


def leave_a_trace(it: harness.Running) -> None:
    """A failed sign-in: one entry of the log, through the web, committed."""
    address = f"http://127.0.0.1:{it.port}/sign-in/"
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(address, timeout=10).close()
    token = next(cookie.value for cookie in jar if "csrf" in cookie.name)
    typed = {"login": "nobody@example.org", "password": "x", "csrfmiddlewaretoken": token}
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.open(
            urllib.request.Request(
                address, urllib.parse.urlencode(typed).encode(), {"Referer": address}
            ),
            timeout=10,
        )
    refused.value.close()
    assert refused.value.code == 422


def asked(home: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with postgres.running(home) as server:
        admin = server.admin_conninfo
    conninfo = psycopg.conninfo.make_conninfo(admin, dbname=databases.DATABASE)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        found = conn.execute(sql, values)  # type: ignore[arg-type]
        return found.fetchall() if found.description else []


def plant_an_ended_session(home: Path) -> str:
    key = "ended" * 6
    asked(home, "INSERT INTO django_session VALUES (%s, '', now() - interval '1 day')", key)
    return key


def is_there(home: Path, key: str) -> bool:
    return bool(asked(home, "SELECT 1 FROM django_session WHERE session_key = %s", key))


def pid_of(it: harness.Running, part: str) -> int:
    """The process of one part; 0 while there is none."""
    return next((pid for pid, words in it.processes() if part in words), 0)


def replaced(it: harness.Running, part: str) -> None:
    """Kill one part outright: the supervisor starts it again."""
    before = pid_of(it, part)
    assert before, f"[{part}] does not run: {list(it.processes())}"
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: pid_of(it, part) not in (0, before), f"[{part}] was not started again")


def the_log(home: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "throughcare.config.cli", "audit", "verify", "--json"],
        env=harness.environment(home) | {"THROUGHCARE_ENVIRONMENT": "demonstration"},
        cwd=harness.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def wait_for(condition: Callable[[], bool], otherwise: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.1)
