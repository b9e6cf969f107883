"""The county is told by actions, each at its own time."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.rehearsal import county


@pytest.fixture
def northshire(db: None) -> None:
    with as_owner():
        county.make_agencies(county.read())


def test_it_is_told(northshire: None, capsys: Any) -> None:
    began = time.monotonic()
    scenes = county.Story(county.read()).tell_all()
    with capsys.disabled():
        print("scenes", scenes, time.monotonic() - began)
