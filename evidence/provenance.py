"""Which files, which versions and which runs a folder of results comes from."""

from __future__ import annotations

import hashlib
import json
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from evidence.outputs import MARK
from evidence.protocol import Protocol

FILE = "provenance.json"
PACKAGES = ("throughcare", "numpy", "pyarrow", "duckdb")


def provenance(protocol: Protocol, out: Path) -> dict[str, Any]:
    """With the runs that the folder saw before: a study that was run many times says so."""
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "protocol_sha256": protocol.sha256,
        "tables": _tables(protocol),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }
    return {"runs": [*_earlier(out), run]}


def _tables(protocol: Protocol) -> dict[str, dict[str, str]]:
    found = {}
    for part in ("cohort", "pool", "events", "custody"):
        address = protocol["data"][part]
        if not address:
            continue
        found[part] = {"address": address.rpartition("@")[2]}
        path = protocol.folder / address.partition("#")[0]
        if "://" not in address and path.is_file():
            with path.open("rb") as file:
                found[part]["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _earlier(out: Path) -> list[Any]:
    if not (out / MARK).is_file():
        return []
    try:
        return list(json.loads((out / FILE).read_text(encoding="utf-8"))["runs"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
