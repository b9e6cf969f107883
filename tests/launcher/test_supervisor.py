"""Start, stop and survive: the web and the database as one program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from tests.launcher import harness
from throughcare.config import databases, postgres, supervisor, supervisor_steps
from throughcare.config.postgres_home import LauncherError
from throughcare.config.supervisor_signals import StopRequested, StopSignals


@pytest.mark.parametrize("way", ["ctrl-c", "process", "group", "killed"])
@pytest.mark.parametrize("delay", [None, 0.3, 0.9])  # once it serves; while it starts
def test_each_way_to_stop_leaves_nothing_within_ten_seconds(
    way: str, delay: float | None, home: Path
) -> None:
    with harness.running(home) as it:
        if delay is None:
            assert it.wait_for_page().endswith("throughcare_web")
        else:
            time.sleep(delay)
        harness.stop_by(way, it)
        it.wait_until_gone()
    if way != "killed" and delay is None:
        assert it.process.returncode == 0


def test_the_stop_does_not_rest_on_the_kernel(home: Path) -> None:
    with harness.running(home, None, "tests.launcher.tiny:application", "--alone") as it:
        it.wait_for_page()
        harness.stop_by("process", it)
        it.wait_until_gone()


def test_a_second_start_on_the_same_home_is_told_so(home: Path) -> None:
    with harness.running(home) as first:
        first.wait_for_page()
        with harness.running(home) as second:
            second.process.wait(20)
            said = second.said()
        assert second.process.returncode == 1
        assert f"already running on the data folder {home}" in said
        assert f"(process {first.process.pid})" in said
        assert first.page() is not None


def test_a_port_in_use_is_said_plainly_before_anything_starts(home: Path) -> None:
    with harness.a_listener() as port, harness.running(home, port) as it:
        it.process.wait(20)
        said = it.said()
    assert it.process.returncode == 1
    assert said.startswith(f"Port {port} is in use by another program.")
    assert "Traceback" not in said
    assert not (home / "server").exists()


def test_a_killed_database_is_started_again(home: Path) -> None:
    with harness.running(home) as it:
        it.wait_for_page()
        state = postgres.read_state(home)
        assert state is not None
        os.kill(state.pid, signal.SIGKILL)
        _wait_for(lambda: postgres.read_state(home) != state)
        it.wait_for_page()


def test_a_killed_web_server_is_started_again_without_orphans(home: Path) -> None:
    with harness.running(home) as it:
        worker = int(it.wait_for_page().split()[0])
        master = int(Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(master, signal.SIGKILL)
        _wait_for(lambda: not Path(f"/proc/{worker}").exists())
        it.wait_for_page()


def test_an_application_that_cannot_start_ends_it_all_with_a_reason(home: Path) -> None:
    with harness.running(home, application="tests.launcher.no_such:application") as it:
        it.process.wait(60)
        assert it.process.returncode == 1
        assert "The web server ended before its first page" in it.said()
        assert it.left_over() == []


def test_the_first_signal_stops_and_later_ones_do_not_cut_the_stopping_short() -> None:
    with StopSignals() as signals:
        with pytest.raises(StopRequested):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        assert signals.asked is signal.SIGTERM
        with pytest.raises(StopRequested):
            signals.wait(60)


def test_a_signal_during_tidying_is_remembered_not_raised() -> None:
    with StopSignals() as signals:
        with signals.held():
            os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequested):
            signals.wait(60)


def test_the_web_process_holds_no_password_of_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(supervisor.NOT_FOR_THE_WEB) == {
        "THROUGHCARE_MIGRATE_DATABASE_URL",
        "THROUGHCARE_BACKUP_DATABASE_URL",
        "THROUGHCARE_REPORT_DATABASE_URL",
    }


def test_an_unknown_environment_names_the_choices() -> None:
    with pytest.raises(LauncherError, match=r"\[prod\]; choose one of development"):
        supervisor.settings_module("prod")


class TestSteps:
    def test_a_step_is_done_again_for_other_code_or_another_database(
        self, prepared: postgres.Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        supervisor_steps.Stamp(prepared, "tried").set()
        assert supervisor_steps.Stamp(prepared, "tried").is_current()
        monkeypatch.setattr(supervisor_steps, "code_hash", lambda: "other")
        assert not supervisor_steps.Stamp(prepared, "tried").is_current()
        monkeypatch.undo()
        monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "test")
        with psycopg.connect(prepared.admin_conninfo, autocommit=True) as conn:
            conn.execute("DROP DATABASE throughcare WITH (FORCE)")
        databases.prepare_embedded(prepared, test_role=True)
        assert not supervisor_steps.Stamp(prepared, "tried").is_current()

    def test_the_code_hash_sees_migrations_and_policies(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(supervisor_steps, "PACKAGE", tmp_path)
        seen = {supervisor_steps.code_hash()}
        for name in ("people/migrations/0001_initial.py", "sharing/policy/cells.csv", "a.sql"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            for text in ("one", "two"):
                path.write_text(text)
                seen.add(supervisor_steps.code_hash())
        assert len(seen) == 7
        (tmp_path / "people" / "tests").mkdir()
        (tmp_path / "people" / "tests" / "test_x.py").write_text("")
        assert supervisor_steps.code_hash() in seen

    def test_an_unsafe_database_is_refused(
        self, prepared: postgres.Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", prepared.conninfo("web"))
        supervisor_steps.require_safe_database()
        monkeypatch.setenv("DATABASE_URL", prepared.conninfo("migrate"))
        with pytest.raises(LauncherError, match="bypasses row security"):
            supervisor_steps.require_safe_database()
        monkeypatch.setenv("DATABASE_URL", "host=/nowhere dbname=throughcare")
        with pytest.raises(LauncherError, match="cannot be reached"):
            supervisor_steps.require_safe_database()

    def test_a_failing_step_says_which_and_why(self) -> None:
        environ = {**os.environ, "PYTHONPATH": str(harness.ROOT)}
        with pytest.raises(LauncherError, match=r"`throughcare nothing` failed \(code 2"):
            supervisor_steps.run_command(["nothing"], environ)


def test_a_child_dies_with_its_parent() -> None:
    code = (
        "import os, signal, sys, time; from pathlib import Path;"
        "from throughcare.config import postgres_process as p;"
        "child = p.spawn(['sleep', '60'], None, Path('/'), when_parent_dies=signal.SIGTERM);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=harness.ROOT
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    _wait_for(lambda: not Path(f"/proc/{child}").exists())


def _wait_for(condition: object, seconds: float = 20.0) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def test_a_county_of_another_day_is_said_to_be_one() -> None:
    from datetime import date

    said = supervisor_steps.told_before(date(2026, 11, 20), date(2026, 11, 22))
    assert "told on Friday 20 November 2026" in said
    assert "THROUGHCARE_HOME=" in said
    assert supervisor_steps.told_before(date(2026, 11, 22), date(2026, 11, 22)) == ""


def test_a_county_that_was_told_on_another_day_is_served_with_a_word_about_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(supervisor_steps, "tell", told.append)
    monkeypatch.setattr(
        supervisor_steps, "Stamp", lambda *_of: SimpleNamespace(is_current=lambda: True)
    )
    (tmp_path / "demonstration.txt").write_text("Sign in as Priya Nair")
    server = SimpleNamespace(home=tmp_path)
    assert supervisor_steps.load_demonstration(server, {}) == "Sign in as Priya Nair"
    assert told == []
    before = time.time() - 3 * 24 * 3600
    os.utime(tmp_path / "demonstration.txt", (before, before))
    assert supervisor_steps.load_demonstration(server, {}) == "Sign in as Priya Nair"
    assert [words.split(":")[0].startswith("The county was told on") for words in told] == [True]
