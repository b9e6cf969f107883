"""Loads the invented county: agencies as the owner, everything about a person by actions."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from throughcare.rehearsal import county, texts

READY = "ready"


class Command(BaseCommand):
    """Refuses production; safe to run again: what is there is left as it is."""

    help = (
        "Load the invented county of the demonstration. "
        "Example: throughcare load-demonstration. Refuses production."
    )
    # The agencies need the owner's rights; the story runs as the web, like everybody.
    database_login = "web"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-owner",
            action="store_true",
            help="make the agencies, and let the clock be set until the input ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("the demonstration is loaded only in the demonstration")
        story = county.read()
        if options["as_owner"]:
            self._lend(story)
            return
        with owner_beside():
            self._tell(story)
        self._say_who(story)

    def _lend(self, story: dict[str, Any]) -> None:
        """What only the owner of the database can do, for as long as somebody holds the input."""
        county.make_agencies(story)
        try:
            county.let_clock_be_set(True)
            texts.let_texts_be_sent(True)
            self.stdout.write(READY)
            self.stdout.flush()
            sys.stdin.read()
        finally:
            texts.let_texts_be_sent(False)
            county.let_clock_be_set(False)

    def _tell(self, story: dict[str, Any]) -> None:
        began = time.monotonic()
        scenes = county.Story(story).tell_all()
        if scenes:
            took = time.monotonic() - began
            self.stderr.write(f"Told {scenes} scenes in {took:.0f} seconds.")

    def _say_who(self, story: dict[str, Any]) -> None:
        self.stdout.write("Sign in with one press as:")
        for person in story["staff"]:
            self.stdout.write(f"  {person['name']}, {person['title'].lower()}")


@contextmanager
def owner_beside() -> Iterator[None]:
    """The owner at work beside us, in a process of its own: we never hold its rights.

    It ends when we do, however that happens, and takes back what it lent.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "throughcare.config.cli", "load-demonstration", "--as-owner"],
        env={**os.environ, "THROUGHCARE_DATABASE_LOGIN": "migrate"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as owner:
        if owner.stdout is None or owner.stdout.readline().strip() != READY:
            raise CommandError(f"the county could not be made: {owner.communicate()[1].strip()}")
        try:
            yield
        finally:
            _output, problem = owner.communicate()
    if owner.returncode:
        raise CommandError(f"the clock could not be taken back: {problem.strip()}")
