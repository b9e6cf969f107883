"""Takes a court list in; `throughcare import court-list` reads it first and calls this."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from throughcare.accounts.models import User
from throughcare.agencies.models import Membership, Place
from throughcare.agencies.rules import purposes_of
from throughcare.agencies.selectors import memberships_of
from throughcare.core import clock, context, registry
from throughcare.court import actions
from throughcare.court import selectors as court
from throughcare.court.listed import ListDocument
from throughcare.exchange import court_lists, showing
from throughcare.exchange.court_lists.problems import problem

if TYPE_CHECKING:
    from uuid import UUID

    from throughcare.core.context import Context

SESSION = "command line"
NO, UNUSABLE = 1, 2


class _NotOursError(Exception):
    """Part of a list is not taken in: whoever runs this sees no page to check first."""

    def __init__(self, taken: actions.Taken) -> None:
        self.taken = taken
        super().__init__("a court of the list is none of the team's")


class Command(BaseCommand):
    """All of a list or nothing of it, in the name of a member of staff, and audited as such."""

    help = "Take a court list in. Use `throughcare import court-list`, which explains itself."
    database_login = "web"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--format", choices=["auto", *court_lists.FORMATS], default="auto")
        parser.add_argument("--date", type=date.fromisoformat)
        parser.add_argument("--agency")
        parser.add_argument("--place")
        parser.add_argument("--as", dest="member", required=True)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        document = court_lists.read(options["file"], options["format"], day=options["date"])
        if not document.accepted:
            self._refuse(document, options)
        member = _member(options["member"], options["agency"])
        try:
            with transaction.atomic(), _working_as(member) as ctx:
                place_id = _place(ctx, options["place"])
                taken = actions.take_list_in(ctx, document, place_id=place_id)
                if taken.unplaced:
                    raise _NotOursError(taken)
        except _NotOursError as refused:
            named = [each.court or each.court_code for each in refused.taken.unplaced]
            problems = [problem("court_not_ours", f"court [{name}]") for name in named]
            self._refuse(replace(document, accepted=False, problems=tuple(problems)), options)
        showing.show(document, as_json=options["json"])
        for day in taken.days:
            counts = ", ".join(f"{number} {name}" for name, number in day.counts().items())
            self.stderr.write(f"{day.place.name}, {day.on.isoformat()}: {_done(day)}{counts}")

    def _refuse(self, document: ListDocument, options: dict[str, Any]) -> None:
        showing.show(document, as_json=options["json"])
        raise SystemExit(NO)


def _done(day: actions.Day) -> str:
    if day.repeated:
        return "this very list was taken in before; "
    return "a newer list was taken in before; nothing changed; " if day.older else ""


def _member(email: str, agency: str | None) -> Membership:
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    found = [
        each
        for each in (memberships_of(user.pk) if user else [])
        if purposes_of(each.team.agency.type, each.role) and agency in (None, each.team.agency.name)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(f"Nobody works here as [{email}].", returncode=UNUSABLE)
    choices = ", ".join(sorted(f"{each.team.agency.name} ({each.role})" for each in found))
    raise CommandError(
        f"[{email}] works in {len(found)} roles: {choices}. Say which with --agency.",
        returncode=UNUSABLE,
    )


@contextmanager
def _working_as(member: Membership) -> Iterator[Context]:
    """The member's context; the audit says that it was used on the server, and by whom."""
    [(purpose, _words), *_] = purposes_of(member.team.agency.type, member.role)
    ctx = context.begin(
        membership_id=member.pk, purpose=purpose, session_ref=SESSION, at=clock.now()
    )
    if not ctx.allows("create", "justice"):
        raise CommandError(f"[{member.user.email}] may not take lists in.", returncode=NO)
    yield ctx
    registry.supplied("audit").write(
        ctx,
        action="command:import court-list",
        outcome="empty",
        reason=f"run on the server by {getpass.getuser()}",
    )
    context.end()


def _place(ctx: Context, slug: str | None) -> UUID | None:
    if not slug:
        return None
    courts: list[Place] = court.court_places(ctx)
    for place in courts:
        if place.slug == slug:
            return place.pk
    choices = ", ".join(place.slug for place in courts) or "none"
    raise CommandError(
        f"[{slug}] is no court of the team; choose one of: {choices}", returncode=UNUSABLE
    )
