"""Roles, ownership and rights on a PostgreSQL server: `throughcare database prepare`.

Every step may be repeated, changes only what differs, and works for a superuser as for the
administrator of a managed server who may create roles and databases and has BYPASSRLS.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from throughcare.config.postgres_binaries import EXTENSIONS
from throughcare.config.postgres_home import LauncherError

OWNER = "throughcare_owner"
ADVISORY_LOCK = 7_846_213  # one preparation at a time
FIXED_PATH = "public, pg_temp"  # never "$user"; temporary objects last

ATTRIBUTES = {
    "LOGIN": "rolcanlogin",
    "SUPERUSER": "rolsuper",
    "INHERIT": "rolinherit",
    "CREATEROLE": "rolcreaterole",
    "CREATEDB": "rolcreatedb",
    "REPLICATION": "rolreplication",
    "BYPASSRLS": "rolbypassrls",
}

Row = tuple[object, ...]


@dataclass(frozen=True)
class Role:
    """A role as it must be: what it may do, whose member it is, its session settings."""

    name: str
    has: frozenset[str]
    member_of: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def login(self) -> str:
        return self.name.removeprefix("throughcare_")


def _role(name: str, has: str, *member_of: str, **settings: str) -> Role:
    words = {"jit": "off", "search_path": FIXED_PATH} | settings
    return Role(name, frozenset(has.split()), member_of, words)


ROLES = (
    _role(OWNER, "INHERIT BYPASSRLS"),
    _role("throughcare_migrate", "LOGIN BYPASSRLS", OWNER),
    _role(
        "throughcare_web",
        "LOGIN INHERIT",
        statement_timeout="5s",
        idle_in_transaction_session_timeout="30s",
    ),
    _role(
        "throughcare_worker",
        "LOGIN INHERIT",
        statement_timeout="60s",
        idle_in_transaction_session_timeout="5min",
    ),
    _role(
        "throughcare_backup",
        "LOGIN INHERIT BYPASSRLS",
        "pg_read_all_data",
        default_transaction_read_only="on",
    ),
    _role(
        "throughcare_report",
        "LOGIN INHERIT BYPASSRLS",
        default_transaction_read_only="on",
        idle_in_transaction_session_timeout="5min",
    ),
)
TEST_ROLE = _role("throughcare_test", "LOGIN CREATEDB", OWNER, "throughcare_web")


def prepare(
    admin_conninfo: str,
    *,
    database: str = "throughcare",
    passwords: Mapping[str, str],
    test_role: bool = False,
) -> list[str]:
    """Make or mend roles, database, schemas, extensions and rights; the names of new roles.

    `passwords` maps a login ("web", "migrate", ...) to its password; a login that is not in it
    keeps the one it has. Raises LauncherError when the administrator's rights do not suffice.
    """
    roles = [*ROLES, TEST_ROLE] if test_role else list(ROLES)
    try:
        with psycopg.connect(admin_conninfo, autocommit=True) as conn:
            _require_version(conn)
            made = _prepare_roles(conn, roles, passwords)
            _prepare_database(conn, database)
        inside = make_conninfo(admin_conninfo, dbname=database)
        with psycopg.connect(inside) as conn:
            _prepare_inside(conn, database, [role.name for role in roles if "LOGIN" in role.has])
    except psycopg.errors.InsufficientPrivilege as error:
        raise LauncherError(
            f"The administrator's login may not do this: {error.diag.message_primary}. It needs "
            "to be a superuser, or to have CREATEROLE, CREATEDB and BYPASSRLS."
        ) from error
    except psycopg.OperationalError as error:
        raise LauncherError(f"The database server cannot be reached: {error}") from error
    return made


def existing_logins(admin_conninfo: str) -> set[str]:
    """Which of our logins the server has, so that nobody's password is replaced unasked."""
    try:
        with psycopg.connect(admin_conninfo) as conn:
            rows = conn.execute("SELECT rolname FROM pg_roles WHERE rolname ^@ 'throughcare_'")
            return {name.removeprefix("throughcare_") for (name,) in rows}
    except psycopg.OperationalError as error:
        raise LauncherError(f"The database server cannot be reached: {error}") from error


def _require_version(conn: Connection[Row]) -> None:
    if conn.info.server_version < 150000:
        raise LauncherError(
            f"The server is PostgreSQL {conn.info.server_version // 10000}; 15 or newer is needed "
            "(views that respect row security came with 15)."
        )


def _prepare_roles(
    conn: Connection[Row], roles: list[Role], passwords: Mapping[str, str]
) -> list[str]:
    made = []
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        for role in roles:
            if _make_or_mend(conn, role):
                made.append(role.name)
            for group in role.member_of:
                _join(conn, role.name, group)
            _set_session_settings(conn, role)
            if role.login in passwords:
                _set_password(conn, role.name, passwords[role.login])
    return made


def _make_or_mend(conn: Connection[Row], role: Role) -> bool:
    """True if the role is new. Only differing attributes are named: not all may name them all."""
    columns = sql.SQL(", ").join(map(sql.Identifier, ATTRIBUTES.values()))
    query = sql.SQL("SELECT {} FROM pg_roles WHERE rolname = %s").format(columns)
    row = conn.execute(query, [role.name]).fetchone()
    if row is None:
        words = " ".join([*sorted(role.has), *([] if "INHERIT" in role.has else ["NOINHERIT"])])
        conn.execute(_on_role("CREATE ROLE {} " + words, role.name))
        return True
    has = {name for name, value in zip(ATTRIBUTES, row, strict=True) if value}
    words = " ".join([*sorted(role.has - has), *(f"NO{name}" for name in sorted(has - role.has))])
    if words:
        conn.execute(_on_role("ALTER ROLE {} " + words, role.name))
    return False


def _on_role(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))  # type: ignore[arg-type]


def _join(conn: Connection[Row], member: str, group: str) -> None:
    query = """
        SELECT 1 FROM pg_auth_members m
        WHERE m.roleid = %s::regrole AND m.member = %s::regrole
    """
    if conn.execute(query, [group, member]).fetchone() is None:
        conn.execute(_on_role("GRANT {} TO {}", group, member))


def _set_session_settings(conn: Connection[Row], role: Role) -> None:
    query = (
        "SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = %s::regrole"
    )
    row = conn.execute(query, [role.name]).fetchone()
    found = row[0] if row and isinstance(row[0], list) else []
    for name, value in role.settings.items():
        if f"{name}={value}" in found:
            continue
        words = sql.SQL(value) if name == "search_path" else sql.Literal(value)  # type: ignore[arg-type]
        statement = sql.SQL("ALTER ROLE {} SET {} = {}")
        conn.execute(statement.format(sql.Identifier(role.name), sql.Identifier(name), words))


def _set_password(conn: Connection[Row], role: str, password: str) -> None:
    """Send the verifier, so that the password itself is in no statement and no log."""
    if _has_password(conn, role, password):
        return
    secret, user = password.encode(), role.encode()
    verifier = conn.pgconn.encrypt_password(secret, user, b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    conn.execute(statement.format(sql.Identifier(role), sql.Literal(verifier)))


def _has_password(conn: Connection[Row], role: str, password: str) -> bool:
    """Does the stored verifier fit? False too for one who may not look, as on managed servers."""
    allowed = "SELECT has_table_privilege('pg_catalog.pg_authid', 'SELECT')"
    if conn.execute(allowed).fetchone() != (True,):
        return False
    query = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
    row = conn.execute(query, [role]).fetchone()
    return bool(row) and verifier_fits(str(row[0]), password) if row else False


def verifier_fits(verifier: str, password: str) -> bool:
    """RFC 5803: `SCRAM-SHA-256$<rounds>:<salt>$<stored key>:<server key>`."""
    try:
        scheme, how, keys = verifier.split("$")
        rounds, salt = how.split(":")
        stored = base64.b64decode(keys.split(":")[0])
        salted = hashlib.pbkdf2_hmac(
            "sha256", password.encode(), base64.b64decode(salt), int(rounds)
        )
    except ValueError:
        return False
    client = hmac.digest(salted, b"Client Key", "sha256")
    return scheme == "SCRAM-SHA-256" and hmac.compare_digest(
        hashlib.sha256(client).digest(), stored
    )


def _prepare_database(conn: Connection[Row], database: str) -> None:
    query = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s"
    row = conn.execute(query, [database]).fetchone()
    if row == (OWNER,):
        return
    _join_if_not_superuser(conn)
    if row is not None:
        conn.execute(_on_role("ALTER DATABASE {} OWNER TO {}", database, OWNER))
        return
    words = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' " + _locale(conn)
    conn.execute(_on_role(words, database, OWNER))


def _join_if_not_superuser(conn: Connection[Row]) -> None:
    """To give a database away one must be a member of the role that gets it."""
    # USAGE: who may create roles has the right to admit members from the start, not to act as one.
    query = "SELECT current_user::text, pg_has_role(current_user, %s, 'USAGE')"
    row = conn.execute(query, [OWNER]).fetchone()
    if row and not row[1]:
        conn.execute(_on_role("GRANT {} TO {}", OWNER, str(row[0])))


def _locale(conn: Connection[Row]) -> str:
    """Order by code point on every machine: no sort may depend on the server's language."""
    query = "SELECT count(*) FROM pg_collation WHERE collname = 'C.utf8' OR collcollate = 'C.UTF-8'"
    known = conn.execute(query).fetchone() != (0,)
    words = "LOCALE 'C.UTF-8'" if known else "LOCALE 'C'"
    if conn.info.server_version >= 170000:
        words += " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    return words


def _prepare_inside(conn: Connection[Row], database: str, logins: list[str]) -> None:
    conn.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    conn.execute("SET LOCAL client_min_messages = warning")
    for name in EXTENSIONS:
        conn.execute(_on_role("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public", name))
    conn.execute(_on_role("CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION {}", OWNER))
    for schema in ("public", "app"):
        conn.execute(_on_role("ALTER SCHEMA {} OWNER TO {}", schema, OWNER))
        conn.execute(_on_role("REVOKE ALL ON SCHEMA {} FROM PUBLIC", schema))
    conn.execute(_on_role("REVOKE ALL ON DATABASE {} FROM PUBLIC", database))
    for login in logins:
        conn.execute(_on_role("GRANT CONNECT ON DATABASE {} TO {}", database, login))
        conn.execute(_on_role("GRANT USAGE ON SCHEMA public, app TO {}", login))


def url(admin_conninfo: str, *, user: str, password: str, database: str) -> str:
    """The address of one login, on the administrator's server."""
    from urllib.parse import quote, urlencode

    words = conninfo_to_dict(admin_conninfo)
    for name in ("user", "password", "dbname"):
        words.pop(name, None)
    host = str(words.get("host") or "localhost")
    who = f"{quote(user)}:{quote(password, safe='')}"
    if host.startswith("/") or "," in host:
        return f"postgresql://{who}@/{quote(database)}?{urlencode(words)}"
    words.pop("host", None)
    port = words.pop("port", None) or 5432
    rest = f"?{urlencode(words)}" if words else ""
    return f"postgresql://{who}@{host}:{port}/{quote(database)}{rest}"
