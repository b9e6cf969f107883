"""Today is tested over custody and screening: the same suite of people."""

from __future__ import annotations

from typing import Any

import pytest

from throughcare.screening.tests.conftest import arrive, stop_clock, suite

__all__ = ["arrive", "nurse", "stop_clock", "suite"]


@pytest.fixture
def nurse(suite: Any, client_of: Any) -> Any:
    return client_of(suite.nurse)
