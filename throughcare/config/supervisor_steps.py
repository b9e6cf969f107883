"""What comes before the first page: migrations, the safety check, demonstration data."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from throughcare.config import databases, postgres, postgres_home, postgres_process
from throughcare.config.console import tell
from throughcare.config.postgres_home import LauncherError

PACKAGE = Path(__file__).resolve().parents[1]
CODE = (".py", ".sql", ".csv", ".toml", ".json", ".yaml")
#: Not from core.clock: a command that needs no database starts without Django.
LONDON = ZoneInfo("Europe/London")
NOT_CODE = {"tests", "static", "jinja2", "locale", "__pycache__", "node_modules"}


def code_hash() -> str:
    """Changes whenever a migration, policy, model or any other code of ours does."""
    digest = hashlib.sha256()
    for folder, below, names in os.walk(PACKAGE):
        below[:] = sorted(name for name in below if name not in NOT_CODE)
        for name in sorted(names):
            if name.endswith(CODE):
                path = Path(folder, name)
                digest.update(f"{path.relative_to(PACKAGE)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def identity(server: postgres.Server) -> str:
    """Tells this database from one made anew in its place."""
    with psycopg.connect(server.admin_conninfo) as conn:
        row = conn.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()) || '-' || oid"
            " FROM pg_database WHERE datname = %s",
            [databases.DATABASE],
        ).fetchone()
    return str(row[0]) if row else ""


class Stamp:
    """Remembers, in the home, that a step was done with this code on this database."""

    def __init__(self, server: postgres.Server, step: str) -> None:
        self.path = server.home / f"{step}.done"
        self.now = f"{code_hash()} {identity(server)}"

    def is_current(self) -> bool:
        return self.path.is_file() and self.path.read_text() == self.now

    def set(self) -> None:
        postgres_home.write_private(self.path, self.now)


def migrate(server: postgres.Server | None, environ: Mapping[str, str]) -> None:
    """Bring the tables, policies and rights up to date, if they may not be."""
    stamp = Stamp(server, "migrated") if server else None
    if stamp and stamp.is_current():
        return
    tell("Bringing the database up to date ...")
    run_command(["migrate", "--no-input"], environ)
    if stamp:
        stamp.set()


def load_demonstration(server: postgres.Server | None, environ: Mapping[str, str]) -> str:
    """Load the invented county once; what the command said, such as who to sign in as."""
    said = (server.home if server else postgres_home.home()) / "demonstration.txt"
    stamp = Stamp(server, "demonstration") if server else None
    if stamp and stamp.is_current() and said.is_file():
        told = datetime.fromtimestamp(said.stat().st_mtime, LONDON).date()
        if words := told_before(told, datetime.now(LONDON).date()):
            tell(words)
        return said.read_text()
    tell("Loading the demonstration county ...")
    text = run_command(["load-demonstration"], environ)
    postgres_home.write_private(said, text)
    if stamp:
        stamp.set()
    return text


def told_before(on: date, today: date) -> str:
    """What to say of a county whose today is over; "" while it lasts."""
    if on >= today:
        return ""
    return (
        f"The county was told on {on:%A} {on.day} {on:%B %Y}: its lists of today are of that day. "
        "One of today needs an empty folder: THROUGHCARE_HOME=/path/to/folder throughcare demo"
    )


def require_safe_database() -> None:
    """Refuse to start on a database that would not protect what it holds."""
    try:
        with psycopg.connect(databases.conninfo_for("web"), connect_timeout=10) as conn:
            problems = databases.check(conn, embedded_source=databases.embedded_source())
    except psycopg.OperationalError as error:
        raise LauncherError(f"The database cannot be reached: {str(error).strip()}") from error
    refusing = [problem for problem in problems if problem.refuses]
    if refusing:
        lines = "\n".join(f"  - {problem}" for problem in refusing)
        raise LauncherError(f"The database is not safe to use:\n{lines}")


def run_command(words: list[str], environ: Mapping[str, str]) -> str:
    """Run one of our own commands to its end and give back what it printed.

    It has a session of its own, so that Ctrl-C is ours to handle: a command cut short is
    killed, and PostgreSQL undoes what it had not committed.
    """
    command = [sys.executable, "-m", "throughcare.config.cli", *words]
    if postgres_process.can_tie():
        command = postgres_process.tied(command, signal.SIGKILL)
    process = subprocess.Popen(  # noqa: S603 - our own program and words
        command,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate()
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode != 0:
        raise LauncherError(
            f"`throughcare {' '.join(words)}` failed (code {process.returncode}):\n{output}"
        )
    return output
