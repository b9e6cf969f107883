"""What must be true of the database before anyone works on it (security.md §2.5).

`check` looks with the rights of the login that the web server uses, so that it finds just what
that login could misuse. A refusal stops the start; a warning is for `throughcare doctor`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import tuple_row

from throughcare.config import postgres_home
from throughcare.config.postgres_binaries import EXTENSIONS, OLDEST_MAJOR
from throughcare.config.postgres_roles import OWNER

PREPARE = "Run `throughcare database prepare`"
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
POWERFUL_GROUPS = [
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
    "pg_maintain",
    "pg_create_subscription",
]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `refuses` says whether the product must not start."""

    code: str
    what: str
    remedy: str
    refuses: bool = True

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}."


class _Look:
    """Questions to the catalogue about one role."""

    def __init__(self, conn: Connection[Any], role: str | None) -> None:
        self.conn = conn
        self.role = role or str(self.value("SELECT session_user::text"))

    def rows(self, query: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        with self.conn.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(query, values).fetchall()

    def value(self, query: LiteralString, *values: object) -> Any:
        return self.rows(query, *values)[0][0]

    def names(self, query: LiteralString, *values: object) -> list[str]:
        return [str(name) for (name,) in self.rows(query, *values)]


def check(
    conn: Connection[Any],
    *,
    role: str | None = None,
    environment: str | None = None,
    embedded_source: str | None = None,
) -> list[Problem]:
    """All that is wrong, the gravest first; an empty list if nothing is.

    `role` is the login to judge: that of the connection if not given. `embedded_source` is where
    our own server's programs come from ("package", "system", "environment"), if it is ours.
    """
    environment = environment or postgres_home.environment()
    look = _Look(conn, role)
    problems = _server(look, environment, embedded_source)
    role_problems = _role(look)
    if not role_problems:  # a login that may do everything would fail everything below
        role_problems = _rights(look)
    problems += role_problems + _protection(look) + _code(look)
    return sorted(problems, key=lambda problem: not problem.refuses)


def _server(look: _Look, environment: str, embedded_source: str | None) -> list[Problem]:
    problems = []
    if look.conn.info.server_version < OLDEST_MAJOR * 10000:
        what = f"The server is PostgreSQL {look.conn.info.server_version // 10000}."
        problems.append(Problem("server_too_old", what, f"Move to {OLDEST_MAJOR} or newer"))
    for name in DURABILITY:
        if look.value("SELECT current_setting(%s)", name) != "off":
            continue
        what = f"The server runs with {name} off: a power cut or a bad disk can lose rows."
        remedy = "Make the cluster anew with `initdb --data-checksums`, or run pg_checksums"
        if name != "data_checksums":
            remedy = f"Set {name} = on in postgresql.conf"
        problems.append(Problem(f"{name}_off", what, remedy, refuses=environment != "test"))
    if environment == "production" and embedded_source == "package":
        what = "Production runs on the PostgreSQL of a Python package, without TLS or upkeep."
        remedy = "Install PostgreSQL 15 or newer and set DATABASE_URL"
        problems.append(Problem("embedded_in_production", what, remedy))
    found = look.names("SELECT extname FROM pg_extension")
    for name in EXTENSIONS:
        if name not in found:
            what = f"The extension {name} is missing."
            problems.append(Problem("extension_missing", what, PREPARE))
    return problems


def _role(look: _Look) -> list[Problem]:
    rows = look.rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = %s",
        look.role,
    )
    if not rows:
        what = f"The server has no role [{look.role}]."
        return [Problem("role_missing", what, PREPARE)]
    words = ("is a superuser", "bypasses row security", "may create roles", "may create databases")
    codes = ("superuser", "bypassrls", "createrole", "createdb", "replication")
    return [
        Problem(
            f"role_{code}",
            f"The login [{look.role}] {word}: the database would protect nothing.",
            "Set DATABASE_URL to throughcare_web, as `throughcare database prepare` prints it",
        )
        for code, word, has in zip(codes, (*words, "may replicate"), rows[0], strict=True)
        if has
    ]


def _rights(look: _Look) -> list[Problem]:
    problems = []
    groups = look.names(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)"
        " AND pg_has_role(%s, oid, 'MEMBER') ORDER BY 1",
        [OWNER, *POWERFUL_GROUPS],
        look.role,
    )
    for group in groups:
        what = f"The login [{look.role}] is a member of {group}."
        remedy = f"Run `REVOKE {group} FROM {look.role}`"
        problems.append(Problem("role_member", what, remedy))
    owned = look.names(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relowner = %s::regrole"
        " UNION ALL SELECT 'database ' || datname FROM pg_database"
        " WHERE datname = current_database() AND datdba = %s::regrole ORDER BY 1",
        look.role,
        look.role,
    )
    if owned:
        what = f"The login [{look.role}] owns {_few(owned)}: an owner can lift row security."
        remedy = f"Run `REASSIGN OWNED BY {look.role} TO {OWNER}` in this database"
        problems.append(Problem("role_owner", what, remedy))
    places = look.names(
        "SELECT 'schema ' || nspname FROM pg_namespace"
        " WHERE has_schema_privilege(%s, oid, 'CREATE') AND nspname !~ '^pg_(toast_)?temp_'"
        " UNION ALL SELECT 'the database' WHERE"
        " has_database_privilege(%s, current_database(), 'CREATE, TEMP') ORDER BY 1",
        look.role,
        look.role,
    )
    if places:
        what = f"The login [{look.role}] can create objects in {_few(places)}."
        problems.append(Problem("role_can_create", what, PREPARE))
    return problems


def _protection(look: _Look) -> list[Problem]:
    """Each table listed in app.protected_table has row security, for its owner too."""
    if look.value("SELECT to_regclass('app.protected_table') IS NULL"):
        return []
    if not look.value("SELECT has_table_privilege('app.protected_table', 'SELECT')"):
        what = "The list of protected tables (app.protected_table) cannot be read."
        remedy = f"Run `GRANT SELECT ON app.protected_table TO {look.role}`"
        return [Problem("protected_unreadable", what, remedy)]
    rows = look.rows(
        "SELECT p.name, c.oid IS NOT NULL,"
        " coalesce(c.relrowsecurity AND c.relforcerowsecurity, false)"
        " FROM app.protected_table p LEFT JOIN pg_class c ON c.oid = to_regclass(p.name)"
        " ORDER BY 1"
    )
    problems = []
    for name, exists, forced in rows:
        if exists and forced:
            continue
        what = (
            f"The table {name} holds data about people without forced row security."
            if exists
            else f"The table {name} should be protected but is not there."
        )
        problems.append(Problem("table_unprotected", what, "Run `throughcare migrate`"))
    return problems


def _code(look: _Look) -> list[Problem]:
    """Views and definer functions that would step round row security."""
    problems = []
    views = look.names(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
        " AND (c.relkind = 'm' OR c.relkind = 'v'"
        " AND NOT coalesce('security_invoker=true' = ANY (c.reloptions)"
        " OR 'security_invoker=on' = ANY (c.reloptions), false))"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        " ORDER BY 1"
    )
    for name in views:
        what = f"The view {name} shows its owner's rows to everyone."
        remedy = "Make it a plain view WITH (security_invoker = true)"
        problems.append(Problem("view_not_invoker", what, remedy))
    functions = look.names(
        "SELECT p.oid::regprocedure::text FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname IN ('public', 'app') AND p.prosecdef AND NOT EXISTS ("
        " SELECT FROM unnest(p.proconfig) c WHERE c ^@ 'search_path=') ORDER BY 1"
    )
    for name in functions:
        what = f"The definer function {name} looks names up in its caller's search_path."
        remedy = "Add `SET search_path = pg_catalog, public, pg_temp` to it"
        problems.append(Problem("definer_without_path", what, remedy))
    return problems


def _few(names: list[str]) -> str:
    rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + rest
