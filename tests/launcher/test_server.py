"""The embedded server: private, durable, one owner, no foreign data folder."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from tests.launcher import harness
from throughcare.config import postgres, postgres_binaries, postgres_cluster, postgres_home

ROOT = Path(__file__).resolve().parents[2]


def test_only_its_own_user_can_reach_it(server: postgres.Server) -> None:
    account = postgres_home.server_account()
    assert server.socket_folder is not None
    for folder in (server.data, server.data.parent, server.socket_folder):
        status = folder.stat()
        assert (folder, oct(stat.S_IMODE(status.st_mode))) == (folder, "0o700")
        assert status.st_uid == account.uid
    with psycopg.connect(server.admin_conninfo) as conn:
        settings: dict[str, str] = dict(
            conn.execute("SELECT name, setting FROM pg_settings").fetchall()
        )
        rules = conn.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert settings["listen_addresses"] == ""
    assert settings["data_checksums"] == settings["fsync"] == settings["full_page_writes"] == "on"
    assert settings["synchronous_commit"] == "on"
    assert settings["jit"] == "off"
    assert rules == [("scram-sha-256",)]


def test_a_wrong_password_is_refused(server: postgres.Server) -> None:
    wrong = psycopg.conninfo.make_conninfo(server.admin_conninfo, password="wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_text_is_sorted_alike_on_every_machine(server: postgres.Server) -> None:
    with psycopg.connect(server.admin_conninfo) as conn:
        rows = conn.execute("SELECT x FROM unnest('{b,É,a,B}'::text[]) x ORDER BY x").fetchall()
        lowered = conn.execute("SELECT lower('É')").fetchone()
    assert rows == [("B",), ("a",), ("b",), ("É",)]
    assert lowered == ("é",)


def test_what_people_typed_does_not_reach_the_log(server: postgres.Server) -> None:
    with psycopg.connect(server.admin_conninfo, autocommit=True) as conn:
        conn.execute("CREATE TABLE note (body text CHECK (body <> 'canary-7421'))")
        with pytest.raises(psycopg.errors.CheckViolation):
            conn.execute("INSERT INTO note VALUES ('canary-7421')")
        with pytest.raises(psycopg.errors.UndefinedColumn):
            conn.execute("SELECT canary7422 FROM note WHERE body = 'canary-7421'")
    text = server.log.read_text()
    assert "violates check constraint" in text
    assert "canary-7421" not in text.replace("CHECK (body <> 'canary-7421')", "")


def test_kill_9_of_the_server_loses_no_committed_row(own_server: postgres.Server) -> None:
    with psycopg.connect(own_server.admin_conninfo, autocommit=True) as conn:
        conn.execute("CREATE TABLE kept (writer int, number int, PRIMARY KEY (writer, number))")
    acknowledged: list[tuple[int, int]] = []
    enough = threading.Event()

    def write(writer: int) -> None:
        try:
            with psycopg.connect(own_server.admin_conninfo, autocommit=True) as conn:
                for number in range(1_000_000):
                    conn.execute("INSERT INTO kept VALUES (%s, %s)", [writer, number])
                    acknowledged.append((writer, number))
                    if len(acknowledged) > 400:
                        enough.set()
        except psycopg.OperationalError:
            return

    writers = [threading.Thread(target=write, args=[n]) for n in range(8)]
    for writer in writers:
        writer.start()
    assert enough.wait(30)
    assert own_server.pid is not None
    os.kill(own_server.pid, 9)
    for writer in writers:
        writer.join(30)
    own_server.stop()
    own_server.start()
    with psycopg.connect(own_server.admin_conninfo) as conn:
        kept = set(conn.execute("SELECT writer, number FROM kept").fetchall())
    assert set(acknowledged) - kept == set()
    assert len({writer for writer, _ in kept}) == 8


def test_data_of_another_major_version_are_refused_untouched(own_server: postgres.Server) -> None:
    own_server.stop()
    marker = own_server.data / "PG_VERSION"
    major = int(marker.read_text())
    marker.write_text("14\n")
    before = sorted(str(path) for path in own_server.data.rglob("*"))
    with pytest.raises(postgres.LauncherError) as refusal, postgres.Server(own_server.home):
        pass
    text = str(refusal.value)
    assert "made by PostgreSQL 14" in text
    assert f"the server found here is {major}." in text
    assert "pg_dump" in text
    assert f"move {own_server.data} away" in text
    assert sorted(str(path) for path in own_server.data.rglob("*")) == before


def test_a_second_owner_is_told_who_runs_it(server: postgres.Server) -> None:
    with pytest.raises(postgres.AlreadyRunningError, match=rf"process {os.getpid()}\)"):
        postgres.Server(server.home).start()
    assert postgres.owner(server.home) == os.getpid()
    with postgres.running(server.home) as second:
        assert not second.owned
        psycopg.connect(second.admin_conninfo).close()
    psycopg.connect(server.admin_conninfo).close()  # leaving did not stop it


def test_a_server_that_outlived_its_owner_is_replaced(home: Path) -> None:
    orphan = postgres.Server(home, fast=True).start()
    first = orphan.pid
    orphan._release_lock()  # as if its owner had died on a system without a parent-death signal
    with postgres.Server(home, fast=True) as fresh:
        assert fresh.pid not in (None, first)
    assert orphan.failed() is not None


def test_a_stale_note_with_a_number_in_use_again_does_not_block_the_start(home: Path) -> None:
    with postgres.Server(home, fast=True) as started:
        note = (started.data / "postmaster.pid").read_text().splitlines()
    account = postgres_home.server_account()
    bystander = subprocess.Popen(["sleep", "60"], **account.spawn_arguments())
    try:
        path = started.data / "postmaster.pid"
        path.write_text("\n".join([str(bystander.pid), *note[1:]]) + "\n")
        os.chown(path, account.uid, account.gid)
        with postgres.Server(home, fast=True) as again:
            psycopg.connect(again.admin_conninfo).close()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_the_secrets_are_private_and_last(home: Path) -> None:
    first = postgres_home.stored_secrets(home)
    path = home / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert postgres_home.stored_secrets(home) == first
    assert len(bytes.fromhex(first["context_key"])) == len(bytes.fromhex(first["draft_key"])) == 32
    assert len(set(first.values())) == len(first)


def test_secrets_that_others_can_read_are_refused(home: Path) -> None:
    postgres_home.stored_secrets(home)
    (home / "secrets.json").chmod(0o640)
    with pytest.raises(postgres.LauncherError, match=r"chmod 600"):
        postgres_home.stored_secrets(home)


def test_secrets_of_other_data_are_explained(home: Path) -> None:
    with postgres.Server(home, fast=True):
        pass
    (home / "secrets.json").unlink()
    with pytest.raises(postgres.LauncherError, match=r"do not fit the data"):
        postgres.Server(home, fast=True).__enter__()
    assert postgres_cluster.postmaster_pid(home / "server" / "data") is None


def test_many_processes_make_one_set_of_secrets(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from throughcare.config import postgres_home as h;"
        "print(h.stored_secrets(Path(sys.argv[1]))['context_key'])"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, cwd=ROOT)
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_production_wants_secrets_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHCARE_HOME", str(home))
    monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "production")
    for name, variable in postgres_home.ENVIRONMENT_NAMES.items():
        monkeypatch.delenv(variable, raising=False)
        with pytest.raises(postgres.LauncherError, match=variable):
            postgres_home.secret(name)
        monkeypatch.setenv(variable, "given")
        assert postgres_home.secret(name) == "given"


def test_production_does_not_run_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_binaries, "_system_folders", list)
    assert postgres_binaries.find_binaries().source == "package"
    monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "production")
    with pytest.raises(postgres.LauncherError, match="for development and demonstration only"):
        postgres_binaries.find_binaries()


def test_the_server_that_made_the_data_is_preferred() -> None:
    found = list(postgres_binaries._candidates([]))
    if len({binaries.major for binaries in found}) < 2:
        pytest.skip("only one major version here")
    for binaries in found:
        assert postgres_binaries.find_binaries(data_major=binaries.major).major == binaries.major


def test_a_folder_without_a_server_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHCARE_PG_BIN", str(home))
    with pytest.raises(postgres.LauncherError, match=rf"THROUGHCARE_PG_BIN .* {home} has no"):
        postgres_binaries.find_binaries()


def test_a_copied_server_with_an_old_version_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("postgres", "initdb"):
        (home / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
        (home / name).chmod(0o755)
    monkeypatch.setenv("THROUGHCARE_PG_BIN", str(home))
    with pytest.raises(postgres.LauncherError, match=r"is 13\.4; 15 or newer is needed"):
        postgres_binaries.find_binaries()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
class TestAsRoot:
    def test_the_server_runs_as_someone_without_rights(self, server: postgres.Server) -> None:
        assert server.pid is not None
        owner = Path(f"/proc/{server.pid}").stat().st_uid
        assert owner == postgres_home.server_account().uid != 0

    def test_a_private_home_is_left_private_and_the_data_lie_elsewhere(self, home: Path) -> None:
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        inside = closed / "home"
        server = postgres.Server(inside, fast=True)
        try:
            with server:
                psycopg.connect(server.admin_conninfo).close()
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
            assert postgres_home.ROOT_HOME / "elsewhere" in server.data.parents
            assert str(server.service) in (inside / "where-the-data-are.txt").read_text()
        finally:
            server.remove()

    def test_programs_out_of_reach_are_copied_once(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hidden = home / "hidden"
        hidden.mkdir(mode=0o700)
        from tests.launcher.conftest import bin_folder

        package = bin_folder("package").parents[1]
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, hidden / part.name, symlinks=True)
        programs = hidden / package.name / "pginstall" / "bin"
        monkeypatch.setenv("THROUGHCARE_PG_BIN", str(programs))
        made = []
        for _ in range(2):
            with postgres.Server(home, fast=True) as server:
                assert server.binaries is not None
                made.append((server.binaries.folder, server.binaries.folder.stat().st_ino))
        assert made[0] == made[1]
        assert made[0][0].is_relative_to(home / "binaries")
        assert stat.S_IMODE(hidden.stat().st_mode) == 0o700

    def test_it_works_for_a_user_without_rights(self) -> None:
        """The whole path once more as `nobody`, with a Python that `nobody` may run."""
        python = _python_for_others()
        code = (
            "import json, os, psycopg\n"
            "from throughcare.config import databases, postgres\n"
            "with postgres.Server() as s:\n"
            "    databases.prepare_embedded(s)\n"
            "    with psycopg.connect(s.conninfo('web')) as c:\n"
            "        faults = [str(p) for p in databases.check(c)]\n"
            "    owner = os.stat(f'/proc/{s.pid}').st_uid\n"
            "print(json.dumps([faults, owner, str(s.data)]))\n"
        )
        with harness.a_home() as folder:
            os.chown(folder, 65534, 65534)
            packages = [p for p in sys.path if p.endswith("site-packages")]
            answer = subprocess.run(
                [python, "-c", code],
                cwd="/",
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(folder),
                    "PYTHONPATH": os.pathsep.join([str(ROOT), *packages]),
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "THROUGHCARE_HOME": str(folder / "home"),
                },
                user=65534,
                group=65534,
                extra_groups=[],
                capture_output=True,
                text=True,
                check=False,
            )
            assert answer.returncode == 0, answer.stderr
            data = str(folder / "home" / "server" / "data")
            assert json.loads(answer.stdout) == [[], 65534, data]


def _python_for_others() -> str:
    """A Python of our version that every user may run, outside root's own folders."""
    wanted = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{wanted}", f"/usr/local/bin/{wanted}"):
        path = Path(candidate)
        nobody = postgres_home.Account("nobody", 65534, 65534)
        if path.exists() and postgres_home.is_reachable(path, nobody):
            return candidate
    pytest.skip(f"no {wanted} here that another user may run")
