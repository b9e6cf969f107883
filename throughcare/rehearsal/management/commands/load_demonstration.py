"""Loads the invented county: agencies as the owner, everything about a person by actions."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from throughcare.rehearsal import county


class Command(BaseCommand):
    """Refuses production; safe to run again: what is there is left as it is."""

    help = (
        "Load the invented county of the demonstration. "
        "Example: throughcare load-demonstration. Refuses production."
    )
    # The agencies need the owner's rights; the story runs as the web, like everybody.
    database_login = "web"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agencies", action="store_true", help="only the agencies and staff")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("the demonstration is loaded only in the demonstration")
        story = county.read()
        if options["agencies"]:
            county.make_agencies(story)
            return
        self._make_agencies()
        if count := county.Story(story).tell():
            self.stderr.write(f"The custody list of this morning has {count} people.")
        self._say_who(story)

    def _make_agencies(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "throughcare.config.cli", "load-demonstration", "--agencies"],
            env={**os.environ, "THROUGHCARE_DATABASE_LOGIN": "migrate"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandError(f"the agencies could not be made: {done.stderr.strip()}")

    def _say_who(self, story: dict[str, Any]) -> None:
        self.stdout.write("Sign in with one press as:")
        for person in story["staff"]:
            self.stdout.write(f"  {person['name']}, {person['title'].lower()}")
