"""Roles and rights are made, mended and checked; each planted fault is found."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from throughcare.config import databases, postgres, postgres_home, postgres_roles


def look(prepared: postgres.Server, environment: str = "test") -> dict[str, databases.Problem]:
    """The problems that the web login finds, but for what a quick server lacks by intent."""
    with psycopg.connect(prepared.conninfo("web")) as conn:
        found = databases.check(conn, environment=environment)
    quick = {"fsync_off", "synchronous_commit_off", "full_page_writes_off"}
    return {problem.code: problem for problem in found if problem.code not in quick}


ROLES = """
  role    | login | bypass | member of
  owner   | no    | yes    | -
  migrate | yes   | yes    | throughcare_owner
  web     | yes   | no     | -
  worker  | yes   | no     | -
  backup  | yes   | yes    | pg_read_all_data
  report  | yes   | yes    | -
  test    | yes   | no     | throughcare_owner, throughcare_web
"""


def test_the_roles_are_as_agreed(admin: psycopg.Connection) -> None:
    rows = admin.execute(
        "SELECT substr(r.rolname, 13), r.rolcanlogin, r.rolbypassrls, coalesce(string_agg("
        " g.rolname, ', ' ORDER BY g.rolname), '-') FROM pg_roles r"
        " LEFT JOIN pg_auth_members m ON m.member = r.oid LEFT JOIN pg_roles g ON g.oid = m.roleid"
        " WHERE r.rolname ^@ 'throughcare_' AND NOT (r.rolsuper OR r.rolcreaterole"
        " OR r.rolreplication) GROUP BY r.oid, r.rolname, r.rolcanlogin, r.rolbypassrls"
    ).fetchall()
    words = {True: "yes", False: "no"}
    found = {(name, words[login], words[bypass], groups) for name, login, bypass, groups in rows}
    lines = ROLES.strip().splitlines()[1:]
    assert found == {tuple(cell.strip() for cell in line.split("|")) for line in lines}


def test_a_fresh_preparation_has_no_fault(prepared: postgres.Server) -> None:
    assert look(prepared) == {}


def test_preparing_again_changes_nothing(
    prepared: postgres.Server, admin: psycopg.Connection
) -> None:
    query = "SELECT rolname, rolpassword FROM pg_authid ORDER BY 1"
    before = admin.execute(query).fetchall()
    assert databases.prepare_embedded(prepared, test_role=True) == []
    assert admin.execute(query).fetchall() == before


def test_preparing_again_mends_rights_settings_and_passwords(
    prepared: postgres.Server, admin: psycopg.Connection
) -> None:
    admin.execute("ALTER ROLE throughcare_web BYPASSRLS PASSWORD 'other'")
    admin.execute("ALTER ROLE throughcare_web SET search_path = 'x'")
    admin.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    databases.prepare_embedded(prepared)
    assert look(prepared) == {}
    with psycopg.connect(prepared.conninfo("web")) as conn:
        assert conn.execute("SHOW search_path").fetchone() == ("public, pg_temp",)


def test_the_web_login_has_its_limits(prepared: postgres.Server) -> None:
    with psycopg.connect(prepared.conninfo("web")) as conn:
        for name, value in {"statement_timeout": "5s", "jit": "off"}.items():
            assert conn.execute(f"SHOW {name}").fetchone() == (value,)
    for statement in ("CREATE TABLE t ()", "CREATE TEMP TABLE t ()", "SET ROLE throughcare_owner"):
        with (
            psycopg.connect(prepared.conninfo("web")) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute(statement)


def test_migrations_run_as_the_owner(prepared: postgres.Server) -> None:
    entry = databases.settings_for("migrate", home=prepared.home)
    conninfo = prepared.conninfo("migrate")
    with psycopg.connect(conninfo, options=entry["OPTIONS"]["options"]) as conn:
        row = conn.execute("SELECT session_user::text, current_user::text").fetchone()
    assert row == ("throughcare_migrate", "throughcare_owner")


def test_the_test_login_can_become_owner_or_web_and_is_neither(prepared: postgres.Server) -> None:
    with psycopg.connect(prepared.conninfo("test")) as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():
            conn.execute("CREATE TABLE app.t ()")
        for role in ("throughcare_owner", "throughcare_web"):
            conn.execute(f"SET ROLE {role}")


FAULTS = [
    ("role_superuser", "ALTER ROLE throughcare_web SUPERUSER"),
    ("role_bypassrls", "ALTER ROLE throughcare_web BYPASSRLS"),
    ("role_createrole", "ALTER ROLE throughcare_web CREATEROLE"),
    ("role_createdb", "ALTER ROLE throughcare_web CREATEDB"),
    ("role_replication", "ALTER ROLE throughcare_web REPLICATION"),
    ("role_member", "GRANT throughcare_owner TO throughcare_web"),
    ("role_member", "GRANT pg_read_all_data TO throughcare_web"),
    ("role_member", "GRANT pg_execute_server_program TO throughcare_web"),
    ("role_owner", "CREATE TABLE t (); ALTER TABLE t OWNER TO throughcare_web"),
    ("role_owner", "ALTER DATABASE throughcare OWNER TO throughcare_web"),
    ("role_can_create", "GRANT CREATE ON SCHEMA public TO PUBLIC"),
    ("role_can_create", "GRANT CREATE ON SCHEMA app TO throughcare_web"),
    ("role_can_create", "GRANT TEMP ON DATABASE throughcare TO PUBLIC"),
    ("extension_missing", "DROP EXTENSION unaccent"),
    ("view_not_invoker", "CREATE VIEW v AS SELECT 1 AS x"),
    ("view_not_invoker", "CREATE MATERIALIZED VIEW v AS SELECT 1 AS x"),
    (
        "definer_without_path",
        "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ),
]
PROTECTED = "CREATE TABLE app.protected_table (name text); GRANT SELECT ON app.protected_table"
PROTECTED += " TO throughcare_web; INSERT INTO app.protected_table VALUES ('t'); "
TABLE = PROTECTED + "CREATE TABLE t (); "
FAULTS += [
    ("table_unprotected", PROTECTED),
    ("table_unprotected", PROTECTED + "CREATE TABLE t ()"),
    ("table_unprotected", TABLE + "ALTER TABLE t ENABLE ROW LEVEL SECURITY"),
    ("table_unprotected", TABLE + "ALTER TABLE t FORCE ROW LEVEL SECURITY"),
    ("protected_unreadable", "CREATE TABLE app.protected_table (name text)"),
]


@pytest.mark.parametrize(("code", "fault"), FAULTS)
def test_each_planted_fault_is_found(
    code: str, fault: str, prepared: postgres.Server, admin: psycopg.Connection
) -> None:
    """Planted in one transaction, judged within it as the web role, and undone."""
    with admin.transaction(force_rollback=True):
        admin.execute(fault)
        found = databases.check(admin, role="throughcare_web", environment="test")
        if code == "protected_unreadable":
            admin.execute("SET LOCAL ROLE throughcare_web")
            found = databases.check(admin, role="throughcare_web", environment="test")
    codes = [problem.code for problem in found if problem.refuses]
    # Who owns may create too, so that fault brings another with it.
    assert code in codes
    assert set(codes) <= {code, "role_can_create"}
    assert all(problem.remedy for problem in found)


def test_forced_row_security_is_enough(admin: psycopg.Connection) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute(
            PROTECTED + "CREATE TABLE t (); ALTER TABLE t ENABLE ROW LEVEL SECURITY, "
            "FORCE ROW LEVEL SECURITY"
        )
        found = databases.check(admin, role="throughcare_web", environment="test")
    assert [problem.code for problem in found if problem.refuses] == []


def test_an_invoker_view_and_a_pinned_definer_are_fine(admin: psycopg.Connection) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute("CREATE VIEW v WITH (security_invoker = true) AS SELECT 1 AS x")
        admin.execute(
            "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql SECURITY DEFINER"
            " SET search_path = pg_catalog, pg_temp AS 'SELECT 1'"
        )
        found = databases.check(admin, role="throughcare_web", environment="test")
    assert [problem.code for problem in found if problem.refuses] == []


def test_lost_durability_refuses_the_start_except_in_tests(prepared: postgres.Server) -> None:
    with psycopg.connect(prepared.conninfo("web")) as conn:
        for environment in ("production", "demonstration", "test"):
            found = databases.check(conn, environment=environment)
            off = {p.code for p in found if p.refuses == (environment != "test")}
            assert off == {"fsync_off", "synchronous_commit_off", "full_page_writes_off"}


def test_the_package_is_refused_in_production(prepared: postgres.Server) -> None:
    with psycopg.connect(prepared.conninfo("web")) as conn:
        for source, refused in {"package": True, "system": False, None: False}.items():
            found = databases.check(conn, environment="production", embedded_source=source)
            assert ("embedded_in_production" in {p.code for p in found}) is refused


def test_the_login_of_the_connection_is_judged(prepared: postgres.Server) -> None:
    with psycopg.connect(prepared.admin_conninfo) as conn:
        codes = {problem.code for problem in databases.check(conn, environment="test")}
    assert "role_superuser" in codes


def test_a_managed_servers_administrator_is_told_what_it_lacks(
    prepared: postgres.Server, admin: psycopg.Connection
) -> None:
    admin.execute("CREATE ROLE hired LOGIN PASSWORD 'hired'")
    hired = make_conninfo(prepared.admin_conninfo, user="hired", password="hired")
    with pytest.raises(databases.LauncherError, match="CREATEROLE, CREATEDB and BYPASSRLS"):
        databases.prepare(hired, database="another", passwords={"web": "x"})


def test_an_administrator_who_is_no_superuser_can_prepare(own_server: postgres.Server) -> None:
    """As on managed servers, from PostgreSQL 16; before, only a superuser grants BYPASSRLS."""
    with psycopg.connect(own_server.admin_conninfo, autocommit=True) as conn:
        conn.execute("CREATE ROLE hired LOGIN CREATEROLE CREATEDB BYPASSRLS PASSWORD 'hired'")
        conn.execute("GRANT pg_read_all_data TO hired WITH ADMIN OPTION")
        old = conn.info.server_version < 160000
    hired = make_conninfo(own_server.admin_conninfo, user="hired", password="hired")
    words = {"web": postgres_home.stored_secrets(own_server.home)["web_password"]}
    if old:
        with pytest.raises(databases.LauncherError, match="superuser"):
            databases.prepare(hired, passwords=words)
        return
    assert len(databases.prepare(hired, passwords=words)) == 6
    assert databases.prepare(hired, passwords=words) == []
    with psycopg.connect(own_server.conninfo("web")) as conn:
        assert databases.check(conn, environment="production") == []


def test_a_server_out_of_reach_is_said_plainly() -> None:
    with pytest.raises(databases.LauncherError, match="cannot be reached"):
        databases.prepare("host=/nowhere dbname=postgres", passwords={})


URLS = """
  url                                           | host    | port | option
  postgresql://web:p%40ss@db:5433/tc            | db      | 5433 | -
  postgres://web:p%40ss@/tc?host=/run/pg        | /run/pg |      | -
  postgresql://web:p%40ss@db/tc?sslmode=require | db      |      | sslmode
"""


def test_addresses_of_every_kind_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    for line in URLS.strip().splitlines()[1:]:
        url, host, port, option = (cell.strip() for cell in line.split("|"))
        monkeypatch.setenv("DATABASE_URL", url)
        entry = databases.settings_for("web")
        found = [entry[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")]
        assert found == [host, port, "tc", "web", "p@ss"]
        ours = {"application_name", "options", *databases.PREPARED}
        assert set(entry["OPTIONS"]) - ours == {option} - {"-"}
        assert entry["ATOMIC_REQUESTS"] is False


def test_each_login_of_a_real_server_has_its_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://web@db/tc")
    with pytest.raises(databases.LauncherError, match="THROUGHCARE_MIGRATE_DATABASE_URL"):
        databases.settings_for("migrate")
    monkeypatch.setenv("THROUGHCARE_MIGRATE_DATABASE_URL", "postgresql://mig@db/tc")
    entry = databases.settings_for("migrate")
    assert entry["USER"] == "mig"
    assert "-c role=throughcare_owner" in entry["OPTIONS"]["options"]
    with pytest.raises(databases.LauncherError, match=r"\[nobody\]; choose one of"):
        databases.settings_for("nobody")
    monkeypatch.setenv("DATABASE_URL", "postgresql://[oops")
    with pytest.raises(databases.LauncherError, match="DATABASE_URL cannot be read"):
        databases.settings_for("web")


def test_plans_are_kept_for_the_web_and_not_where_tables_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://web@db/tc")
    monkeypatch.setenv("THROUGHCARE_MIGRATE_DATABASE_URL", "postgresql://mig@db/tc")
    web = databases.settings_for("web")["OPTIONS"]
    assert databases.PREPARED.items() <= web.items()
    assert databases.ONE_PLAN in web["options"]
    assert not databases.PREPARED.keys() & databases.settings_for("migrate")["OPTIONS"].keys()
    assert not databases.PREPARED.keys() & conninfo_to_dict(databases.conninfo_for("web")).keys()
    monkeypatch.setenv("THROUGHCARE_PREPARE", "off")
    ours = {"options", *databases.PREPARED}
    assert not ours & databases.settings_for("web")["OPTIONS"].keys()


def test_the_embedded_address_is_that_of_the_running_server(
    prepared: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHCARE_HOME", str(prepared.home))
    assert conninfo_to_dict(databases.conninfo_for("web")) == conninfo_to_dict(
        prepared.conninfo("web")
    ) | {"application_name": "throughcare web", "options": databases.ONE_PLAN}


def test_before_the_first_start_the_address_says_so(home: Path) -> None:
    host = databases.settings_for("web", home=home)["HOST"]
    assert host == str(home / "the-server-was-never-started")


def test_printed_addresses_lead_back_to_the_same_login(prepared: postgres.Server) -> None:
    password = postgres_home.stored_secrets(prepared.home)["web_password"]
    words = {"user": "throughcare_web", "password": password, "database": "throughcare"}
    printed = postgres_roles.url(prepared.admin_conninfo, **words)
    psycopg.connect(printed).close()
    far = postgres_roles.url("host=db.example port=6000 sslmode=require", **words)
    assert conninfo_to_dict(far) | {"password": ""} == {
        "host": "db.example",
        "port": "6000",
        "sslmode": "require",
        "user": "throughcare_web",
        "password": "",
        "dbname": "throughcare",
    }


def test_a_verifier_fits_its_password_alone(admin: psycopg.Connection) -> None:
    verifier = admin.pgconn.encrypt_password(b"right", b"u", b"scram-sha-256").decode()
    assert postgres_roles.verifier_fits(verifier, "right")
    for wrong, password in [(verifier, "wrong"), ("md5abc", "right"), ("", "right")]:
        assert not postgres_roles.verifier_fits(wrong, password)
