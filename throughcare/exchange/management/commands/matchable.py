"""``throughcare matchable``: how many people could be matched today, as a figure and a file."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from throughcare.exchange.as_member import UNUSABLE, member_of, working_as
from throughcare.exchange.matchable import as_csv, counts, matchable_people

ROLE = "evaluator"
EPILOG = """example:
  throughcare matchable --as analyst@example.org --out people.csv
  evidence power --from people.csv --difference 5

The file says of each person which fields are filled, and holds no name, number or day."""


class Command(BaseCommand):
    help = (
        "Count whose records could be matched for an evaluation, as an evaluator of the service; "
        "with --out, write which fields are filled, for `evidence power --from`."
    )
    database_login = "web"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = EPILOG
        parser.add_argument("--as", dest="member", required=True, metavar="EMAIL", help="who asks")
        parser.add_argument("--agency", metavar="NAME", help="where they are an evaluator")
        parser.add_argument("--out", type=Path, metavar="FILE.csv", help="file to write")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        member = member_of(options["member"], options["agency"], ROLE)
        out: Path | None = options["out"]
        with _whole(out) if out else nullcontext() as file:
            with transaction.atomic(), working_as(member, "command:matchable") as ctx:
                rows = matchable_people(ctx)
                text = as_csv(rows)
                kept = hashlib.sha256(text.encode()).hexdigest()[:16] if out else "no file"
                ctx.shown.reason = f"{len(rows)} rows of flags, {kept}"
            if file is not None:
                file.write(text)
        found = counts(rows)
        self.stdout.write(json.dumps(found) if options["json"] else _said(found))


def _said(found: dict[str, int]) -> str:
    share = found["matchable"] / found["people"] if found["people"] else 0.0
    lines = [f"{found['matchable']:,} of {found['people']:,} people can be matched ({share:.0%})."]
    lines += [
        f"  {number:,} without {_field(name)}"
        for name, number in found.items()
        if name.startswith("without_") and number
    ]
    return "\n".join(lines)


def _field(name: str) -> str:
    spoken = name.removeprefix("without_")
    numbers = {"pnc": "a PNC ID", "pnc_valid": "a PNC ID that is well formed"}
    return numbers.get(spoken, spoken.replace("_", " "))


@contextmanager
def _whole(out: Path) -> Iterator[IO[str]]:
    """A file for its owner alone, which takes the place of ``out`` only when all went well."""
    if out.is_dir():
        raise CommandError(f"[{out}] is a folder: name a file.", returncode=UNUSABLE)
    try:
        handle, made = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as wrong:
        raise CommandError(f"[{out}] cannot be written: {wrong.strerror}.", returncode=UNUSABLE) \
            from wrong  # fmt: skip
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
        Path(made).replace(out)
    finally:
        Path(made).unlink(missing_ok=True)
