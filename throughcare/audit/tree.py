"""The Merkle tree of RFC 6962 §2.1, over leaf hashes. Pure functions, tested on its vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and keeps only the roots of its full parts."""

    def __init__(self) -> None:
        self.size = 0
        # Roots of full subtrees, the largest first; their sizes are the bits of ``size``.
        self._parts: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self._parts.append(leaf)
        full = self.size
        while full & 1:
            right = self._parts.pop()
            self._parts.append(node(self._parts.pop(), right))
            full >>= 1
        self.size += 1

    def root(self) -> bytes:
        if not self._parts:
            return EMPTY
        parts = list(self._parts)
        result = parts.pop()
        while parts:
            result = node(parts.pop(), result)
        return result


def root_of(leaves: Iterable[bytes]) -> bytes:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def audit_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The neighbours that lead from one leaf to the root, lowest first (RFC 6962 §2.1.1)."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*audit_path(index, leaves[:split]), root_of(leaves[split:])]
    return [*audit_path(index - split, leaves[split:]), root_of(leaves[:split])]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to; None when the path does not fit the tree (RFC 9162 §2.1.3)."""
    if not 0 <= index < size:
        return None
    place, last, result = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            result = node(neighbour, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node(result, neighbour)
        place, last = place >> 1, last >> 1
    return result if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return int(1 << (size - 1).bit_length() - 1)
