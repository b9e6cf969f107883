"""``throughcare messages send``: send what waits in the outbox."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from throughcare.messages.providers.chosen import provider
from throughcare.messages.worker import Worker

#: Seconds between two looks when the installation is not set up rightly.
PATIENCE = 600
EXAMPLES = """\
examples:
  throughcare messages send               what is due now, once
  throughcare messages send --every 5    go on until stopped, as `throughcare serve` does

With THROUGHCARE_NOTIFY_KEY and THROUGHCARE_NOTIFY_TEMPLATE texts go by GOV.UK Notify; without,
they stay in the outbox for people, and those that may no longer go are held back.
"""


class Command(BaseCommand):
    help = "Send texts to people whose time has come. Example: throughcare messages send --json"
    database_login = "worker"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("what", choices=["send"])
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on until stopped")
        parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["every"]:
            self._for_ever(max(1, options["every"]))
        try:
            done = Worker(provider()).run()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(dict(done)))
            return
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(done.items()))
        self.stdout.write(said or "Nothing was due.")

    def _for_ever(self, seconds: int) -> None:
        """Until stopped. Trouble of ours never ends it: texts wait, and the doctor says why."""
        while True:
            try:
                Worker(provider()).run()
            except ImproperlyConfigured as error:
                self.stderr.write(f"Not sent: {error}")
                seconds = max(seconds, PATIENCE)
            except DatabaseError as lost:
                self.stderr.write(f"Not sent: {type(lost).__name__}")
                connection.close()
            time.sleep(seconds)
