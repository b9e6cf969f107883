"""`throughcare welsh`: which words to the person have no Welsh, and who checked the rest."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from throughcare.my import welsh


class Command(BaseCommand):
    """One text a line; exit 1 while there is one."""

    help = "List the texts of a person's own pages and of the tablet that have no Welsh."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        missing = welsh.without_welsh()
        for words in missing:
            self.stdout.write(words)
        by = settings.WELSH_CHECKED_BY
        self.stderr.write(f"Checked by {by}" if by else "Checked by nobody: Welsh is off")
        if missing:
            raise CommandError(f"{len(missing)} texts have no Welsh")
