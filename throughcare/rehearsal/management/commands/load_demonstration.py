"""Loads the invented county: agencies as the owner, everything about a person by actions."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from throughcare.rehearsal import county, texts


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
        parser.add_argument(
            "--clock", choices=("on", "off"), help="let the clock of the database be set, or not"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("the demonstration is loaded only in the demonstration")
        story = county.read()
        if options["agencies"]:
            county.make_agencies(story)
            return
        if options["clock"]:
            county.let_clock_be_set(options["clock"] == "on")
            texts.let_texts_be_sent(options["clock"] == "on")
            return
        self._as_owner("--agencies")
        self._tell(story)
        self._say_who(story)

    def _tell(self, story: dict[str, Any]) -> None:
        """Only its owner lets the clock of the database be set, and only meanwhile."""
        began = time.monotonic()
        self._as_owner("--clock", "on")
        try:
            scenes = county.Story(story).tell_all()
        finally:
            self._as_owner("--clock", "off")
        if scenes:
            took = time.monotonic() - began
            self.stderr.write(f"Told {scenes} scenes in {took:.0f} seconds.")

    def _as_owner(self, *words: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own program and words
            [sys.executable, "-m", "throughcare.config.cli", "load-demonstration", *words],
            env={**os.environ, "THROUGHCARE_DATABASE_LOGIN": "migrate"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandError(f"the county could not be made: {done.stderr.strip()}")

    def _say_who(self, story: dict[str, Any]) -> None:
        self.stdout.write("Sign in with one press as:")
        for person in story["staff"]:
            self.stdout.write(f"  {person['name']}, {person['title'].lower()}")
