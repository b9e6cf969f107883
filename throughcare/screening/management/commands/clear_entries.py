"""``throughcare clear_entries``: what a list said of people whom nobody linked."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from throughcare.screening.retention import clear_entries


class Command(BaseCommand):
    help = (
        "Destroy entries of custody and court lists that were never linked and are older than "
        "UNLINKED_ENTRY_DAYS; how many there were is kept for each place and day. "
        "Example: throughcare clear_entries --json"
    )
    database_login = "migrate"
    daily = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        cleared = clear_entries()
        if options["json"]:
            self.stdout.write(json.dumps({"cleared": cleared}))
        else:
            self.stdout.write(f"{cleared} entries destroyed; their counts are kept.")
