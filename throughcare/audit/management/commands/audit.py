"""``throughcare audit``: seal the log, verify it, give away an anchor, prove one entry."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from throughcare.audit import seals, verification
from throughcare.audit.seals import SealHeldUp, SealKeyMissing
from throughcare.audit.verification import AnchorUnreadable, NotProvable

EXAMPLES = """\
examples:
  throughcare audit seal --every 60            one seal a minute, until it is stopped
  throughcare audit anchor > anchor.json       the newest seal, for a partner to keep
  throughcare audit verify --anchor anchor.json --json
  throughcare audit proof 4711 --json > proof.json

`seal` works with the login [worker], the others with [backup]; both may be overruled with
THROUGHCARE_DATABASE_LOGIN. The signing key is THROUGHCARE_SEAL_KEY or the home's seal.key.
"""
UNUSABLE = 2


class Command(BaseCommand):
    help = "Seal the audit log, verify it, give away an anchor, prove one entry."

    @property
    def database_login(self) -> str:
        """The least that the sub-command needs."""
        return "worker" if sys.argv[2:3] == ["seal"] else "backup"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")
        seal = commands.add_parser("seal", help="seal what can no longer change")
        seal.add_argument("--every", type=int, metavar="SECONDS", help="go on until stopped")
        verify = commands.add_parser("verify", help="exit 1 if the log was changed")
        verify.add_argument("--anchor", type=Path, metavar="FILE", help="what audit anchor printed")
        verify.add_argument(
            "--public-key",
            action="append",
            default=[],
            metavar="HEX",
            help="believe this key and no other; may be given twice",
        )
        commands.add_parser("anchor", help="print the newest seal as one line of JSON")
        proof = commands.add_parser("proof", help="what a court needs to check one entry offline")
        proof.add_argument("row", type=int, metavar="ROW", help="the id of the entry")
        for one in (seal, verify, proof):
            one.add_argument("--json", action="store_true", help="one JSON document, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["what"])(options)
        except (SealKeyMissing, SealHeldUp, NotProvable) as error:
            raise CommandError(str(error)) from error
        except AnchorUnreadable as error:
            self.stderr.write(f"{options['anchor']}: {error}")
            raise SystemExit(UNUSABLE) from error

    def seal(self, options: dict[str, Any]) -> None:
        if options["every"]:
            self._seal_for_ever(max(1, options["every"]))
        made = seals.seal()
        rows = sum(each.rows for each in made)
        if options["json"]:
            self._say({"seals": [verification.seal_as_json(each) for each in made]})
        else:
            self.stdout.write(f"{rows} entries sealed." if made else "Nothing new to seal.")

    def _seal_for_ever(self, seconds: int) -> None:
        while True:
            try:
                seals.seal()
            except SealHeldUp as held_up:
                self.stderr.write(f"Not sealed yet: {held_up}")
            except OperationalError as lost:
                self.stderr.write(f"Not sealed: {lost}")
                connection.close()
            time.sleep(seconds)

    def verify(self, options: dict[str, Any]) -> None:
        given = [seals.read_public_key(each) for each in options["public_key"]]
        anchors = _read_anchors(options["anchor"]) if options["anchor"] else []
        found = verification.verify(given or seals.public_keys(), anchors)
        for problem in found.problems[:20]:
            self.stderr.write(problem)
        if options["json"]:
            kept = ("ok", "rows", "seals", "first_bad")
            self._say({name: getattr(found, name) for name in kept})
        elif found.ok:
            self.stdout.write(
                f"The log is as it was sealed: {found.rows} entries, {found.seals} seals, "
                f"{found.unsealed} entries not sealed yet."
            )
        else:
            self.stdout.write(f"The log was changed, from entry {found.first_bad} on.")
        if not found.ok:
            raise SystemExit(1)

    def anchor(self, options: dict[str, Any]) -> None:
        newest = verification.anchor()
        if newest is None:
            raise CommandError("There is no seal yet: run `throughcare audit seal`.")
        self._say(newest)

    def proof(self, options: dict[str, Any]) -> None:
        found = verification.proof(options["row"])
        if options["json"]:
            self._say(found)
            return
        for name, value in found["fields"].items():
            self.stdout.write(f"{name:14} {'' if value is None else value}")
        self.stdout.write(f"Sealed in seal {found['seal']['number']}; --json gives the proof.")

    def _say(self, document: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document))


def _read_anchors(path: Path) -> list[verification.Anchor]:
    try:
        return verification.read_anchors(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise AnchorUnreadable("the file cannot be read") from error
