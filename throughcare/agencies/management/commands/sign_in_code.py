"""`throughcare sign-in-code`: when nobody who could make a code in the settings is left."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from throughcare.accounts.models import User
from throughcare.agencies.founding import new_code_for


class Command(BaseCommand):
    help = "Print a one-time sign-in code for one account: password and second step begin anew."
    database_login = "migrate"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = "example: throughcare sign-in-code amina.diallo@example.org"
        parser.add_argument("email", help="the address that the account signs in with")
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="of this service")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"No account signs in with [{options['email']}].", returncode=1)
        with transaction.atomic():
            code = new_code_for(user)
        link = f"{options['address'].rstrip('/')}/start/{code}/"
        if options["json"]:
            self.stdout.write(json.dumps({"email": user.email, "link": link}))
        else:
            self.stdout.write(f"For {user.name}, once:\n  {link}")
