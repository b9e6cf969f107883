"""Which database each process uses, with which login, and whether it is safe to use.

A real server is named by `DATABASE_URL` (the web login) and, for the other logins,
`THROUGHCARE_MIGRATE_DATABASE_URL` and so on; without them the embedded server of this home is
used, with the passwords in its `secrets.json`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from throughcare.config import postgres, postgres_cluster, postgres_home
from throughcare.config.postgres_check import Problem, check
from throughcare.config.postgres_home import LOGINS, LauncherError, secret
from throughcare.config.postgres_roles import OWNER, existing_logins, prepare

__all__ = [
    "DATABASE",
    "LOGINS",
    "LauncherError",
    "Problem",
    "check",
    "conninfo_for",
    "embedded_source",
    "existing_logins",
    "is_embedded",
    "prepare",
    "prepare_embedded",
    "secret",
    "settings_for",
    "url_variable",
]

DATABASE = "throughcare"
PERSISTENT_SECONDS = 3600
#: Row-level security makes a statement long to plan and quick to run: PostgreSQL keeps the plan
#: of what a connection asks twice (docs/explanation/numbers.md). A pooler in between
#: must know prepared statements, or be switched off with `THROUGHCARE_PREPARE=off`.
PREPARED: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 1}
#: One plan for all values, from the first time: which words and how many decide a plan stands in
#: the statement (core/lookups.py).
ONE_PLAN = "-c plan_cache_mode=force_generic_plan"


def url_variable(login: str) -> str:
    """The environment variable that holds the address of one login on a real server."""
    if login not in LOGINS:
        raise LauncherError(f"There is no login [{login}]; choose one of {', '.join(LOGINS)}.")
    return "DATABASE_URL" if login == "web" else f"THROUGHCARE_{login.upper()}_DATABASE_URL"


def is_embedded() -> bool:
    """Do we run the server ourselves?"""
    return not os.environ.get("DATABASE_URL")


def settings_for(login: str, *, home: Path | None = None) -> dict[str, Any]:
    """The entry of Django's DATABASES for one login; it connects to nothing yet.

    Raises LauncherError when a real server is named for the web but not for this login.
    """
    variable = url_variable(login)
    if given := os.environ.get(variable):
        words = _parse(variable, given)
    elif not is_embedded():
        raise LauncherError(
            f"DATABASE_URL is set, so {variable} must be set too for the login [{login}]; "
            "`throughcare database prepare --admin-url URL` prints it."
        )
    else:
        words = _embedded(login, home or postgres_home.home())
    return _entry(login, words)


def _parse(variable: str, url: str) -> dict[str, Any]:
    try:
        words = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise LauncherError(
            f"{variable} cannot be read ({str(error).strip()}). It looks like "
            "postgresql://user:password@host:5432/throughcare"
        ) from error
    return {name: value for name, value in words.items() if value is not None}


def _embedded(login: str, home: Path) -> dict[str, Any]:
    state = postgres_cluster.read_state(home)
    return {
        "user": f"throughcare_{login}",
        "password": postgres_home.stored_secrets(home)[f"{login}_password"],
        # The name of the folder that is not there tells the reader what is wrong.
        "host": state.socket_folder if state else str(home / "the-server-was-never-started"),
        "port": 5432,
        "dbname": DATABASE,
    }


def _entry(login: str, words: dict[str, Any]) -> dict[str, Any]:
    words.setdefault("application_name", f"throughcare {login}")
    if login == "migrate":
        words["options"] = f"{words.get('options', '')} -c role={OWNER}".strip()
    elif os.environ.get("THROUGHCARE_PREPARE", "on") != "off":
        words |= PREPARED
        if login == "web":
            words["options"] = f"{words.get('options', '')} {ONE_PLAN}".strip()
    named = {name: words.pop(name, "") for name in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": named["dbname"] or DATABASE,
        "USER": named["user"],
        "PASSWORD": named["password"],
        "HOST": named["host"],
        "PORT": str(named["port"] or ""),
        "OPTIONS": words,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": PERSISTENT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }


def prepare_embedded(server: postgres.Server, *, test_role: bool = False) -> list[str]:
    """Make or mend roles and rights on our own server, with the passwords of its home."""
    stored = postgres_home.stored_secrets(server.home)
    passwords = {login: stored[f"{login}_password"] for login in LOGINS}
    return prepare(
        server.admin_conninfo, database=DATABASE, passwords=passwords, test_role=test_role
    )


def conninfo_for(login: str, *, home: Path | None = None) -> str:
    """The same login as `settings_for`, for psycopg."""
    entry = settings_for(login, home=home)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    words = {name: entry[key] for name, key in names.items() if entry[key]}
    port = {"port": entry["PORT"]} if entry["PORT"] else {}
    options = {name: value for name, value in entry["OPTIONS"].items() if name not in PREPARED}
    return make_conninfo(**words, **port, **options)


def embedded_source(*, home: Path | None = None) -> str | None:
    """Where our own server's programs come from, or None when a real server is used."""
    if not is_embedded():
        return None
    state = postgres_cluster.read_state(home or postgres_home.home())
    return state.source if state else None
