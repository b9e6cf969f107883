"""Installs the functions of accounts, and narrows what the web role may do to its tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

WEB_ROLES = "throughcare_web, throughcare_worker"
#: What signing in and the account page write. Accounts are made by ``app.add_user`` alone.
USER_COLUMNS = "password, last_login, idle_minutes, language, session_series"
#: Tables of libraries that the product never writes to.
READ_ONLY = (
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
)


def functions(cursor: Any) -> None:
    """Make the functions of this folder."""
    cursor.execute((HERE / "accounts.sql").read_text())


def narrow(cursor: Any) -> None:
    """After the wholesale grants to library tables: take back what is not needed."""
    cursor.execute(f"REVOKE ALL ON public.accounts_user FROM {WEB_ROLES}")
    cursor.execute(f"GRANT SELECT, UPDATE ({USER_COLUMNS}) ON public.accounts_user TO {WEB_ROLES}")
    for table in READ_ONLY:
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON public.{table} FROM {WEB_ROLES}")
