"""What every test shares: one server, one template database, one copy of it a process."""

from __future__ import annotations

from tests.environment import prepare_environment, stop_servers

prepare_environment()

pytest_plugins = ["tests.database", "tests.factories"]


def pytest_unconfigure() -> None:
    stop_servers()
