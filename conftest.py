"""What every test shares: one server, one template database, one copy of it a process."""

from __future__ import annotations

import gc

from tests.environment import prepare_environment, stop_servers

prepare_environment()

pytest_plugins = ["tests.database", "tests.factories"]


def pytest_collection_finish() -> None:
    """What was collected stays until the end: nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(7_000, 10, 10)


def pytest_unconfigure() -> None:
    stop_servers()
