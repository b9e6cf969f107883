"""What the database holds, so that a refused post is known to have written nothing."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from tests.database import as_owner

#: Kept on an error too: drafts and the answers to posts, so that nothing typed is lost; the log,
#: which knows of refusals; the session of whoever asks.
KEPT_ON_ERROR = {"core_draft", "core_posted", "audit_auditentry", "django_session"}

#: Of each table: how many rows, and the last transaction that wrote one of them.
Contents = dict[str, tuple[int, int]]


def contents(only: set[str] | None = None) -> Contents:
    """A row that was added, changed or taken away makes a difference; no value is read."""
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    chosen = tables - KEPT_ON_ERROR if only is None else tables & only
    parts = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(max(xmin::text::bigint), 0) FROM \"{table}\""
        for table in sorted(chosen)
    )
    if not parts:
        return {}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(parts)
        return {table: (count, last) for table, count, last in cursor.fetchall()}


def changed(before: Contents) -> set[str]:
    """The tables that were written since, in the transaction that is still open."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        # What was written and taken back to a savepoint is counted here too, so it is looked at.
        cursor.execute(
            "SELECT relname FROM pg_stat_xact_user_tables "
            "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        touched = {name for (name,) in cursor.fetchall()} - KEPT_ON_ERROR
    return {table for table, now in contents(touched).items() if now != before[table]}
