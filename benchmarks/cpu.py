"""How long processors worked for us: a busy machine makes answers late, but not this.

Linux only (``/proc/*/task/*/schedstat``); elsewhere everything is 0.
"""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def _parents() -> dict[int, tuple[int, str]]:
    """For each process its parent and its name."""
    found = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue  # it ended meanwhile
        name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :]
        found[int(folder.name)] = int(rest.split()[1]), name
    return found


def _milliseconds(pid: int) -> float:
    total = 0
    for each in (PROC / str(pid) / "task").glob("*/schedstat"):
        try:
            total += int(each.read_text().split()[0])
        except OSError:
            continue
    return total / 1e6


def of_children() -> dict[int, tuple[str, float]]:
    """Each child's part (``web``, or ``database`` for PostgreSQL) and milliseconds so far."""
    parents = _parents()
    spent = {}
    for pid, (_parent, name) in parents.items():
        at = pid
        while at > 1 and at != os.getpid():
            at = parents.get(at, (0, ""))[0]
        if at == os.getpid() and pid != at:
            spent[pid] = "database" if name.startswith("postgres") else "web", _milliseconds(pid)
    return spent


def since(before: dict[int, tuple[str, float]]) -> dict[str, float]:
    """Milliseconds of each part since then; processes that began or ended meanwhile count not."""
    total = {"web": 0.0, "database": 0.0}
    for pid, (part, spent) in of_children().items():
        if pid in before:
            total[part] += max(0.0, spent - before[pid][1])
    return total
