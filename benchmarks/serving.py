"""The product as its own supervisor serves it, on a database that is there already.

``python -m benchmarks.serving PORT``: two granian workers; ends on SIGTERM.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

WORKERS = 2
PATIENCE = 60.0


def main(port: int) -> int:
    from throughcare.config import supervisor

    return supervisor.serve(supervisor.Plan(port=port, workers=WORKERS, migrate=False))


@contextmanager
def served(database: str, port: int) -> Iterator[str]:
    """Serve this database of the running server; the address to ask."""
    environ = {**os.environ, "DATABASE_URL": _url(database)}
    # The demonstration asks for no second factor; everything else is as in production.
    environ["THROUGHCARE_ENVIRONMENT"] = "demonstration"
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.serving", str(port)],
        env=environ,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _url(database: str) -> str:
    from psycopg.conninfo import conninfo_to_dict

    from tests.database import admin_conninfo, passwords

    server = conninfo_to_dict(admin_conninfo())
    where = urlencode({"host": server["host"], "port": server["port"]})
    return f"postgresql://throughcare_web:{quote(passwords()['web'])}@/{database}?{where}"


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(f"{address}/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the server gave no page")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
