"""``throughcare drafts clean``: destroy what was typed and never saved, after its time."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = "Destroy drafts older than DRAFT_DAYS. Example: throughcare drafts clean --json"
    database_login = "worker"
    daily = ("clean",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["clean"])
        parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT drafts, posts FROM app.clean_drafts(%s)", [settings.DRAFT_DAYS])
            drafts, posts = cursor.fetchone()
        if options["json"]:
            self.stdout.write(json.dumps({"drafts": drafts, "posts": posts}))
        else:
            self.stdout.write(
                f"Destroyed {drafts} drafts and {posts} answered posts"
                f" older than {settings.DRAFT_DAYS} days."
            )
