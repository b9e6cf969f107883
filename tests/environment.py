"""The environment of the tests: made before Django or a plugin reads a setting."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_started: list[Any] = []


def prepare_environment() -> None:
    """Point Django at the test home and start its server, or attach to one that runs.

    Workers inherit the environment of the controlling process and start nothing. With
    THROUGHCARE_TEST_ADMIN_URL the tests use a server of somebody else's, such as Debian's.
    """
    os.environ["THROUGHCARE_ENVIRONMENT"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "throughcare.config.settings.test"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        name = f"tc-test-{os.getuid()}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
        home = os.environ.setdefault(
            "THROUGHCARE_TEST_HOME", str(Path(tempfile.gettempdir()) / name)
        )
        os.environ["THROUGHCARE_HOME"] = home
        if not os.environ.get("THROUGHCARE_TEST_ADMIN_URL"):
            _start(Path(home))
    import django

    django.setup()


def _start(home: Path) -> None:
    from throughcare.config import postgres

    server = postgres.Server(home=home, fast=True, attach=True)
    server.start()
    _started.append(server)
    os.environ["THROUGHCARE_TEST_ADMIN"] = server.admin_conninfo


def stop_servers() -> None:
    """Stop what this process started; a server it only attached to goes on."""
    while _started:
        _started.pop().stop()
