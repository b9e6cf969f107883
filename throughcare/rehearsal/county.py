"""The invented county: its agencies are made as set-up makes them, its people by actions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.agencies.models import Agency, Membership, Place, Team
from throughcare.core import clock, context
from throughcare.core.access import CATEGORIES
from throughcare.core.context import Context
from throughcare.people import actions as people
from throughcare.people import part_actions
from throughcare.people.models import Person
from throughcare.people.parts import PARTS
from throughcare.screening import actions as screening
from throughcare.screening.models import CustodyEntry
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship, SharingAgreement

FILE = Path(__file__).with_name("county.toml")
DOMAIN = "demo.example"
FOUNDED = date(2024, 4, 1)


def read() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def address_of(name: str) -> str:
    """The sign-in address of an invented member of staff."""
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"


# --- What set-up makes: agencies, places, teams, staff, agreements (as the owner) ---------------


def make_agencies(county: dict[str, Any]) -> bool:
    """Make the agencies and staff once; False when they are there already."""
    if Agency.objects.filter(name=county["agency"][0]["name"]).exists():
        return False
    with transaction.atomic():
        agencies = {
            a["key"]: Agency.objects.create(name=a["name"], type=a["type"], starts_on=FOUNDED)
            for a in county["agency"]
        }
        places = {
            p["key"]: Place.objects.create(
                name=p["name"], kind=p["kind"], slug=p["slug"], agency=agencies[p["agency"]]
            )
            for p in county["place"]
        }
        teams = {}
        for t in county["team"]:
            teams[t["key"]] = Team.objects.create(agency=agencies[t["agency"]], name=t["name"])
            teams[t["key"]].covers.set([places[key] for key in t.get("covers", [])])
        for s in county["staff"]:
            _make_staff(s, teams[s["team"]])
        _make_agreements(county, agencies)
    return True


def _make_staff(staff: dict[str, Any], team: Team) -> None:
    user = User(email=address_of(staff["name"]), name=staff["name"])
    # Nobody signs in to the demonstration with a password: its sign-in page has one button each.
    user.set_unusable_password()
    user.save()
    Membership.objects.create(
        user=user, team=team, role=staff["role"], job_title=staff["title"], starts_on=FOUNDED
    )


def _make_agreements(county: dict[str, Any], agencies: dict[str, Agency]) -> None:
    one, two = Membership.objects.filter(role="support_engineer").order_by("user__name")[:2]
    for row in county["sharing"]:
        SharingAgreement.objects.create(
            from_agency=agencies[row["from"]],
            to_agency=agencies[row["to"]],
            purpose=row["purpose"],
            categories=sum(1 << CATEGORIES.index(name) for name in row["categories"]),
            grants_find=row.get("grants_find", False),
            status=SharingAgreement.Status.LIVE,
            starts_at=datetime(FOUNDED.year, FOUNDED.month, FOUNDED.day, tzinfo=UTC),
            document="Northshire information-sharing agreement (invented)",
            signatories="Both agencies (invented)",
            proposed_by=one,
            confirmed_by=two,
        )


# --- The story: everything about a person is made by an action, as the person who does it -------


@contextmanager
def working_as(name: str, purpose: str) -> Iterator[Context]:
    """One transaction as a member of staff, with the access context of the web."""
    member = Membership.objects.select_related("user").get(user__email=address_of(name))
    with transaction.atomic():
        ctx = context.begin(
            membership_id=member.pk, purpose=purpose, session_ref="demonstration", at=clock.now()
        )
        yield ctx
        context.end()


@dataclass
class Story:
    """Tells the morning of the custody list."""

    county: dict[str, Any]
    now: datetime = field(default_factory=clock.now)

    def tell(self) -> int:
        """Tell the whole of it, or nothing if it was told before; the people on the list."""
        place = Place.objects.get(slug="northfield-custody")
        with working_as("Priya Nair", "direct_care") as ctx:
            if CustodyEntry.visible_to(ctx).exists():
                return 0
            for entry in self.county["entry"]:
                self._arrives(ctx, place.pk, entry)
        return len(self.county["entry"])

    def _arrives(self, ctx: Context, place_id: UUID, entry: dict[str, Any]) -> None:
        known = self._add(ctx, entry) if entry.get("known") else None
        line = screening.add_entry(
            ctx,
            place_id=place_id,
            facts=screening.EntryFacts(
                arrived_at=self.now - timedelta(hours=entry["hours_ago"]),
                given_name=entry["given_name"],
                family_name=entry["family_name"],
                born_on=entry.get("born_on"),
                age_about=entry.get("age_about"),
                cell=entry["cell"],
                asked_by=entry.get("asked_by", "routine"),
                worry=entry.get("worry", ""),
                worry_source=entry.get("worry_source", ""),
            ),
        )
        if line.under_18:
            screening.pass_to_youth_service(ctx, entry_id=line.pk)
            return
        if entry.get("asleep"):
            screening.record_not_seen(
                ctx,
                why="asleep",
                entry_id=line.pk,
                try_again_at=self.now + timedelta(minutes=45),
            )
            return
        if not (known or entry.get("screened") or entry.get("interpreter")):
            return
        person = known or self._add(ctx, entry)
        screening.link_entry(ctx, entry_id=line.pk, person_id=person.pk)
        if entry.get("interpreter"):
            self._interpreter(ctx, person)
        if entry.get("screened"):
            self._screened(ctx, person, place_id)

    def _add(self, ctx: Context, entry: dict[str, Any]) -> Person:
        numbers = [("nhs-number", entry["nhs_number"])] if "nhs_number" in entry else []
        return people.add_person(
            ctx,
            given_name=entry["given_name"],
            family_name=entry["family_name"],
            born_on=entry.get("born_on"),
            identifiers=numbers,
            source="custody",
        )

    def _interpreter(self, ctx: Context, person: Person) -> None:
        part_actions.add_row(
            ctx,
            PARTS["know-first"],
            person=person,
            values={
                "kind": "interpreter",
                "text": "Polish interpreter by phone",
                "source": "custody",
                "on": clock.today(),
                "review_on": clock.today() + timedelta(days=90),
            },
        )

    def _screened(self, ctx: Context, person: Person, place_id: UUID) -> None:
        """Screened this morning; agreed that custody, court and probation are told."""
        sharing.record_taking_part(
            ctx, person_id=person.pk, in_what="screening", answer="yes", words_used="Yes, go on."
        )
        screen = screening.open_screen(ctx, person_id=person.pk)
        for recipient in ("custody", "court", "probation"):
            sharing.record_agreement(
                ctx,
                person_id=person.pk,
                recipient=recipient,
                answer="yes",
                asked_in=screen.pk,
                confirmed=True,
                place_id=place_id,
            )
        answers = {f"q{number}": "no" for number in range(1, 13)}
        answers |= {"q5": "yes", "q7": "yes", "q11": "yes"}
        screen = screening.save_screen(
            ctx,
            screen_id=screen.pk,
            version=screen.version,
            given=screening.Given(
                answers=answers,
                texts={
                    "q5": "Not sleeping since he lost his job in October.",
                    "q7": "Asks for breaks and short sentences.",
                },
                decision="assess_court",
            ),
            minutes=4,
        )
        screening.give_advice(
            ctx,
            person_id=person.pk,
            what="Needs breaks and short sentences. Check every hour.",
            told_whom="Sergeant Lowe",
            screen=screen,
        )
        team = Team.objects.get(name="Northfield probation office")
        sharing.open_link(
            ctx,
            person_id=person.pk,
            principal_id=team.pk,
            kind=Relationship.ORDER_SUPERVISION,
            source="shared with agreement",
        )
