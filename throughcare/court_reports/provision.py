"""What is available locally if the court makes a community order: a dated list with a source.

A row never says what the court should do: it says what there is, for whom, and since when somebody
has checked it. An agency keeps its list under Settings (``provided``); until then the TOML file of
the site is used (``THROUGHCARE_PROVISION``; the demonstration's is beside this file). The file and
the list have one shape: ``from_text`` checks the one, ``to_text`` writes the other.
"""

from __future__ import annotations

import json
import tomllib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

#: Each row names these; ``until``, ``courts`` and ``checked_by`` may be missing.
WANTED: Final = {"title": str, "words": str, "source": str, "from": date, "checked_on": date}
#: Signs that a text may have; a list has no more rows than MOST, a file no more bytes than LARGEST.
LONGEST: Final = {"title": 120, "words": 500, "source": 300, "checked_by": 200}
MOST: Final = 200
LARGEST: Final = 400_000
_IDS: Final = uuid.UUID("5d1f6f0c-8f0e-4f52-9d56-3f3f1f0a7c11")


class ProvisionFault(ValueError):
    """The list cannot be read: which file, which row, which key, and what to do."""


@dataclass(frozen=True)
class Provision:
    """One thing that is available here.

    ``courts`` are slugs of the courts that it serves, none for all. ``changed_in`` is the number
    of the list that changed it last; 0 for a row of the site's file.
    """

    title: str
    words: str
    source: str
    starts_on: date
    checked_on: date
    ends_on: date | None = None
    courts: tuple[str, ...] = ()
    checked_by: str = ""
    id: str = ""
    changed_in: int = 0

    def kept(self) -> dict[str, Any]:
        """The row as JSON."""
        return {
            "id": self.id,
            "changed_in": self.changed_in,
            "title": self.title,
            "words": self.words,
            "source": self.source,
            "from": self.starts_on.isoformat(),
            "until": self.ends_on.isoformat() if self.ends_on else None,
            "courts": list(self.courts),
            "checked_on": self.checked_on.isoformat(),
            "checked_by": self.checked_by,
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Provision:
        """The row out of what was kept."""
        return cls(
            title=kept["title"],
            words=kept["words"],
            source=kept["source"],
            starts_on=date.fromisoformat(kept["from"]),
            ends_on=date.fromisoformat(kept["until"]) if kept["until"] else None,
            courts=tuple(kept["courts"]),
            checked_on=date.fromisoformat(kept["checked_on"]),
            checked_by=kept["checked_by"],
            id=kept["id"],
            changed_in=kept["changed_in"],
        )

    def is_there(self, on: date, court: str) -> bool:
        """Is it available on a day at one court?"""
        begun = self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
        return begun and (not self.courts or court in self.courts)


def available(lines: Iterable[Provision], on: date, court: str) -> list[Provision]:
    """What is available on a day at one court, in the order of the list."""
    return [line for line in lines if line.is_there(on, court)]


def of_file(path: str) -> tuple[Provision, ...]:
    """All rows of the site's file, as it stands now; none where no file is named."""
    return read(Path(path), _changed_at(Path(path))) if path else ()


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def read(path: Path, _changed: int = 0) -> tuple[Provision, ...]:
    """All rows of a file; ProvisionFault names the first thing that is wrong."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ProvisionFault(f"{path.name}: cannot be read ({fault.strerror})") from fault
    return from_bytes(path.name, data)


def from_bytes(name: str, data: bytes) -> tuple[Provision, ...]:
    """All rows of a file's bytes; ProvisionFault names the first thing that is wrong."""
    if len(data) > LARGEST:
        raise ProvisionFault(f"{name}: is larger than {LARGEST // 1000} KB")
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ProvisionFault(f"{name}: cannot be read ({fault})") from fault
    rows = raw.get("provision")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ProvisionFault(f"{name}: begin each row with [[provision]]")
    if unknown := sorted(set(raw) - {"provision"}):
        raise ProvisionFault(f"{name}: unknown key [{unknown[0]}]: take it out")
    if len(rows) > MOST:
        raise ProvisionFault(f"{name}: has more than {MOST} rows")
    return tuple(_row(name, number, row) for number, row in enumerate(rows, start=1))


def _row(file: str, number: int, row: dict[str, Any]) -> Provision:
    where = f"{file}: row {number}"
    for key, kind in WANTED.items():
        if key not in row:
            raise ProvisionFault(f"{where}: [{key}] is missing: give every row one")
        if type(row[key]) is not kind or (kind is str and not row[key].strip()):
            raise ProvisionFault(f"{where}: [{key}] must be a {kind.__name__}, not [{row[key]}]")
    if unknown := sorted(set(row) - {*WANTED, "until", "courts", "checked_by"}):
        raise ProvisionFault(f"{where}: unknown key [{unknown[0]}]: take it out")
    until = row.get("until")
    if until is not None and (type(until) is not date or until < row["from"]):
        raise ProvisionFault(f"{where}: [until] must be a day after [from]")
    courts = row.get("courts", [])
    if not isinstance(courts, list) or not all(isinstance(each, str) for each in courts):
        raise ProvisionFault(f"{where}: [courts] must be a list of slugs of courts")
    _require_texts(where, {**row, "checked_by": row.get("checked_by", "")})
    return Provision(
        title=row["title"].strip(),
        words=row["words"].strip(),
        source=row["source"].strip(),
        starts_on=row["from"],
        checked_on=row["checked_on"],
        ends_on=until,
        courts=tuple(courts),
        checked_by=row.get("checked_by", "").strip(),
        id=str(uuid.uuid5(_IDS, f"{file}|{number}|{row['title']}")),
    )


def _require_texts(where: str, row: dict[str, Any]) -> None:
    """Texts that fit, without signs that no page and no column holds."""
    for key, longest in LONGEST.items():
        text = row[key]
        if not isinstance(text, str) or len(text) > longest:
            raise ProvisionFault(f"{where}: [{key}] must be a text of {longest} letters at most")
        if any(sign < " " and not (key == "words" and sign in "\n\t") for sign in text):
            raise ProvisionFault(f"{where}: [{key}] has a sign that cannot be shown: take it out")


def to_text(lines: Iterable[Provision]) -> str:
    """The list as a file of the site: ``from_bytes`` reads the same rows."""
    return "\n".join(map(_table, lines)) or "provision = []\n"


def _table(line: Provision) -> str:
    said: dict[str, str] = {
        "title": _quoted(line.title),
        "words": _quoted(line.words),
        "source": _quoted(line.source),
        "from": line.starts_on.isoformat(),
    }
    if line.ends_on:
        said["until"] = line.ends_on.isoformat()
    if line.courts:
        said["courts"] = f"[{', '.join(map(_quoted, line.courts))}]"
    said["checked_on"] = line.checked_on.isoformat()
    if line.checked_by:
        said["checked_by"] = _quoted(line.checked_by)
    return "[[provision]]\n" + "".join(f"{key} = {value}\n" for key, value in said.items())


def _quoted(text: str) -> str:
    """A basic string of TOML: escaped as JSON does, and the one sign that JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def same_words(one: Provision, other: Provision) -> bool:
    """Do both say the same, whoever wrote them down and when?"""
    return replace(one, id="", changed_in=0) == replace(other, id="", changed_in=0)
