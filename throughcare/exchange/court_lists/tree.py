"""A file as it is read: a tree that never grows past what may be held.

Both readers (JSON and XML) build it. Fields that no format uses are dropped as they close;
cases, parties and offences shrink to what is kept of them as they close. So a file of any
length is held as a list of entries, not as a document.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from throughcare.exchange.court_lists import limits
from throughcare.exchange.court_lists.problems import ListRefused

Shrink = Callable[[dict[str, Any]], object]

_VALUE_COST = 64  # bytes: a number or a place in a container
_OBJECT_COST = 360
_ENTRY_COST = 1_000
_WHOLE = frozenset({"Message"})  # a whole message in an envelope: read in its turn


class Tree:
    """Builds one document. `shrink` is by the name of the field in which an object stands."""

    def __init__(self, shrink: Mapping[str, Shrink], fields: frozenset[str]) -> None:
        self.root: Any = None
        self.root_fields: list[str] = []
        self.texts_cut = False
        self._shrink = shrink
        self._fields = fields
        self._stack: list[tuple[Any, str, int]] = []  # container, its field, held before it
        self._held = 0
        self._entries = 0
        self.field = ""

    @property
    def depth(self) -> int:
        """How many containers are open."""
        return len(self._stack)

    @property
    def container(self) -> Any:
        """The innermost open container."""
        return self._stack[-1][0] if self._stack else None

    @property
    def around(self) -> Any:
        """The container around the innermost one."""
        return self._stack[-2][0] if len(self._stack) > 1 else None

    def open(self, container: dict[str, Any] | list[Any]) -> None:
        """Begin an object or an array in the field last named."""
        if len(self._stack) >= limits.MAX_DEPTH:
            raise ListRefused("too_deep")
        self._stack.append((container, self.field, self._held))
        self._hold(_OBJECT_COST)

    def close(self) -> None:
        """End the innermost container: shrink it, and put it in the one around it."""
        container, field, before = self._stack.pop()
        self.field = field
        value: object = container
        if type(container) is dict and field in self._shrink:
            value = self._shrink[field](container)
            if value is not container:
                self._held = before + _ENTRY_COST
                self._count(value)
        self._place(value, before)

    def put(self, value: object) -> None:
        """A text, number, truth or nothing, in the field last named."""
        before = self._held
        if isinstance(value, str):
            if len(value) > limits.MAX_KEPT_TEXT and self.field not in _WHOLE:
                value, self.texts_cut = value[: limits.MAX_KEPT_TEXT], True
            self._hold(_VALUE_COST + sys.getsizeof(value))
        else:
            self._hold(_VALUE_COST)
        self._place(value, before)

    def _place(self, value: object, before: int) -> None:
        if not self._stack:
            self.root = value
            return
        around = self._stack[-1][0]
        if type(around) is list:
            around.append(value)
            return
        if len(self._stack) == 1 and len(self.root_fields) < 50:
            self.root_fields.append(self.field)
        if self.field in self._fields:
            around[self.field] = value
        else:
            self._held = before

    def _hold(self, cost: int) -> None:
        self._held += cost
        if self._held > limits.MAX_HELD:
            raise ListRefused("too_much")

    def _count(self, value: object) -> None:
        if getattr(value, "is_entry", False):
            self._entries += 1
            if self._entries > limits.MAX_ENTRIES:
                raise ListRefused("too_many")
