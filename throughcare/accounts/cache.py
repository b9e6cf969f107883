"""A small cache in the database, shared by every web process.

Rate limits that each process counts for itself are not limits, and a one-time code that one
process has seen must be used up for all. Values are JSON: nothing read from here is executed.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.db.models import Q

from throughcare.core import clock

#: One write in so many also clears what has expired.
CLEAR_ONE_IN = 100
LONGEST_KEY = 300


class DatabaseCache(BaseCache):
    """Django's cache interface on the table of ``accounts.models.Remembered``."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        row = self._live().filter(key=self._name(key, version)).values_list("value").first()
        return default if row is None else row[0]

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,  # type: ignore[assignment]
        version: int | None = None,
    ) -> None:
        self._write(self._name(key, version), value, self._expires_at(timeout), only_if_gone=False)

    def add(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,  # type: ignore[assignment]
        version: int | None = None,
    ) -> bool:
        name = self._name(key, version)
        return self._write(name, value, self._expires_at(timeout), only_if_gone=True)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count in one statement, so that two at once are two. The expiry stays as it was."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_remembered SET value = to_jsonb((value #>> '{}')::bigint + %s)"
                " WHERE key = %s AND (expires_at IS NULL OR expires_at > %s)"
                " RETURNING (value #>> '{}')::bigint",
                [delta, self._name(key, version), clock.now()],
            )
            row = cursor.fetchone()
        if row is None:
            raise ValueError(f"nothing is kept under [{key}]")
        return int(row[0])

    def touch(
        self,
        key: str,
        timeout: float | None = DEFAULT_TIMEOUT,  # type: ignore[assignment]
        version: int | None = None,
    ) -> bool:
        rows = self._live().filter(key=self._name(key, version))
        return bool(rows.update(expires_at=self._expires_at(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._rows().filter(key=self._name(key, version)).delete()[0])

    def clear(self) -> None:
        self._rows().all().delete()

    def validate_key(self, key: str) -> None:
        """Any text is a key here; Django's warnings are about another kind of cache."""

    def _name(self, key: str, version: int | None) -> str:
        name = self.make_and_validate_key(key, version=version)
        if len(name) > LONGEST_KEY:
            raise ValueError(f"the key is longer than {LONGEST_KEY} characters")
        return str(name)

    def _rows(self) -> Any:
        from throughcare.accounts.models import Remembered

        return Remembered.objects

    def _live(self) -> Any:
        return self._rows().filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))

    def _expires_at(self, timeout: float | None) -> datetime | None:
        if timeout is DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        return None if timeout is None else clock.now() + timedelta(seconds=timeout)

    def _write(
        self, name: str, value: Any, expires_at: datetime | None, *, only_if_gone: bool
    ) -> bool:
        import json

        at = clock.now()
        unless = " WHERE accounts_remembered.expires_at <= %s" if only_if_gone else ""
        with connection.cursor() as cursor:
            if secrets.randbelow(CLEAR_ONE_IN) == 0:
                cursor.execute("DELETE FROM accounts_remembered WHERE expires_at <= %s", [at])
            cursor.execute(
                "INSERT INTO accounts_remembered (key, value, expires_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (key) DO UPDATE"
                f" SET value = excluded.value, expires_at = excluded.expires_at{unless}",
                [name, json.dumps(value), expires_at, *([at] if only_if_gone else [])],
            )
            return bool(cursor.rowcount)
