"""What a lower folder asks of a higher one: filled once, when the apps start.

``supply`` names the one thing that a role is played by ("the access filter", "the audit
writer"); ``offer`` adds one of many ("words for an event", "a rule for what is due").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class RegistryError(Exception):
    """Two parts claim one name, or a part that is needed was never supplied."""


_one: dict[str, Any] = {}
_many: dict[str, dict[str, Any]] = {}


def supply(role: str, thing: Any) -> None:
    """Say who plays ``role``. Supplying the same thing again is harmless."""
    if role in _one and _one[role] is not thing:
        raise RegistryError(f"[{role}] is supplied twice")
    _one[role] = thing


def supplied(role: str) -> Any:
    """Who plays ``role``; RegistryError if nobody does."""
    try:
        return _one[role]
    except KeyError:
        raise RegistryError(f"nobody supplies [{role}]") from None


def offer(kind: str, name: str, thing: Any) -> None:
    """Add ``thing`` under ``name`` to those of its kind."""
    shelf = _many.setdefault(kind, {})
    if name in shelf and shelf[name] is not thing:
        raise RegistryError(f"[{kind}] already has [{name}]")
    shelf[name] = thing


def offered(kind: str) -> Mapping[str, Any]:
    """All of one kind, in the order in which they were offered."""
    return _many.get(kind, {})
