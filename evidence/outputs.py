"""Writes a folder of results whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evidence.problems import BadInput

#: A folder that has this was made by us, and may be replaced.
MARK = "results.json"


def plain(value: Any) -> Any:
    """The same without what JSON cannot say: NaN and infinity become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "item"):
        return plain(value.item())
    return value


def as_json(value: Any) -> str:
    return json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """A spreadsheet must not take a level that starts with = for a formula."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return value


def check_out(out: Path) -> None:
    """Raises BadInput when the folder cannot be ours to write."""
    if out.exists() and not out.is_dir():
        raise BadInput(str(out), "", "is a file.", "Name a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise BadInput(str(out), "", "holds other files.", "Name an empty or a new folder.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise BadInput(str(out), "", f"cannot be made ({wrong.strerror}).") from None


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of `out` only when nothing went wrong."""
    check_out(out)
    try:
        making = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as wrong:
        raise BadInput(str(out), "", f"cannot be written ({wrong.strerror}).") from None
    try:
        yield making
        making.chmod(0o755 & ~_umask())
        _swap(making, out)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _swap(making: Path, out: Path) -> None:
    if not out.exists():
        making.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    out.rename(old / "old")
    try:
        making.rename(out)
    except OSError:
        (old / "old").rename(out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now
