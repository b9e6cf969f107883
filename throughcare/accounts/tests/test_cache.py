"""The cache that all web processes share: it counts, it ends, and it runs nothing that it reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.django_db


def test_what_is_set_is_got_until_it_ends(clock: Any) -> None:
    cache.set("a", [1.5, 2], 60)
    assert cache.get("a") == [1.5, 2]
    clock.forward(seconds=61)
    assert cache.get("a") is None
    assert cache.get("a", "gone") == "gone"


def test_only_the_first_adds_until_it_ends(clock: Any) -> None:
    assert cache.add("a", "y", 30)
    assert not cache.add("a", "z", 30)
    clock.forward(seconds=31)
    assert cache.add("a", "z", 30)
    assert cache.get("a") == "z"


def test_counting_keeps_the_end(clock: Any) -> None:
    cache.set("a", 1, 60)
    assert cache.incr("a") == 2
    assert cache.incr("a", 5) == 7
    clock.forward(seconds=61)
    with pytest.raises(ValueError, match="nothing is kept"):
        cache.incr("a")


def test_what_is_deleted_or_touched(clock: Any) -> None:
    cache.set("a", 1, 10)
    assert cache.touch("a", 100)
    clock.forward(seconds=50)
    assert cache.get("a") == 1
    assert cache.delete("a")
    assert not cache.delete("a")
    assert not cache.touch("a", 5)


def test_expired_rows_are_cleared(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from throughcare.accounts import cache as module
    from throughcare.accounts.models import Remembered

    cache.set("old", 1, 10)
    clock.forward(seconds=20)
    monkeypatch.setattr(module, "CLEAR_ONE_IN", 1)
    cache.set("new", 1, None)
    assert [row.key for row in Remembered.objects.all()] == [":1:new"]


def test_only_plain_values_are_kept() -> None:
    with pytest.raises(TypeError):
        cache.set("a", object())
    with pytest.raises(ValueError, match="longer than"):
        cache.set("x" * 400, 1)
