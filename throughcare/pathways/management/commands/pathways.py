"""``throughcare pathways check | rehearse``: definitions and capabilities; a walk through one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from throughcare.core import registry
from throughcare.pathways.library import FOLDER
from throughcare.pathways.names import NAMES
from throughcare.pathways.report import report

EXAMPLES = """examples:
  throughcare pathways check --json
  throughcare pathways rehearse custody-liaison-and-diversion"""


class Command(BaseCommand):
    help = "Check the definitions of pathways and what the product can do; rehearse one."
    database_login = "web"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = EXAMPLES
        below = parser.add_subparsers(dest="what", required=True, metavar="check|rehearse")
        check = below.add_parser(
            "check",
            help="name every fault of every definition, and the capabilities that are shown",
            epilog="example:\n  throughcare pathways check --json",
        )
        check.add_argument("--json", action="store_true", help="one JSON document, nothing else")
        check.add_argument("--folder", type=Path, default=FOLDER, help="another folder of TOML")
        rehearse = below.add_parser(
            "rehearse",
            help="walk an invented person through one, by the actions that the screens call",
            epilog="example:\n  throughcare pathways rehearse custody-liaison-and-diversion",
        )
        rehearse.add_argument("id", help="the id of a pathway")
        rehearse.add_argument("--json", action="store_true", help="one JSON document, nothing else")
        rehearse.add_argument("--keep", action="store_true", help="keep the invented person")

    def handle(self, *args: Any, **options: Any) -> None:
        code = self._check(options) if options["what"] == "check" else self._rehearse(options)
        if code:
            raise SystemExit(code)

    def _check(self, options: dict[str, Any]) -> int:
        folder: Path = options["folder"]
        if not folder.is_dir():
            self.stderr.write(f"[{folder}] is no folder: name one that holds .toml files")
            return 2
        document, faults = report(folder)
        for fault in faults:
            self.stderr.write(str(fault))
        if options["json"]:
            self.stdout.write(json.dumps(document))
        else:
            self._say(document)
        return 0 if document["ok"] else 1

    def _say(self, document: dict[str, Any]) -> None:
        for each in document["definitions"]:
            state = "ok" if each["ok"] else "cannot be used"
            self.stdout.write(f"{each['id']} {each['version']}: {state}")
            for fault in each["problems"]:
                place = f"{fault['file']}:{fault['line']}: [{fault['key']}]"
                self.stdout.write(f"  {place} {fault['wrong']}: {fault['remedy']}")
        shown, missing = len(document["capabilities"]), document["missing"]
        self.stdout.write(f"{shown} of {len(NAMES)} capabilities are shown by a test that is run.")
        if missing:
            self.stdout.write(f"Not yet: {', '.join(missing)}")

    def _rehearse(self, options: dict[str, Any]) -> int:
        walks = registry.offered("rehearsal")
        if not settings.DEMONSTRATION or not walks:
            self.stderr.write("A rehearsal writes invented people: only in the demonstration.")
            return 1
        if options["id"] not in walks:
            self.stderr.write(f"There is no rehearsal of [{options['id']}]: {', '.join(walks)}")
            return 2
        done = walks[options["id"]](keep=options["keep"], tell=self._tell)
        if options["json"]:
            self.stdout.write(json.dumps(done))
        else:
            for step in done["steps"]:
                self.stdout.write(f"{step['stage']:<14} {step['status']:<6} {step['did']}")
        if not done["ok"]:
            self.stderr.write(f"It stopped: {done['problem']}")
        return 0 if done["ok"] else 1

    def _tell(self, words: str) -> None:
        self.stderr.write(words)
