"""Takes a court list in; `throughcare import court-list` reads it first and calls this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from throughcare.agencies.models import Membership, Place
from throughcare.court import actions
from throughcare.court import selectors as court
from throughcare.court.listed import ListDocument
from throughcare.exchange import court_lists, showing
from throughcare.exchange.as_member import NO, UNUSABLE, member_of, working_as
from throughcare.exchange.court_lists.problems import problem

if TYPE_CHECKING:
    from uuid import UUID

    from throughcare.core.context import Context


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
        parser.add_argument("--part", action="store_true")
        parser.add_argument("--as", dest="member", required=True)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        document = court_lists.read(options["file"], options["format"], day=options["date"])
        if not document.accepted:
            self._refuse(document, options)
        member = member_of(options["member"], options["agency"])
        try:
            with transaction.atomic(), _working_as(member) as ctx:
                place_id = _place(ctx, options["place"])
                taken = actions.take_list_in(ctx, document, place_id=place_id, part=options["part"])
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


@contextmanager
def _working_as(member: Membership) -> Iterator[Context]:
    """The context of a member who may take lists in."""
    with working_as(member, "command:import court-list") as ctx:
        if not actions.may_take_lists_in(ctx):
            raise CommandError(f"[{member.user.email}] may not take lists in.", returncode=NO)
        yield ctx


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
