"""What the commands that found an agency share: options, questions, what they print."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from throughcare.agencies import founding
from throughcare.agencies.models import Agency, Place

EXAMPLE = """\
example:
  throughcare {name} --agency "Northfield NHS Trust" --agency-type nhs_provider \\
    --team "Liaison and diversion" --place "Northfield custody suite" --place-kind custody \\
    --administrator "Amina Diallo <amina.diallo@example.org>" \\
    --administrator "Owen Price <owen.price@example.org>"
"""


class FoundingCommand(BaseCommand):
    """Asks for what was not given, if somebody sits at the keyboard."""

    database_login = "migrate"
    requires_system_checks: list[str] = []
    first: bool

    def add_arguments(self, parser: CommandParser) -> None:
        name = type(self).__module__.rsplit(".", 1)[-1].replace("_", "-")
        parser.epilog = EXAMPLE.format(name=name)
        from argparse import RawDescriptionHelpFormatter

        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("--agency", help="its name")
        parser.add_argument("--agency-type", choices=Agency.Type.values, help="what it is")
        parser.add_argument("--team", help="the name of its first team")
        parser.add_argument("--place", help="its first place; may be left out")
        parser.add_argument("--place-kind", choices=Place.Kind.values, default="office")
        parser.add_argument(
            "--administrator", action="append", default=[], metavar="'NAME <ADDRESS>'"
        )
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="of this service")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        self._ask(options)
        try:
            administrators = [founding.read_administrator(x) for x in options["administrator"]]
            with transaction.atomic():
                made = founding.found_agency(
                    agency=options["agency"] or "",
                    agency_type=options["agency_type"] or "",
                    team=options["team"] or "Administration",
                    place=options["place"] or "",
                    place_kind=options["place_kind"],
                    administrators=administrators,
                    first=self.first,
                )
        except founding.NotFounded as error:
            raise CommandError(str(error), returncode=1) from error
        except IntegrityError as error:
            raise CommandError("A name or an address is used twice.", returncode=1) from error
        self._print(made, options)

    def _ask(self, options: dict[str, Any]) -> None:
        if not sys.stdin.isatty():
            return
        types = ", ".join(Agency.Type.values)
        options["agency"] = options["agency"] or input("Name of the agency: ")
        options["agency_type"] = options["agency_type"] or input(f"What it is ({types}): ")
        options["team"] = options["team"] or input("Name of its first team: ")
        while len(options["administrator"]) < 2:
            number = len(options["administrator"]) + 1
            answer = input(f"Administrator {number}, such as Amina Diallo <amina@example.org>: ")
            options["administrator"].append(answer)

    def _print(self, made: list[founding.NewAdministrator], options: dict[str, Any]) -> None:
        people = [
            {"name": x.name, "email": x.email, "link": self._link(x, options["address"])}
            for x in made
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"agency": options["agency"], "administrators": people}))
            return
        self.stdout.write(f"Made [{options['agency']}]. Each link works once, for its owner:")
        for each in people:
            link = each["link"] or "signs in with the password they have"
            self.stdout.write(f"  {each['name']} <{each['email']}>\n    {link}")

    def _link(self, who: founding.NewAdministrator, address: str) -> str:
        return f"{address.rstrip('/')}/start/{who.code}/" if who.code else ""
