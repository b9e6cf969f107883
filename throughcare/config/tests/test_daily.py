"""`throughcare daily`: which jobs, and what happens when one fails.

That the supervisor runs it is shown with the whole product (tests/launcher/test_product.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from throughcare.config import supervisor
from throughcare.config.management.commands import daily
from throughcare.config.supervisor_daily import DailyJobs


def test_what_is_kept_for_a_time_is_destroyed_each_day() -> None:
    jobs = daily.jobs()
    assert jobs["drafts"] == ["clean"]
    assert {"clear_entries", "clearsessions"} <= set(jobs)


def test_a_job_that_fails_is_named_and_does_not_keep_the_others_from_running(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(daily, "jobs", lambda: {"no_such_job": [], "help": ["clearsessions"]})
    with pytest.raises(SystemExit) as ended:
        call_command("daily", "--json")
    caught = capsys.readouterr()
    first, second = json.loads(caught.out)["jobs"]
    assert ended.value.code == 1
    assert (first["job"], first["ok"]) == ("no_such_job", False)
    assert "There is no command [no_such_job]" in first["said"]
    assert "no_such_job failed" in caught.err
    assert (second["job"], second["ok"]) == ("help clearsessions", True)


def test_the_supervisor_runs_them_only_where_the_logins_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = supervisor.Plan(port=1)
    signals: Any = None
    theirs = supervisor.Supervisor(plan, signals)
    monkeypatch.setenv("THROUGHCARE_WORKER_DATABASE_URL", "postgresql://x")
    monkeypatch.delenv("THROUGHCARE_MIGRATE_DATABASE_URL", raising=False)
    assert theirs._daily_jobs() is None
    monkeypatch.setenv("THROUGHCARE_MIGRATE_DATABASE_URL", "postgresql://x")
    assert theirs._daily_jobs() is not None


def test_they_wait_for_their_time_and_are_stopped_with_the_rest(tmp_path: Path) -> None:
    later = DailyJobs({}, after=600.0)
    later.look()
    assert later._running is None
    now = DailyJobs({"PATH": "", "THROUGHCARE_HOME": str(tmp_path)}, after=0.0)
    now.look()
    program = now._running
    assert program is not None
    now.end()
    assert program.poll() is not None
