"""`throughcare serve` and `throughcare demo`: the database and the web, started and stopped as one.

Order of start: port, database, roles, migrations, safety check, web. Order of stop: web, then
database, within 10 seconds whatever they are doing. Children have sessions of their own, so a
signal to our process group reaches us alone: granian hangs when its workers are signalled while
they start. If we are killed outright, the kernel stops them (Linux).
"""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from throughcare.config import (
    databases,
    postgres,
    postgres_home,
    postgres_process,
    supervisor_steps,
)
from throughcare.config.console import say, tell
from throughcare.config.postgres_home import LauncherError
from throughcare.config.postgres_process import Program
from throughcare.config.supervisor_daily import AFTER_START, DailyJobs
from throughcare.config.supervisor_signals import StopRequested, StopSignals

WEB_PATIENCE = 4.5  # seconds; granian kills a worker that takes 3
DATABASE_PATIENCE = 2.0  # seconds each for SIGINT and SIGQUIT, so at most 9 in all
ANSWER_SECONDS = 90.0  # for the first page on a slow machine
RESTARTS, RESTART_WINDOW = 3, 60.0  # more deaths than this in so many seconds end it all
#: What works beside the web, with the login [worker]: its name and its command.
WORKERS = {
    "The sealer of the audit log": ("audit", "seal", "--every", "60"),
    "The sender of texts": ("messages", "send", "--every", "5"),
}

SETTINGS = {
    "development": "throughcare.config.settings.local",
    "demonstration": "throughcare.config.settings.local",
    "test": "throughcare.config.settings.test",
    "production": "throughcare.config.settings.production",
}
NOT_FOR_THE_WEB = tuple(databases.url_variable(login) for login in ("migrate", "backup", "report"))


@dataclass(frozen=True)
class Plan:
    """What to serve and what to do before. The tests serve a small application of their own."""

    port: int
    host: str = "127.0.0.1"
    application: str = "throughcare.config.wsgi:application"
    workers: int = 2
    demonstration: bool = False
    migrate: bool = True
    # Seconds after the start until the jobs of the day are run for the first time.
    daily_after: float = AFTER_START


def settings_module(environment: str) -> str:
    try:
        return SETTINGS[environment]
    except KeyError as error:
        raise LauncherError(
            f"THROUGHCARE_ENVIRONMENT is [{environment}]; choose one of {', '.join(SETTINGS)}."
        ) from error


def environment_of_children() -> dict[str, str]:
    module = settings_module(postgres_home.environment())
    return {**os.environ, "DJANGO_SETTINGS_MODULE": module}


def serve(plan: Plan) -> int:
    """Serve until asked to stop; 0 if asked, 1 if it could not go on."""
    with StopSignals() as signals:
        supervisor = Supervisor(plan, signals)
        try:
            supervisor.start()
            supervisor.watch()
        except StopRequested:
            tell("Stopping ...")
            return 0
        except LauncherError as error:
            tell(str(error))
            return 1
        finally:
            with signals.held():
                supervisor.stop()
    return 0


class Supervisor:
    """Owns the children of one plan."""

    def __init__(self, plan: Plan, signals: StopSignals) -> None:
        self.plan = plan
        self.signals = signals
        self.server: postgres.Server | None = None
        self.web: Program | None = None
        self.workers: dict[str, Program] = {}
        self.daily: DailyJobs | None = None
        self._deaths: deque[float] = deque()

    # --- start ----------------------------------------------------------------------------

    def start(self) -> None:
        if databases.is_embedded() and postgres_home.environment() == "production":
            raise LauncherError(
                "Production needs a PostgreSQL server of its own: run `throughcare database "
                "prepare --admin-url URL` once and set DATABASE_URL as it prints."
            )
        require_free_port(self.plan.host, self.plan.port)
        if databases.is_embedded():
            self.server = postgres.Server()
            self.server.start()
            databases.prepare_embedded(self.server)
        welcome = self._first_steps()
        self.web = self._start_web()
        self._wait_for_first_page(self.web)
        if self._has_worker_login():
            self.workers = {name: self._start_worker(name) for name in WORKERS}
        self.daily = self._daily_jobs()
        say(f"Throughcare is at {self.address}")
        if welcome:
            say(welcome.rstrip())
        say("Press Ctrl-C to stop.")

    def _first_steps(self) -> str:
        environ = environment_of_children()
        # On a server of your own, production is migrated by hand, by who holds that login.
        if self.plan.migrate and (self.server or databases.url_variable("migrate") in environ):
            supervisor_steps.migrate(self.server, environ)
        if self.plan.migrate:
            supervisor_steps.require_safe_database()
        if self.plan.demonstration:
            return supervisor_steps.load_demonstration(self.server, environ)
        return ""

    def _start_web(self) -> Program:
        require_free_port(self.plan.host, self.plan.port)
        environ = environment_of_children() | {"THROUGHCARE_DATABASE_LOGIN": "web"}
        for name in NOT_FOR_THE_WEB:
            environ.pop(name, None)
        plan = self.plan
        words = [plan.application, plan.host, str(plan.port), str(plan.workers)]
        return postgres_process.spawn(
            [sys.executable, "-m", "throughcare.config.supervisor_web", *words],
            None,
            Path.cwd(),
            when_parent_dies=signal.SIGTERM,
            environ=environ,
        )

    def _has_worker_login(self) -> bool:
        """Ours has it; a server of your own may not."""
        named = databases.url_variable("worker") in environment_of_children()
        return self.plan.migrate and (self.server is not None or named)

    def _start_worker(self, name: str) -> Program:
        return postgres_process.spawn(
            [sys.executable, "-m", "throughcare.config.cli", *WORKERS[name]],
            None,
            Path.cwd(),
            when_parent_dies=signal.SIGTERM,
            environ=environment_of_children() | {"THROUGHCARE_DATABASE_LOGIN": "worker"},
        )

    def _daily_jobs(self) -> DailyJobs | None:
        """On a server of your own, if it has the logins that the jobs need."""
        environ = environment_of_children()
        needed = [databases.url_variable(login) for login in ("worker", "migrate")]
        if not self.plan.migrate or not (self.server or all(name in environ for name in needed)):
            return None
        return DailyJobs(environ, after=self.plan.daily_after)

    @property
    def address(self) -> str:
        host = f"[{self.plan.host}]" if ":" in self.plan.host else self.plan.host
        return f"http://{host}:{self.plan.port}/"

    def _wait_for_first_page(self, web: Program) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            if (code := web.poll()) is not None:
                raise LauncherError(f"The web server ended before its first page (code {code}).")
            if _status(self.plan.host, self.plan.port) is not None:
                return
            self.signals.wait(0.1)
        raise LauncherError(f"The web server gave no page within {ANSWER_SECONDS:.0f} seconds.")

    # --- watch ----------------------------------------------------------------------------

    def watch(self) -> None:
        """Until StopRequested: restart what died, unless it keeps dying."""
        while True:
            self.signals.wait(0.5)
            if (server := self.server) and (why := server.failed()):
                self._again(why, partial(_restart_database, server))
            if (web := self.web) and (code := web.poll()) is not None:
                why = f"The web server ended on its own (code {code})."
                self._again(why, partial(self._restart_web, web))
            for name, worker in self.workers.items():
                if (code := worker.poll()) is not None:
                    why = f"{name} ended on its own (code {code})."
                    self._again(why, partial(self._restart_worker, name, worker))
            if self.daily is not None:
                self.daily.look()

    def _again(self, why: str, restart: Callable[[], None]) -> None:
        now = time.monotonic()
        self._deaths.append(now)
        while self._deaths and self._deaths[0] < now - RESTART_WINDOW:
            self._deaths.popleft()
        if len(self._deaths) > RESTARTS:
            raise LauncherError(f"{why}\nIt died {len(self._deaths)} times in a minute: stopping.")
        tell(f"{why}\nStarting it again ...")
        restart()
        tell("It runs again.")

    def _restart_web(self, dead: Program) -> None:
        dead.end(patience=0.0, harder=None)  # its orphaned workers hold the port
        self.web = self._start_web()
        self._wait_for_first_page(self.web)

    def _restart_worker(self, name: str, dead: Program) -> None:
        dead.end(patience=0.0, harder=None)
        self.workers[name] = self._start_worker(name)

    # --- stop -----------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop the web before the database, so that no request meets a database that is gone."""
        with ExitStack() as stack:
            if self.server is not None:
                stack.callback(self.server.stop, patience=DATABASE_PATIENCE)
            for worker in self.workers.values():
                stack.callback(worker.end, patience=WEB_PATIENCE / len(self.workers), harder=None)
            if self.daily is not None:
                stack.callback(self.daily.end)
            if self.web is not None:
                self.web.end(patience=WEB_PATIENCE, harder=None)


def _restart_database(server: postgres.Server) -> None:
    server.stop()
    server.start()


def require_free_port(host: str, port: int) -> None:
    """Raises LauncherError if someone serves there. Granian itself would share the port."""
    deadline = time.monotonic() + 2.0  # a server that has just stopped may need a moment
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except OSError as error:
                why = error
        if why.errno != errno.EADDRINUSE or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    if why.errno == errno.EADDRINUSE:
        raise LauncherError(
            f"Port {port} is in use by another program. Stop it, or choose another port: "
            f"THROUGHCARE_PORT={port + 1 if port < 65535 else 8000} throughcare serve"
        )
    raise LauncherError(f"Cannot serve at {host} port {port}: {why.strerror}.")


def _status(host: str, port: int) -> int | None:
    """The status of the front page, or None if nobody answers yet."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
