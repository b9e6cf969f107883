"""Installs what migrations cannot: functions, policies, triggers and grants, after each migrate.

Everything here may be run again; the order is core first, then what other folders offer
under ``database`` in the registry (sharing's functions, the audit log).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from throughcare.core import registry
from throughcare.core.access import protected_models
from throughcare.core.database.policies import WEB_ROLES, all_policies

HERE = Path(__file__).parent

#: Tables of libraries that the web role works on: sign-in and sessions, nothing about a person.
LIBRARY_APPS = ("auth", "contenttypes", "sessions", "account", "mfa", "accounts")


def install() -> None:
    """Bring functions, policies, triggers and grants to what the code says. One transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute((HERE / "base.sql").read_text())
        cursor.execute("SELECT app.set_secret('web', %s)", [bytes.fromhex(settings.CONTEXT_KEY)])
        cursor.execute(
            "SELECT app.set_secret('ctx', sha256(convert_to(gen_random_uuid()::text "
            "|| gen_random_uuid()::text, 'UTF8'))) "
            "WHERE NOT EXISTS (SELECT 1 FROM app.secret WHERE name = 'ctx')"
        )
        cursor.execute("DELETE FROM app.flag WHERE name = 'test_clock'")
        if settings.TEST_CLOCK_ALLOWED:
            cursor.execute("INSERT INTO app.flag VALUES ('test_clock', 'on')")
        for step in registry.offered("database").values():
            step(cursor)
        _protect(cursor)
        _grant_library_tables(cursor)
        for step in registry.offered("database_last").values():
            step(cursor)


def is_behind() -> bool:
    """Is a migration still to be applied?"""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def lift_policies() -> None:
    """Take the policies off: PostgreSQL changes no column that a policy reads.

    Row-level security stays on and forced, so that until ``install`` the web reads no row.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname, tablename FROM pg_policies "
            "WHERE schemaname = 'public' AND policyname LIKE 'tc\\_%'"
        )
        for policy, table in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON public."{table}"')


def drafts(cursor: Any) -> None:
    """The function that destroys drafts after their time."""
    cursor.execute((HERE / "drafts.sql").read_text())


def _protect(cursor: object) -> None:
    cursor.execute("DELETE FROM app.protected_table")  # type: ignore[attr-defined]
    for policies in all_policies():
        for statement in policies.statements():
            cursor.execute(statement.replace("%", "%%"))  # type: ignore[attr-defined]
        if policies.access.kind != "staff":
            cursor.execute(  # type: ignore[attr-defined]
                "INSERT INTO app.protected_table VALUES (%s)", [policies.table]
            )
    for model in protected_models():
        for statement in trigger_statements(model):
            cursor.execute(statement)  # type: ignore[attr-defined]


def trigger_statements(model: type[models.Model]) -> list[str]:
    """The generic triggers of one table: old rows kept; a status needs its event."""
    access = model.access  # type: ignore[attr-defined]
    table = f'public."{model._meta.db_table}"'
    fields = {field.name for field in model._meta.get_fields()}
    made: list[str] = []
    if access.kind in ("person", "staff", "same_as", "custom") and access.retention != "derived":
        made.append(
            f"CREATE OR REPLACE TRIGGER keep_old_row AFTER UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION app.keep_old_row()"
        )
    if getattr(model, "append_only", False):
        made.append(
            f"CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION app.refuse_change()"
        )
    if getattr(model, "status_needs_event", False) and "status" in fields:
        made += [
            f"DROP TRIGGER IF EXISTS status_needs_event ON {table}",
            f"CREATE CONSTRAINT TRIGGER status_needs_event AFTER INSERT OR UPDATE ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            "EXECUTE FUNCTION app.status_needs_event()",
        ]
    return made


def _grant_library_tables(cursor: object) -> None:
    tables = [
        model._meta.db_table
        for label in LIBRARY_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not hasattr(model, "access")
    ]
    for table in tables:
        cursor.execute(  # type: ignore[attr-defined]
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON public."{table}" TO {WEB_ROLES}'
        )
    joined = [
        model._meta.db_table
        for config in apps.get_app_configs()
        for model in config.get_models(include_auto_created=True)
        if model._meta.auto_created and config.label not in LIBRARY_APPS
    ]
    for table in joined:
        cursor.execute(f'GRANT SELECT ON public."{table}" TO {WEB_ROLES}')  # type: ignore[attr-defined]
    cursor.execute(  # type: ignore[attr-defined]
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLES}; "
        f"GRANT SELECT ON public.django_migrations TO {WEB_ROLES}"
    )
