"""What `throughcare doctor` says of texts to people."""

from __future__ import annotations

import os
from typing import Any

import psycopg

from throughcare.messages.providers.keys import NotAKey, read_key

LATE = "1 hour"


def look(conn: psycopg.Connection[Any]) -> tuple[str, str, str]:
    """Whether texts go: state, what was found, and the remedy."""
    row = conn.execute(
        "SELECT waiting, overdue, oldest < now() - %s::interval FROM app.outbox_state()", [LATE]
    ).fetchone()
    waiting, overdue, stuck = row or (0, 0, False)
    key = os.environ.get("THROUGHCARE_NOTIFY_KEY", "")
    if not key:
        return "ok", f"no text service: {waiting} wait in the outbox for people", ""
    try:
        read_key(key, os.environ.get("THROUGHCARE_NOTIFY_TEMPLATE", ""))
    except NotAKey as error:
        return "wrong", str(error), "Copy key and template again from GOV.UK Notify"
    if stuck:
        what = f"{overdue} should have gone, the oldest more than {LATE} ago"
        return "warning", what, "See what `throughcare messages send` says"
    return "ok", f"go by GOV.UK Notify; {waiting} wait, none is late", ""
