"""``throughcare messages send``: send what waits in the outbox."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from throughcare.messages.providers.chosen import provider
from throughcare.messages.worker import Worker

EXAMPLES = """\
examples:
  throughcare messages send               what is due now, once
  throughcare messages send --every 20    go on until stopped, as `throughcare serve` does

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
        try:
            worker = Worker(provider())
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if options["every"]:
            self._for_ever(worker, max(1, options["every"]))
        done = worker.run()
        if options["json"]:
            self.stdout.write(json.dumps(dict(done)))
            return
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(done.items()))
        self.stdout.write(said or "Nothing was due.")

    def _for_ever(self, worker: Worker, seconds: int) -> None:
        while True:
            try:
                worker.run()
            except OperationalError as lost:
                self.stderr.write(f"Not sent: {lost}")
                connection.close()
            time.sleep(seconds)
