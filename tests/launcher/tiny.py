"""A web application of one page, and a program that serves it under the real supervisor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

from throughcare.config import databases, postgres_process, supervisor


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with the process and the database role, so that both are known to work."""
    with psycopg.connect(databases.conninfo_for("web")) as conn:
        row = conn.execute("SELECT current_user").fetchone()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {row[0] if row else ''}".encode()]


if __name__ == "__main__":
    if "--alone" in sys.argv:  # as on a system that does not tie children to their parent
        postgres_process.TIES = False
    sys.exit(
        supervisor.serve(
            supervisor.Plan(port=int(sys.argv[1]), application=sys.argv[2], migrate=False)
        )
    )
