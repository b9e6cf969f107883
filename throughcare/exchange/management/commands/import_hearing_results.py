"""Takes a court's results in; `throughcare import hearing-results` reads them first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.http import Http404

from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.exchange import hearing_results
from throughcare.exchange.as_member import NO, UNUSABLE, member_of, working_as
from throughcare.orders import actions
from throughcare.orders.resulted import Results
from throughcare.people.standing import person_by_reference

if TYPE_CHECKING:
    from throughcare.core.context import Context


class Command(BaseCommand):
    """All of it or nothing, in the name of a member of staff. Nobody is matched by name."""

    help = "Take a court's results in. Use `throughcare import hearing-results`."
    database_login = "web"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--agency")
        parser.add_argument("--as", dest="member", required=True)
        parser.add_argument("--match", action="append", default=[])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        results = hearing_results.read(Path(options["file"]))
        chosen = _chosen(options["match"], results)
        if results.accepted:
            member = member_of(options["member"], options["agency"])
            with transaction.atomic(), working_as(member, "command:import hearing-results") as ctx:
                taken = _take(ctx, results, chosen)
            for number, each in taken.items():
                self.stderr.write(f"{number}: {_done(each)}")
            left = [each.number for each in results.people if each.number not in taken]
            if left:
                self.stderr.write(f"Not matched, so left out: {', '.join(left)}")
        if options["json"]:
            self.stdout.write(json.dumps(hearing_results.summary(results)))
        if not results.accepted:
            raise SystemExit(NO)


def _chosen(given: list[str], results: Results) -> dict[str, str]:
    """``DEFENDANT=REFERENCE``; refused before anything is asked of the database."""
    found: dict[str, str] = {}
    known = {each.number for each in results.people}
    for each in given:
        number, sign, reference = each.partition("=")
        if not sign or not reference or number in found:
            raise CommandError(
                f"[{each}] is not DEFENDANT=REFERENCE, once for each.", returncode=UNUSABLE
            )
        if results.accepted and number not in known:
            choices = ", ".join(sorted(known)) or "none"
            raise CommandError(
                f"The results name no defendant [{number}]; choose one of: {choices}",
                returncode=UNUSABLE,
            )
        found[number] = reference
    return found


def _take(ctx: Context, results: Results, chosen: dict[str, str]) -> dict[str, actions.Taken]:
    """What was said now, and for others what somebody said for an earlier share."""
    matches: dict[str, UUID] = {}
    for named in results.people:
        before = actions.match_of(ctx, results.hearing, named.number)
        if named.number in chosen:
            matches[named.number] = _person(ctx, chosen[named.number])
        elif before is not None:
            matches[named.number] = before.person_id
    if not matches:
        names = ", ".join(each.number for each in results.people) or "nobody"
        raise CommandError(
            f"Say which record each defendant is with --match DEFENDANT=REFERENCE: {names}",
            returncode=UNUSABLE,
        )
    try:
        return actions.take_share_in(ctx, results, matches)
    except (ReasonMissing, NotAllowed) as refused:
        raise CommandError(f"Nothing was taken in: {refused}", returncode=NO) from refused


def _person(ctx: Context, reference: str) -> UUID:
    try:
        return person_by_reference(ctx, reference)[0].pk
    except Http404:
        raise CommandError(f"You reach no record [{reference}].", returncode=NO) from None


def _done(taken: actions.Taken) -> str:
    if taken.stale:
        return "a newer share was taken in before; nothing changed"
    counts = {
        "made": taken.made,
        "changed": taken.changed,
        "taken back": taken.taken_back,
        "kept as it is": taken.kept,
    }
    said = [f"{len(rows)} {name}" for name, rows in counts.items() if rows]
    return ", ".join(said) or "nothing changed"
