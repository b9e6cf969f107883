"""``throughcare rebuild``: what is due, worked out again from the events."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from throughcare.core.rebuilding import rebuild


class Command(BaseCommand):
    help = (
        "Work out again from the events what is due, and put right what differs. "
        "Example: throughcare rebuild --check --json"
    )
    database_login = "migrate"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if wrong")
        parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rebuild(write=not options["check"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
        elif done.same:
            self.stdout.write(f"All {done.due} due rows are as {done.events} events make them.")
        else:
            was = "To put right" if options["check"] else "Put right"
            self.stdout.write(
                f"{was}: {done.added} due rows missing, {done.changed} different, "
                f"{done.removed} that no event makes."
            )
        if options["check"] and not done.same:
            raise SystemExit(1)
