"""The plans that a connection keeps: as many as the pages ask, and through each refusal.

Under row-level security a statement is long to plan and quick to run. psycopg keeps 100 prepared
statements and forgets them all when it goes back to a savepoint, because what was made since may
be made again under the same name. Pages make no tables, and every page that is refused (403, 404)
goes back: one refusal would cost the next pages of that connection their plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg._preparing import Prepare, PrepareManager

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from psycopg._preparing import Key
    from psycopg._queries import PostgresQuery

#: The pages of a morning at court ask some 150; a plan takes a few hundred kilobytes.
KEPT = 250
#: Django names each savepoint anew: counted, they would also push out what is asked again.
OF_A_SAVEPOINT = (b"SAVEPOINT ", b"RELEASE SAVEPOINT ", b"ROLLBACK TO SAVEPOINT ")


class KeptPlans(PrepareManager):
    """Which statements of one connection are prepared."""

    def maybe_add_to_cache(self, query: PostgresQuery, prep: Prepare, name: bytes) -> Key | None:
        if query.query.startswith(OF_A_SAVEPOINT):
            return None
        return super().maybe_add_to_cache(query, prep, name)


def keep_plans(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Of a new connection."""
    use(connection, KeptPlans())


def use(connection: BaseDatabaseWrapper, kept: PrepareManager) -> None:
    """Replaces a private part of psycopg, which has no public way; test_kept_plans.py watches."""
    kept.prepare_threshold = connection.connection.prepare_threshold
    kept.prepared_max = KEPT
    connection.connection._prepared = kept
