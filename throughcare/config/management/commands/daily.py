"""``throughcare daily``: what is kept for a time and is past it is destroyed.

A command of ours takes part by an attribute ``daily``: the words that it is called with.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Any

from django.core import management
from django.core.management.base import BaseCommand, CommandParser

from throughcare.config import postgres_process

#: Of others: sessions that have ended.
OTHERS: dict[str, list[str]] = {"clearsessions": []}


@dataclass(frozen=True)
class Done:
    """What became of one job, and what it said."""

    job: str
    ok: bool
    said: str


def jobs() -> dict[str, list[str]]:
    """The commands of each day and the words of each, in the order of their names."""
    found = dict(OTHERS)
    for name, app in management.get_commands().items():
        if isinstance(app, str) and app.startswith("throughcare."):
            words = getattr(management.load_command_class(app, name), "daily", None)
            if words is not None:
                found[name] = list(words)
    return dict(sorted(found.items()))


def run(name: str, words: list[str]) -> Done:
    """One job in a process of its own, with the login that it asks for."""
    command = [sys.executable, "-m", "throughcare.config.cli", name, *words]
    if postgres_process.can_tie():
        command = postgres_process.tied(command, signal.SIGTERM)
    environ = {k: v for k, v in os.environ.items() if k != "THROUGHCARE_DATABASE_LOGIN"}
    done = subprocess.run(  # noqa: S603 - our own program and words
        command, env=environ, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    said = (done.stdout if done.returncode == 0 else done.stderr or done.stdout).strip()
    return Done(job=" ".join([name, *words]), ok=done.returncode == 0, said=said[-2000:])


class Command(BaseCommand):
    help = (
        "Run the jobs of each day: destroy old drafts, unlinked custody entries and ended "
        "sessions. Exit 1 if one of them failed; the others are still run. "
        "Example: throughcare daily --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        done = [run(name, words) for name, words in jobs().items()]
        if options["json"]:
            self.stdout.write(json.dumps({"jobs": [asdict(each) for each in done]}))
        for each in done:
            if not each.ok:
                self.stderr.write(f"{each.job} failed: {each.said}")
            elif not options["json"]:
                self.stdout.write(f"{each.job}: {each.said or 'done'}")
        if not all(each.ok for each in done):
            raise SystemExit(1)
