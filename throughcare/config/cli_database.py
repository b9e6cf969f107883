"""`throughcare database prepare`: on our own server or on one of yours."""

from __future__ import annotations

import argparse
import json
import secrets

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from throughcare.config import databases, postgres, postgres_home, postgres_roles
from throughcare.config.console import say, tell
from throughcare.config.postgres_home import LauncherError

PRODUCTION_LOGINS = ("web", "worker", "migrate", "backup", "report")
UNCHANGED = "PASSWORD-IN-USE"


def prepare(arguments: argparse.Namespace) -> int:
    """Passwords are printed only when we made them just now, or for our own server."""
    if arguments.admin_url:
        lines, made = _prepare_yours(arguments)
        show = True
    else:
        lines, made = _prepare_ours()
        show = arguments.print
    if arguments.json:
        say(json.dumps({"made": made, "environment": lines if show else {}}))
        return 0
    tell(f"Made: {', '.join(made)}." if made else "Everything was in place.")
    if show:
        for name, value in lines.items():
            say(f"{name}='{value}'")
    if UNCHANGED in "".join(lines.values()):
        text = f"Logins that existed keep their password: write it in place of {UNCHANGED}."
        tell(text)
    return 0


def _prepare_ours() -> tuple[dict[str, str], list[str]]:
    if not databases.is_embedded():
        raise LauncherError(
            "DATABASE_URL names a server of your own: add --admin-url with its administrator."
        )
    with postgres.running() as server:
        made = databases.prepare_embedded(server)
        stored = postgres_home.stored_secrets(server.home)
        passwords = {login: stored[f"{login}_password"] for login in PRODUCTION_LOGINS}
        return _lines(server.admin_conninfo, passwords, databases.DATABASE), made


def _prepare_yours(arguments: argparse.Namespace) -> tuple[dict[str, str], list[str]]:
    admin = _admin_conninfo(arguments.admin_url)
    there = postgres_roles.existing_logins(admin)
    wanted = [x for x in PRODUCTION_LOGINS if arguments.new_passwords or x not in there]
    passwords = {login: secrets.token_urlsafe(24) for login in wanted}
    made = databases.prepare(admin, database=arguments.database, passwords=passwords)
    return _lines(admin, passwords, arguments.database), made


def _admin_conninfo(url: str) -> str:
    try:
        words = conninfo_to_dict(url)
    except Exception as error:
        raise LauncherError(f"--admin-url cannot be read: {str(error).strip()}") from error
    return make_conninfo(url, **({} if words.get("dbname") else {"dbname": "postgres"}))


def _lines(admin: str, passwords: dict[str, str], database: str) -> dict[str, str]:
    return {
        databases.url_variable(login): postgres_roles.url(
            admin,
            user=f"throughcare_{login}",
            password=passwords.get(login, UNCHANGED),
            database=database,
        )
        for login in PRODUCTION_LOGINS
    }
