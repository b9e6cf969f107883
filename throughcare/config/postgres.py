"""The embedded PostgreSQL server: made on first use, started, owned, and stopped by us.

    with postgres.Server() as server:
        psycopg.connect(server.admin_conninfo)

It listens on a socket in a short private folder and on no network; every login needs a password
(scram). One process owns the server of a home, by holding `run.lock`; a second one is told so,
or attaches with `running()`. If the owner dies, the kernel stops the server (Linux); elsewhere,
and after `kill -9` of the server itself, the next start clears up.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from throughcare.config import postgres_cluster, postgres_home, postgres_process
from throughcare.config.postgres_binaries import Binaries, find_binaries, within_reach
from throughcare.config.postgres_cluster import SUPERUSER, State, read_state
from throughcare.config.postgres_home import LauncherError, home
from throughcare.config.postgres_process import Program

__all__ = [
    "AlreadyRunningError",
    "LauncherError",
    "Server",
    "find_binaries",
    "home",
    "owner",
    "read_state",
    "running",
]

DATABASE = "throughcare"
PORT = 5432  # names the socket only; each home has a socket folder of its own
START_SECONDS = 30.0  # for a killed predecessor to be reaped and a new server to accept us
RECOVERY_SECONDS = 600.0  # for a server that says it is recovering from a crash
RETRY_PHRASES = ("postmaster.pid", "still in use", "Address already in use", "socket lock file")


class AlreadyRunningError(LauncherError):
    """Another process owns the server of this home."""


class Server:
    """The server of one home. `fast` gives up durability, for tests that make their own data."""

    def __init__(
        self, home: Path | None = None, *, fast: bool = False, attach: bool = False
    ) -> None:
        self.home = Path(home) if home is not None else postgres_home.home()
        self.fast = fast
        self.attach = attach
        self.account = postgres_home.server_account()
        self.service = postgres_home.service_folder(self.home, self.account)
        self.data = self.service / "server" / "data"
        self.log = self.service / "postgres.log"
        self.owned = False
        self.binaries: Binaries | None = None
        self.socket_folder: Path | None = None
        self._program: Program | None = None
        self._lock: IO[str] | None = None

    def __enter__(self) -> Server:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # --- what others need to know ---------------------------------------------------------

    @property
    def admin_conninfo(self) -> str:
        """Superuser, to the maintenance database."""
        return self._conninfo(SUPERUSER, self._password("superuser"), "postgres")

    def conninfo(self, login: str, database: str = DATABASE) -> str:
        """One of our logins: web, worker, migrate, backup, report or test."""
        return self._conninfo(f"throughcare_{login}", self._password(login), database)

    def _password(self, login: str) -> str:
        return postgres_home.stored_secrets(self.home)[f"{login}_password"]

    def _conninfo(self, user: str, password: str, database: str) -> str:
        host = str(self.socket_folder)
        return make_conninfo(host=host, port=PORT, user=user, password=password, dbname=database)

    @property
    def pid(self) -> int | None:
        """The server's process, if we own it and it runs."""
        return self._program.pid if self._program and self._program.poll() is None else None

    def failed(self) -> str | None:
        """Why the server that we own has ended on its own, or None while all is well."""
        if self._program is None or (code := self._program.poll()) is None:
            return None
        tail = self.log.read_text(errors="replace").splitlines()[-8:]
        return "\n".join([f"PostgreSQL ended on its own (code {code}). Its log says:", *tail])

    # --- start ----------------------------------------------------------------------------

    def start(self) -> Server:
        """Start, or attach to, the server; AlreadyRunningError if another process owns it."""
        if not self._take_lock():
            if self.attach:
                return self._attach()
            raise AlreadyRunningError(self._who_runs_it())
        self.owned = True
        found = find_binaries(data_major=postgres_cluster.data_major(self.data))
        postgres_cluster.refuse_other_major(self.data, found)
        self.binaries = within_reach(found, self.account, self.service)
        postgres_cluster.make_data_folder(
            self.data,
            self.binaries,
            self.account,
            password=self._password("superuser"),
            fast=self.fast,
        )
        postgres_cluster.clear_up(self.data, self.account)
        self.socket_folder = postgres_cluster.socket_folder(self.home, self.account)
        self._program = self._start_until_it_answers(self.binaries)
        state = State(self._program.pid, str(self.socket_folder), found.source, found.version)
        postgres_cluster.write_state(self.home, state)
        return self

    def _take_lock(self) -> bool:
        stream = (self.home / "run.lock").open("a+")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.close()
            return False
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        self._lock = stream
        return True

    def _who_runs_it(self) -> str:
        owner = (self.home / "run.lock").read_text() or "unknown"
        return (
            f"Throughcare is already running on the data folder {self.home} (process {owner}). "
            "Stop that one first, or set THROUGHCARE_HOME to another folder."
        )

    def _attach(self) -> Server:
        """Wait for the owner, who may still be starting, to say where its server is."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._take_lock():  # the owner has gone meanwhile
                self._release_lock()
                return self.start()
            state = read_state(self.home)
            if state and postgres_process.is_alive(state.pid):
                self.socket_folder = Path(state.socket_folder)
                if self._refusal() is None:
                    return self
            time.sleep(0.1)
        raise AlreadyRunningError(f"{self._who_runs_it()} Its database does not answer.")

    def _start_until_it_answers(self, binaries: Binaries) -> Program:
        """Start; again while a killed predecessor is still being reaped by the system."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            log_size = postgres_cluster.turn_log(self.log)
            self._program = self._spawn(binaries)
            if self._wait_for_answer(self._program):
                return self._program
            with self.log.open(errors="replace") as stream:
                stream.seek(log_size)
                said = stream.read()[-2000:]
            if time.monotonic() > deadline or not any(p in said for p in RETRY_PHRASES):
                raise LauncherError(f"PostgreSQL did not start:\n{said}")
            time.sleep(0.3)

    def _spawn(self, binaries: Binaries) -> Program:
        settings = postgres_cluster.settings(fast=self.fast)
        settings["unix_socket_directories"] = str(self.socket_folder)
        command = [binaries.program("postgres"), "-D", str(self.data), "-p", str(PORT)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return postgres_process.spawn(
            command, self.account, self.data.parent, log=self.log, when_parent_dies=signal.SIGINT
        )

    def _wait_for_answer(self, program: Program) -> bool:
        """True once it answers, False if it ended before it did."""
        began = time.monotonic()
        while program.poll() is None:
            said = self._refusal()
            if said is None:
                return True
            if "password authentication failed" in said:
                raise LauncherError(
                    f"The passwords in {self.home / 'secrets.json'} do not fit the data in "
                    f"{self.data}. Put back the copy of secrets.json that belongs to them, or "
                    "move that folder away to begin with an empty database."
                )
            recovering = "starting up" in said or "recover" in said
            if time.monotonic() - began > (RECOVERY_SECONDS if recovering else START_SECONDS):
                raise LauncherError(f"PostgreSQL runs but does not answer: {said}")
            time.sleep(0.05)
        return False

    def _refusal(self) -> str | None:
        """What the server says when we knock; None if it lets us in."""
        try:
            psycopg.connect(self.admin_conninfo, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            return str(error)
        return None

    # --- stop -----------------------------------------------------------------------------

    def stop(self, *, patience: float = 3.0) -> None:
        """Stop what we own: fast (SIGINT), at once (SIGQUIT), for certain (SIGKILL).

        `patience` is in seconds for each of the first two. Safe to call in any state.
        """
        if self._program is not None:
            self._program.end(patience=patience)
            self._program = None
        if self.owned:
            self.owned = False
            if self.socket_folder is not None:
                # A start cut short by a signal may have left a server that we do not hold.
                postgres_cluster.clear_up(self.data, self.account)
                shutil.rmtree(self.socket_folder, ignore_errors=True)
        self._release_lock()

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Destroy the home and the data of a server that does not run. For tests."""
        for folder in {self.service, self.home}:
            shutil.rmtree(folder, ignore_errors=True)


def owner(home: Path) -> int | None:
    """The process that owns the server of this home, or None if nobody does."""
    try:
        with (home / "run.lock").open() as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int((home / "run.lock").read_text() or 0) or None
    except OSError:
        return None
    return None


def running(home: Path | None = None) -> Server:
    """The server of this home: attached to if someone runs it, else started and ours to stop."""
    return Server(home, attach=True)
